#include "services/audit/sealer.hpp"

#include "events/schedule.hpp"
#include "runtime/log.hpp"
#include "runtime/metrics.hpp"
#include "services/audit/store.hpp"

namespace prokat::audit {

namespace {

using namespace std::chrono_literals;

constexpr int batch = 1000;
constexpr std::chrono::milliseconds step_time_limit{60'000};
constexpr auto overdue_after = 15min;
constexpr auto complain_again_after = 5min;

std::vector<Entry> chain_up(const std::vector<StoredRow>& rows, const Position& position) {
  std::vector<Entry> entries;
  entries.reserve(rows.size());
  Hash previous = position.hash;
  std::int64_t seal_no = position.seal_no;
  for (const auto& stored : rows) {
    Entry entry;
    entry.seal_no = ++seal_no;
    entry.digest = digest_of(stored.row);
    entry.hash = link(previous, entry.seal_no, entry.digest);
    previous = entry.hash;
    entries.push_back(std::move(entry));
  }
  return entries;
}

}  // namespace

Task<bool> seal_batch(pg::Pool& pool, int rows_max, Deadline deadline) {
  auto tx = co_await pool.transaction(deadline);
  const bool mine = co_await AuditStore::take_turn(tx);
  if (!mine) co_return false;
  const auto position = co_await AuditStore::find_position(tx);
  if (!position.settled && !position.from_elsewhere) co_return false;

  std::vector<StoredRow> rows;
  if (position.settled && position.audit_id < position.fence_audit_id) {
    rows = co_await AuditStore::read_rows(
        tx, Span{position.audit_id, position.fence_audit_id, rows_max});
  }
  const bool full = rows.size() == static_cast<std::size_t>(rows_max);
  const bool sealed = !rows.empty();
  if (sealed) {
    auto entries = chain_up(rows, position);
    co_await AuditStore::append(tx, position.seal_no, std::move(rows), std::move(entries),
                                events::machine_time());
  }
  const bool moves =
      !full && (position.from_elsewhere || position.newest > position.fence_audit_id);
  if (moves) co_await AuditStore::move_fence(tx);
  if (!sealed && !moves) co_return false;
  co_await tx.commit();
  // A fence that was just set after nothing was sealed may be open already. After a batch the pause
  // comes first, or a busy system would be sealed row by row.
  co_return full || (moves && !sealed);
}

Task<void> Sealer::measure(Deadline deadline) {
  static const auto rows =
      metrics::gauge("prokat_audit_waiting_rows", "Audit rows that are not sealed yet");
  static const auto age = metrics::gauge("prokat_audit_oldest_waiting_seconds",
                                         "Age of the oldest audit row that is not sealed yet");
  const auto waiting = co_await AuditStore(pool_).measure_waiting(deadline);
  const auto now = events::machine_time();
  const auto oldest = waiting.oldest ? now - *waiting.oldest : Duration{0};
  rows.set(waiting.oldest ? static_cast<double>(waiting.rows) : 0.0);
  age.set(std::chrono::duration<double>(oldest).count());
  if (oldest < overdue_after || now - complained_at_ < complain_again_after) co_return;
  complained_at_ = now;
  log::error("audit.overdue",
             {{"waiting_rows", waiting.rows},
              {"oldest_seconds", std::chrono::floor<std::chrono::seconds>(oldest).count()}});
}

Task<bool> Sealer::step() {
  const auto deadline = Deadline::in(step_time_limit);
  co_await measure(deadline);
  co_return co_await seal_batch(pool_, batch, deadline);
}

}  // namespace prokat::audit
