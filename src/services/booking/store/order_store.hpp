// Orders and the units of models, as typed calls.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/booking/store/booking_store.hpp"

namespace prokat::booking {

struct OrderRow {
  OrderId id;
  std::optional<std::string> code;
  CustomerId customer_id;
  LegalEntityId legal_entity_id;
  Money total;
  std::string channel;
  Instant created_at;
  int version = 1;
  std::vector<BookingId> booking_ids;
};

struct OrderPosition {
  Instant created_at;
  OrderId id;
};

struct UnitChoice {
  ModelId model_id;
  std::optional<LocationId> location_id;
  Period period;
  Instant late_before;  // an overdue unit is not chosen for what starts before this
  Instant now;
};

class OrderStore {
 public:
  explicit OrderStore(pg::Pool& pool) : pool_(pool) {}

  Task<std::vector<OrderRow>> find_all(std::vector<OrderId> ids, Deadline deadline);
  // Below `after`, newest first; at most `limit`.
  Task<std::vector<OrderPosition>> list(std::optional<CustomerId> customer_id, bool several_units,
                                        std::optional<OrderPosition> after, int limit,
                                        Deadline deadline);
  // For rent, by id.
  Task<std::vector<ObjectId>> list_model_units(ModelId model_id,
                                               std::optional<LocationId> location_id,
                                               Deadline deadline);
  // Free now, tightest gap first.
  Task<std::vector<ObjectId>> pick_units(UnitChoice choice, Deadline deadline);
  static Task<std::vector<ObjectId>> pick_units(pg::Transaction& tx, UnitChoice choice);

 private:
  pg::Pool& pool_;
};

}  // namespace prokat::booking
