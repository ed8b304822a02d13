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

// The type's rules in one of the zones it is rented in.
struct SearchGroup {
  std::string type;
  rental::TimeRules time_rules;
  TimeZone zone;
};

struct SearchWindow {
  std::string type;
  std::string time_zone;
  std::optional<Period> period;  // without the objects' buffers; absent: no dates were asked about
};

enum class SearchSort { price, name };

// The place after which a page goes on: the sort key and id of the last row looked at.
struct SearchPlace {
  std::string key;  // price in minor units, or the name
  ObjectId id;
};

struct SearchFilter {
  SearchSort sort = SearchSort::price;
  std::vector<SearchWindow> windows;
  SearchPlace after;
  std::optional<LocationId> location_id;
  std::optional<std::int64_t> unit_price_max_minor;
  std::optional<std::string> text;
  int limit = 20;
  Instant now;
};

// An object as shown, and what its price depends on.
struct PricedObject {
  Object object;
  rental::RateCard card;
};
BOOST_DESCRIBE_STRUCT(PricedObject, (), (object, card))

struct TypeUnits {
  rental::TimeRules time_rules;
  std::vector<CalendarUnit> units;  // the first location's first; nothing taken yet
};

class Store {
 public:
  explicit Store(pg::Pool& pool) : pool_(pool) {}

  Task<ObjectTypeList> list_types(Deadline deadline);
  Task<LocationList> list_locations(Deadline deadline);
  Task<std::vector<SearchGroup>> list_search_groups(std::optional<std::string> type,
                                                    std::optional<LocationId> location_id,
                                                    Deadline deadline);
  // In the order asked for; at most filter.limit.
  Task<std::vector<SearchPlace>> search(SearchFilter filter, Deadline deadline);
  // Those that exist, in the order of `ids`.
  Task<std::vector<PricedObject>> find_all(std::vector<ObjectId> ids, Deadline deadline);
  Task<std::optional<rental::RateCard>> find_rate_card(ObjectId id, Deadline deadline);
  Task<TypeUnits> list_units(std::string type, std::optional<LocationId> location_id,
                             Deadline deadline);
  // Fills in the live bookings between the two instants.
  Task<std::vector<CalendarUnit>> add_taken(std::vector<CalendarUnit> units, Period range,
                                            Deadline deadline);

 private:
  pg::Pool& pool_;
};

// Before every row of this sort.
SearchPlace first_place(SearchSort sort);

}  // namespace prokat::objects
