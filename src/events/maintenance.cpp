#include "events/maintenance.hpp"

#include "events/schedule.hpp"
#include "events/sql.hpp"
#include "runtime/log.hpp"
#include "runtime/worker.hpp"

namespace prokat::events {
namespace {

using namespace std::chrono_literals;

constexpr auto round_time = 60s;
constexpr std::int64_t delete_batch = 1000;

// Changing partitions locks their table, and everybody queues behind a job that waits for that
// lock. So it waits for moments only, and comes again.
constexpr std::string_view lock_wait = "100";  // ms
constexpr int lock_tries = 30;
constexpr auto lock_pause = 300ms;

constexpr std::string_view lock_not_available = "55P03";

LocalDate today() { return LocalDate(std::chrono::floor<std::chrono::days>(machine_time())); }

// One table in a transaction: two would deadlock with who writes them in the other order.
Task<std::int64_t> try_change(pg::Pool& pool, pg::Statement statement, pg::Params params,
                              Deadline deadline) {
  pg::Transaction tx = co_await pool.transaction(deadline);
  co_await tx.statement(sql::limit_lock_wait, pg::Params().add(lock_wait));
  const pg::Rows rows = co_await tx.statement(statement, std::move(params));
  co_await tx.commit();
  co_return rows.only().get<std::int64_t>("changed");
}

Task<std::int64_t> change(pg::Pool& pool, pg::Statement statement, pg::Params params,
                          Deadline deadline) {
  for (int tries = 1;; ++tries) {
    try {
      co_return co_await try_change(pool, statement, params, deadline);
    } catch (const pg::Error& error) {
      if (error.sqlstate() != lock_not_available || tries == lock_tries) throw;
    }
    co_await runtime::sleep_for(lock_pause);
  }
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
  std::int64_t made = 0;
  for (const char* table : {"outbox", "event_deliveries", "audit_log", "messages"}) {
    made += co_await change(pool, sql::ensure_partitions,
                            pg::Params().add(table).add(today()).add(options.days_ahead), deadline);
  }
  std::int64_t dropped = 0;
  const LocalDate before = add_days(today(), -options.keep_events_days);
  for (const char* table : {"event_deliveries", "outbox"}) {  // in this order: see the function
    dropped += co_await change(pool, sql::drop_old_partitions, pg::Params().add(table).add(before),
                               deadline);
  }
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
