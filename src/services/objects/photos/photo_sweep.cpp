#include "services/objects/photos/photo_sweep.hpp"

#include <map>
#include <set>

#include "runtime/log.hpp"

namespace prokat::objects {

namespace {

constexpr std::chrono::milliseconds time_limit{60'000};
const std::string prefix = "photos/";

// More than that at once, and more than there are photos: rather the database is the wrong one, or
// an empty one, than that so many uploads were interrupted.
constexpr std::size_t orphans_suspicious = 50;

std::optional<PhotoId> photo_of(const std::string& key) {
  const auto end = key.find('/', prefix.size());
  if (end == std::string::npos) return std::nullopt;
  return PhotoId::parse(std::string_view(key).substr(prefix.size(), end - prefix.size()));
}

}  // namespace

Task<bool> PhotoSweep::step() {
  const auto deadline = Deadline::in(time_limit);
  const Instant old_before =
      std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now()) - age_;
  if (after_.empty()) {
    const auto abandoned = co_await storage_.abandon_uploads(prefix, old_before, deadline);
    if (abandoned.value() > 0) log::info("photos.uploads_abandoned", {{"count", *abandoned}});
  }
  auto page = co_await storage_.list(prefix, after_, deadline);
  after_ = page.value().next.value_or("");
  std::erase_if(page->entries,
                [&](const storage::StoredEntry& entry) { return entry.written_at >= old_before; });
  co_await erase_orphans(std::move(page->entries), deadline);
  co_return !after_.empty();
}

Task<void> PhotoSweep::erase_orphans(std::vector<storage::StoredEntry> old, Deadline deadline) {
  std::map<PhotoId, std::vector<std::string>> keys;
  for (storage::StoredEntry& entry : old) {
    if (const auto id = photo_of(entry.key)) keys[*id].push_back(std::move(entry.key));
  }
  if (keys.empty()) co_return;
  std::vector<PhotoId> ids;
  for (const auto& [id, of_photo] : keys) ids.push_back(id);
  const auto known = co_await store_.known_among(std::move(ids), deadline);
  for (const PhotoId& id : known) keys.erase(id);
  if (keys.size() > orphans_suspicious && keys.size() > known.size()) {
    log::error("photos.sweep_refused", {{"without_photo", keys.size()},
                                        {"with_photo", known.size()},
                                        {"why", "is this the storage of another database?"}});
    co_return;
  }
  for (const auto& [id, orphans] : keys) {
    for (const std::string& key : orphans) {
      static_cast<void>(co_await storage_.erase(key, deadline));
      log::info("photos.orphan_erased", {{"key", key}});
    }
  }
}

}  // namespace prokat::objects
