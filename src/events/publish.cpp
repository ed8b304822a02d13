#include "events/event.hpp"
#include "events/sql.hpp"

namespace prokat::events {

Task<void> publish(pg::Transaction& tx, Event event) {
  pg::Params params;
  params.add(event.id)
      .add(event.type)
      .add(event.aggregate_kind)
      .add(event.aggregate_id)
      .add(event.payload);
  co_await tx.statement(sql::insert_event, std::move(params));
}

}  // namespace prokat::events
