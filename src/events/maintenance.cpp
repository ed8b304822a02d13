#include "events/maintenance.hpp"

#include "events/schedule.hpp"
#include "events/sql.hpp"
#include "runtime/log.hpp"
#include "runtime/worker.hpp"

namespace prokat::events {
namespace {

using namespace std::chrono_literals;

constexpr auto round_time = 60s;
constexpr auto lock_wait = 2000;  // ms
constexpr std::int64_t delete_batch = 1000;

LocalDate today() { return LocalDate(std::chrono::floor<std::chrono::days>(machine_time())); }

Task<std::int64_t> ensure(pg::Pool& pool, LocalDate around, int days_ahead, Deadline deadline) {
  pg::Transaction tx = co_await pool.transaction(deadline);
  co_await tx.statement(sql::limit_lock_wait, pg::Params().add(std::to_string(lock_wait)));
  const pg::Rows rows =
      co_await tx.statement(sql::ensure_partitions, pg::Params().add(around).add(days_ahead));
  co_await tx.commit();
  co_return rows.only().get<std::int64_t>("made");
}

// When the job stood still for days, rows of today lie in the default partition and today's cannot
// be made any more; then from tomorrow on (around - 1 is the first day that the function makes).
Task<std::int64_t> ensure_from_today_or_tomorrow(pg::Pool& pool, int days_ahead,
                                                 Deadline deadline) {
  bool default_in_the_way = false;
  try {
    co_return co_await ensure(pool, today(), days_ahead, deadline);
  } catch (const pg::Error& error) {
    default_in_the_way = error.sqlstate() == "23514";
    if (!default_in_the_way) throw;
  }
  log::warn("maintenance.default_partition_in_use");
  co_return co_await ensure(pool, add_days(today(), 2), days_ahead, deadline);
}

Task<std::int64_t> drop_old(pg::Pool& pool, int keep_days, Deadline deadline) {
  pg::Transaction tx = co_await pool.transaction(deadline);
  co_await tx.statement(sql::limit_lock_wait, pg::Params().add(std::to_string(lock_wait)));
  const pg::Rows rows = co_await tx.statement(sql::drop_old_partitions,
                                              pg::Params().add(add_days(today(), -keep_days)));
  co_await tx.commit();
  co_return rows.only().get<std::int64_t>("dropped");
}

Task<std::int64_t> forget_items(pg::Pool& pool, int keep_days, Deadline deadline) {
  const Instant before = machine_time() - std::chrono::days(keep_days);
  std::int64_t forgotten = 0;
  std::size_t count = 0;
  do {
    const pg::Rows rows = co_await pool.slow_statement(
        sql::delete_old_inbox_items, pg::Params().add(before).add(delete_batch), deadline);
    count = rows.affected();
    forgotten += static_cast<std::int64_t>(count);
  } while (count == static_cast<std::size_t>(delete_batch));
  co_return forgotten;
}

}  // namespace

Task<void> maintain(pg::Pool& pool, MaintenanceOptions options, Deadline deadline) {
  const auto made = co_await ensure_from_today_or_tomorrow(pool, options.days_ahead, deadline);
  const auto dropped = co_await drop_old(pool, options.keep_events_days, deadline);
  const auto forgotten = co_await forget_items(pool, options.keep_inbox_days, deadline);
  if (made <= 0 && dropped <= 0 && forgotten == 0) co_return;
  log::info("maintenance.done", {{"partitions_made", made},
                                 {"partitions_dropped", dropped},
                                 {"inbox_items_forgotten", forgotten}});
}

struct Maintenance::Impl {
  Impl(boost::asio::any_io_executor executor, pg::Pool& p, MaintenanceOptions o)
      : pool(p),
        options(o),
        worker(std::move(executor), "maintenance", options.interval, [this] { return round(); }) {}

  Task<bool> round() {
    co_await maintain(pool, options, Deadline::in(round_time));
    co_return false;
  }

  pg::Pool& pool;
  MaintenanceOptions options;
  runtime::PeriodicWorker worker;
};

Maintenance::Maintenance(boost::asio::any_io_executor executor, pg::Pool& pool,
                         MaintenanceOptions options)
    : impl_(std::make_unique<Impl>(std::move(executor), pool, options)) {}
Maintenance::~Maintenance() = default;

void Maintenance::start() { impl_->worker.start(); }

Task<void> Maintenance::stop(Deadline deadline) { co_await impl_->worker.stop(deadline); }

}  // namespace prokat::events
