// Typed queries of searches and calendars, over objects and (listed in db/cross_reads.md) bookings.
// One method a statement; no rules here.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pg/database.hpp"
#include "services/objects/search_query.hpp"

namespace prokat::objects {

// The dates asked about, as one group resolves them.
struct SearchWindow {
  std::string type;
  LocationId location_id;
  std::int64_t rules_id = 0;
  std::optional<Period> period;  // without the objects' buffers; absent: no dates were asked about
};

struct FoundPlace {
  SearchPlace place;
  std::int64_t free_units = 0;  // of its model, when models are asked for
};

struct Found {
  std::int64_t catalogue_version = 0;
  std::vector<FoundPlace> places;  // in the order asked for
};

struct GroupRow {
  ObjectId object_id;  // one of the group
  std::int64_t rules_id = 0;
};
struct GroupRows {
  std::int64_t catalogue_version = 0;
  std::vector<GroupRow> rows;
};

// type -> key -> kind, as the schema calls it: "text", "number", "choice", "flag".
using PropertyKinds = std::map<std::string, std::map<std::string, std::string>>;

struct CalendarRow {
  ObjectId object_id;
  int buffer_before_minutes = 0;
  int buffer_after_minutes = 0;
  std::string alike;  // equal for units whose price and rules are the same
};

class SearchStore {
 public:
  explicit SearchStore(pg::Pool& pool) : pool_(pool) {}

  Task<std::int64_t> read_version(Deadline deadline);
  Task<GroupRows> list_groups(Deadline deadline);
  Task<PropertyKinds> list_property_kinds(Deadline deadline);
  Task<SearchWords> stem(std::vector<std::string> words, Deadline deadline);
  // At most filter.limit places.
  Task<Found> search(SearchFilter filter, std::vector<SearchWindow> windows, Deadline deadline);

  // By type, or by model; the first location's units first.
  Task<std::vector<CalendarRow>> list_calendar_units(std::optional<std::string> type,
                                                     std::optional<ModelId> model_id,
                                                     std::optional<LocationId> location_id,
                                                     Deadline deadline);
  // Live bookings between the two instants, of each object ascending.
  Task<std::map<ObjectId, std::vector<Period>>> list_taken(std::vector<ObjectId> ids, Period range,
                                                           Deadline deadline);
  // Those of `ids` that are out although their rental is over.
  Task<std::vector<ObjectId>> list_overdue(std::vector<ObjectId> ids, Instant now,
                                           Deadline deadline);

 private:
  pg::Pool& pool_;
};

}  // namespace prokat::objects
