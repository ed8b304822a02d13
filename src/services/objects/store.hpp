// Typed queries of objects-service over its own tables (and, listed in db/cross_reads.md, over
// bookings). One method a statement; no rules here.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pg/database.hpp"
#include "services/objects/service.hpp"

namespace prokat::objects {

// An object as shown, and what its price depends on.
struct PricedObject {
  Object object;
  rental::RateCard card;
};

class Store {
 public:
  explicit Store(pg::Pool& pool) : pool_(pool) {}

  Task<ObjectTypeList> list_types(Deadline deadline);
  Task<LocationList> list_locations(Deadline deadline);
  // Those that exist, in the order of `ids`.
  Task<std::vector<PricedObject>> find_all(std::vector<ObjectId> ids, Deadline deadline);
  Task<std::optional<rental::RateCard>> find_rate_card(ObjectId id, Deadline deadline);
  Task<std::optional<Photo>> find_photo(PhotoId id, Deadline deadline);

 private:
  pg::Pool& pool_;
};

}  // namespace prokat::objects
