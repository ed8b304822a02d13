#include "services/objects/search_catalogue.hpp"

#include <stdexcept>

namespace prokat::objects {
namespace {

constexpr std::chrono::seconds time_to_live{60};
constexpr std::size_t objects_max = 4'096;  // some 4 KB each

}  // namespace

void SearchCatalogue::forget() {
  groups_.reset();
  kinds_.reset();
  objects_.clear();
  read_at_ = std::chrono::steady_clock::now();
}

void SearchCatalogue::forget_old() {
  if (std::chrono::steady_clock::now() - read_at_ > time_to_live) forget();
}

bool SearchCatalogue::is_stale(std::int64_t catalogue_version) {
  if (catalogue_version == version_) return false;
  forget();
  version_ = catalogue_version;
  return true;
}

Task<std::shared_ptr<const SearchGroups>> SearchCatalogue::groups(Deadline deadline) {
  forget_old();
  if (groups_) co_return groups_;
  const auto read = co_await search_store_.list_groups(deadline);
  is_stale(read.catalogue_version);
  std::vector<ObjectId> ids;
  for (const GroupRow& row : read.rows) ids.push_back(row.object_id);
  const auto samples = co_await find_all(std::move(ids), deadline);
  auto made = std::make_shared<SearchGroups>();
  made->catalogue_version = read.catalogue_version;
  auto sample = samples.begin();
  for (const GroupRow& row : read.rows) {
    // One that was archived in between: the next search sees another version.
    if (sample == samples.end() || (*sample)->object.id != row.object_id) continue;
    const auto zone = TimeZone::find((*sample)->card.time_zone);
    if (!zone) throw std::runtime_error("an object's location has an unknown time zone");
    made->groups.push_back(
        {(*sample)->object.type, row.rules_id, (*sample)->object.location, *zone, *sample});
    ++sample;
  }
  if (version_ == made->catalogue_version) groups_ = made;
  co_return made;
}

Task<std::shared_ptr<const PropertyKinds>> SearchCatalogue::property_kinds(Deadline deadline) {
  forget_old();
  if (kinds_) co_return kinds_;
  const auto version = version_;
  auto read =
      std::make_shared<const PropertyKinds>(co_await search_store_.list_property_kinds(deadline));
  if (version == version_) kinds_ = read;
  co_return read;
}

// What is read now is at least as new as the version known, which is all that is_stale() needs.
Task<std::vector<SharedObject>> SearchCatalogue::find_all(std::vector<ObjectId> ids,
                                                          Deadline deadline) {
  forget_old();
  std::unordered_map<ObjectId, SharedObject> known;
  std::vector<ObjectId> missing;
  for (const ObjectId& id : ids) {
    const auto kept = objects_.find(id);
    if (kept != objects_.end()) {
      known.insert(*kept);
    } else {
      missing.push_back(id);
    }
  }
  if (!missing.empty()) {
    const auto version = version_;
    auto read = co_await store_.find_all(std::move(missing), deadline);
    if (objects_.size() + read.size() > objects_max) objects_.clear();
    for (PricedObject& object : read) {
      auto shared = std::make_shared<const PricedObject>(std::move(object));
      known.emplace(shared->object.id, shared);
      if (version == version_) objects_.emplace(shared->object.id, shared);
    }
  }
  std::vector<SharedObject> found;
  for (const ObjectId& id : ids) {
    if (const auto object = known.find(id); object != known.end()) found.push_back(object->second);
  }
  co_return found;
}

}  // namespace prokat::objects
