#include "services/audit/anchors.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "base/json.hpp"
#include "events/event.hpp"
#include "events/schedule.hpp"
#include "runtime/log.hpp"
#include "services/audit/events.hpp"
#include "services/audit/store.hpp"

namespace prokat::audit {

namespace {

constexpr std::string_view anchor_form = "prokat audit anchor 1";
constexpr std::int64_t anchor_lock_key = 0x616e63686f72;  // "anchor"
constexpr std::chrono::milliseconds step_time_limit{60'000};
constexpr int anchors_a_day_max = 1000;

struct AnchorFile {
  std::string format;
  std::int64_t seal_no = 0;
  std::string hash;
  std::int64_t audit_id = 0;
  Instant anchored_at{};
};
BOOST_DESCRIBE_STRUCT(AnchorFile, (), (format, seal_no, hash, audit_id, anchored_at))

LocalDate day_of(Instant instant) {
  return LocalDate(std::chrono::floor<std::chrono::days>(instant));
}

std::string key_of(LocalDate day, int number) {
  const auto date = format_date(day);
  return fmt::format("audit/anchors/{}/{}-{}.json", date.substr(0, 4), date, number);
}

std::optional<Anchor> read_anchor(std::string key, const std::string& content) {
  const auto file = json::parse<AnchorFile>(content);
  if (!file || file->format != anchor_form) return std::nullopt;
  const auto hash = parse_hash(file->hash);
  if (!hash) return std::nullopt;
  return Anchor{std::move(key), file->seal_no, *hash};
}

// Objects are never replaced, so the first key of the day that is not taken.
Task<Result<std::string>> free_key(storage::ObjectStorage& storage, LocalDate day,
                                   Deadline deadline) {
  for (int number = 1; number <= anchors_a_day_max; ++number) {
    auto key = key_of(day, number);
    const auto taken = co_await storage.get(key, deadline);
    if (taken) continue;
    if (taken.error().code != ProblemCode::not_found) co_return std::unexpected(taken.error());
    co_return key;
  }
  co_return fail(ProblemCode::unavailable, "this day has enough anchors already");
}

Task<void> note(pg::Pool& pool, AnchorRow anchor, Deadline deadline) {
  auto tx = co_await pool.transaction(deadline);
  const HeadAnchored fact{anchor.seal_no, to_hex(anchor.hash), anchor.storage_key};
  events::Event event;
  event.type = std::string(HeadAnchored::type);
  event.aggregate_kind = "audit";
  event.aggregate_id = anchor.id.to_string();
  event.payload = json::write(fact);
  co_await AuditStore::insert_anchor(tx, std::move(anchor));
  co_await events::publish(tx, std::move(event));
  co_await tx.commit();
}

Task<bool> is_due(pg::Pool& pool, Deadline deadline) {
  AuditStore store(pool);
  const auto last = co_await store.find_last_anchor(deadline);
  if (last && day_of(last->anchored_at) >= day_of(events::machine_time())) co_return false;
  const auto head = co_await store.find_head(deadline);
  co_return head && (!last || head->seal_no != last->seal_no);
}

}  // namespace

Task<Result<std::optional<Anchor>>> anchor_head(pg::Pool& pool, storage::ObjectStorage& storage,
                                                Deadline deadline) {
  const auto head = co_await AuditStore(pool).find_head(deadline);
  if (!head) co_return std::optional<Anchor>();
  AnchorRow row;
  row.seal_no = head->seal_no;
  row.hash = head->hash;
  row.anchored_at = events::machine_time();
  auto key = co_await free_key(storage, day_of(row.anchored_at), deadline);
  if (!key) co_return pass(std::move(key));
  row.storage_key = *key;
  const AnchorFile file{std::string(anchor_form), head->seal_no, to_hex(head->hash), head->audit_id,
                        row.anchored_at};
  // Storage first: an object without a row is an anchor all the same, a row without one a false
  // claim.
  auto put = co_await storage.put(*key, json::write(file) + "\n", "application/json", deadline);
  if (!put) co_return pass(std::move(put));
  const Anchor anchor{row.storage_key, row.seal_no, row.hash};
  co_await note(pool, std::move(row), deadline);
  log::info("audit.anchored", {{"seal_no", anchor.seal_no},
                               {"hash", to_hex(anchor.hash)},
                               {"storage_key", anchor.storage_key}});
  co_return anchor;
}

Task<bool> anchor_when_due(pg::Pool& pool, storage::ObjectStorage& storage) {
  const auto deadline = Deadline::in(step_time_limit);
  const bool looks_due = co_await is_due(pool, deadline);
  if (!looks_due) co_return false;
  const auto lock = co_await pool.try_advisory_lock(anchor_lock_key, deadline);
  if (!lock) co_return false;
  const bool still_due = co_await is_due(pool, deadline);
  if (!still_due) co_return false;
  const auto anchored = co_await anchor_head(pool, storage, deadline);
  if (!anchored)
    throw std::runtime_error("the head of the audit cannot be stored: " + anchored.error().detail);
  co_return anchored->has_value();
}

Task<Result<AnchorsFound>> find_anchors(storage::ObjectStorage& storage,
                                        std::vector<std::string> known, Instant since,
                                        Deadline deadline) {
  AnchorsFound found;
  std::set<std::string> missing(known.begin(), known.end());
  const auto today = day_of(events::machine_time());
  for (auto day = day_of(since); day <= today; day = add_days(day, 1)) {
    for (int number = 1; number <= anchors_a_day_max; ++number) {
      auto key = key_of(day, number);
      const bool is_known = missing.erase(key) > 0;
      auto object = co_await storage.get(key, deadline);
      if (!object && object.error().code != ProblemCode::not_found)
        co_return pass(std::move(object));
      auto anchor = object ? read_anchor(key, object->content) : std::nullopt;
      if (anchor) {
        found.anchors.push_back(std::move(*anchor));
      } else if (object || is_known) {
        found.faulty.push_back(std::move(key));
      } else {
        break;
      }
    }
  }
  // What is claimed for a day before the chain began, or under a name that is not ours.
  found.faulty.insert(found.faulty.end(), missing.begin(), missing.end());
  std::ranges::sort(found.anchors, {}, &Anchor::seal_no);
  co_return found;
}

}  // namespace prokat::audit
