// What searches know of the catalogue without asking: the groups whose windows they resolve, the
// kinds of properties, and objects as they are shown with their rate cards. Kept as long as the
// catalogue's version is the one they were read under (every search statement brings the present
// one along), and for a minute at most, since a rate card looks ahead from its day. One per Loop.
#pragma once

#include <chrono>
#include <memory>
#include <unordered_map>

#include "services/objects/search_store.hpp"
#include "services/objects/store.hpp"

namespace prokat::objects {

struct SearchGroup {
  std::string type;
  std::int64_t rules_id = 0;
  Location location;
  TimeZone zone;
  std::shared_ptr<const PricedObject> sample;  // one of the group: its card has rules and hours
};

struct SearchGroups {
  std::int64_t catalogue_version = 0;
  std::vector<SearchGroup> groups;  // in the order of the types
};

using SharedObject = std::shared_ptr<const PricedObject>;

class SearchCatalogue {
 public:
  SearchCatalogue(Store& store, SearchStore& search_store)
      : store_(store), search_store_(search_store) {}

  Task<std::shared_ptr<const SearchGroups>> groups(Deadline deadline);
  Task<std::shared_ptr<const PropertyKinds>> property_kinds(Deadline deadline);
  // Those that exist, in the order of `ids`.
  Task<std::vector<SharedObject>> find_all(std::vector<ObjectId> ids, Deadline deadline);
  // Forgets everything when this is not the version it was read under. True when it was not.
  bool is_stale(std::int64_t catalogue_version);

 private:
  void forget_old();
  void forget();

  Store& store_;
  SearchStore& search_store_;
  std::int64_t version_ = 0;
  std::chrono::steady_clock::time_point read_at_;
  std::shared_ptr<const SearchGroups> groups_;
  std::shared_ptr<const PropertyKinds> kinds_;
  std::unordered_map<ObjectId, SharedObject> objects_;
};

}  // namespace prokat::objects
