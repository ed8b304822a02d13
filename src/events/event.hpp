// Domain events: what must happen because something happened. A row of `outbox` in the transaction
// that made the fact; the dispatcher makes one row of `event_deliveries` per subscription; workers
// hand them to subscribers. See README.md for who sees every event and who renders the current row.
#pragma once

#include <string>

#include "base/id.hpp"
#include "pg/database.hpp"

namespace prokat::events {

struct Event {
  EventId id = EventId::make();
  std::string type;            // "booking.created": a past fact
  std::string aggregate_kind;  // "booking"
  std::string aggregate_id;    // its uuid
  std::string payload;         // a JSON object of ids and figures, never personal data
};

// The one way to emit an event inside a transaction. (The single-statement create inserts its
// outbox row in its own SQL.)
Task<void> publish(pg::Transaction& tx, Event event);

}  // namespace prokat::events
