#include <fmt/core.h>

#include <algorithm>

#include "pg/pool_impl.hpp"
#include "pg/sql.hpp"

namespace prokat::pg {
namespace {

using runtime::SteadyClock;

constexpr std::chrono::milliseconds sweep_interval{10};
constexpr std::string_view seconds_help = "From the call to the answer, waiting included";
constexpr std::string_view failures_help = "Calls that ended without an answer";

double seconds_since(SteadyClock::time_point start) {
  return std::chrono::duration<double>(SteadyClock::now() - start).count();
}

// Those that are gone leave the list. True when one of them waits for more sweeps.
template <class Swept>
bool sweep_all(std::list<std::weak_ptr<Swept>>& list, SteadyClock::time_point now) {
  bool more = false;
  for (auto place = list.begin(); place != list.end();) {
    if (const auto one = place->lock()) {
      one->sweep(now);
      more = more || one->busy();
      ++place;
    } else {
      place = list.erase(place);
    }
  }
  return more;
}

}  // namespace

Pool::Impl::Impl(boost::asio::any_io_executor e, PoolOptions o)
    : executor(std::move(e)),
      options(std::move(o)),
      canceller(std::make_shared<detail::Canceller>()),
      main(make_group({"main", options.connections, options.pipeline_depth, options.queue_max})),
      slow(make_group({"slow", options.slow_connections, 1, options.queue_max})),
      sweep_timer(executor),
      statement_seconds(
          metrics::histogram("prokat_pg_seconds", seconds_help, {{"kind", "statement"}})),
      slow_seconds(metrics::histogram("prokat_pg_seconds", seconds_help, {{"kind", "slow"}})),
      transaction_seconds(
          metrics::histogram("prokat_pg_seconds", seconds_help, {{"kind", "transaction"}})),
      errors(metrics::counter("prokat_pg_failures_total", failures_help, {{"why", "error"}})),
      unavailable(
          metrics::counter("prokat_pg_failures_total", failures_help, {{"why", "unavailable"}})),
      deadlines_exceeded(
          metrics::counter("prokat_pg_failures_total", failures_help, {{"why", "deadline"}})) {}

std::shared_ptr<detail::ConnectionGroup> Pool::Impl::make_group(detail::GroupLimits limits,
                                                                std::string session_options) {
  return std::make_shared<detail::ConnectionGroup>(
      executor,
      detail::ConnectionTarget{options.url, options.application_name, std::move(session_options)},
      canceller, std::move(limits));
}

bool Pool::Impl::busy() const {
  return main->busy() || slow->busy() || std::ranges::any_of(batchers, [](const auto& weak) {
           const auto batcher = weak.lock();
           return batcher && batcher->busy();
         });
}

void Pool::Impl::watch_deadlines() {
  if (sweeping) return;
  sweeping = true;
  sweep_timer.expires_after(sweep_interval);
  sweep_timer.async_wait([weak = weak_from_this()](auto error) {
    const auto self = weak.lock();
    if (!error && self) self->sweep();
  });
}

void Pool::Impl::sweep() {
  sweeping = false;
  const auto now = SteadyClock::now();
  main->sweep(now);
  slow->sweep(now);
  const bool locks_wait = sweep_all(locks, now);
  const bool batchers_wait = sweep_all(batchers, now);
  if (locks_wait || batchers_wait || busy()) watch_deadlines();
}

// Inside a catch block.
void Pool::Impl::note_failure() {
  try {
    throw;
  } catch (const Error&) {
    errors.add();
  } catch (const runtime::DeadlineExceeded&) {
    deadlines_exceeded.add();
  } catch (...) {
    unavailable.add();
  }
}

Task<Rows> Pool::Impl::run(std::shared_ptr<detail::ConnectionGroup> group, std::string_view name,
                           std::string_view text, Params params, Deadline deadline,
                           metrics::Histogram seconds) {
  const auto self = shared_from_this();
  const auto start = SteadyClock::now();
  const auto call = std::make_shared<detail::Call>(detail::CallKind::prepared, name, text,
                                                   std::move(params), deadline);
  try {
    group->submit(call);
    watch_deadlines();
    co_await detail::wait_for(call);
  } catch (...) {
    note_failure();
    throw;
  }
  seconds.observe(seconds_since(start));
  co_return Rows(std::make_shared<detail::RowsData>(name, std::move(call->result)));
}

Pool::Pool(boost::asio::any_io_executor executor, PoolOptions options)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(options))) {
  impl_->main->start();
}

Pool::~Pool() {
  impl_->sweep_timer.cancel();
  impl_->main->close();
  impl_->slow->close();
  for (const auto& lock : impl_->locks) {
    if (const auto group = lock.lock()) group->close();
  }
  for (const auto& batcher : impl_->batchers) {
    if (const auto core = batcher.lock()) core->close();
  }
  impl_->canceller->stop();
}

Task<Rows> Pool::statement(const Statement& statement, Params params, Deadline deadline) {
  return impl_->run(impl_->main, statement.name, statement.text, std::move(params), deadline,
                    impl_->statement_seconds);
}

Task<Rows> Pool::slow_statement(const Statement& statement, Params params, Deadline deadline) {
  return impl_->run(impl_->slow, statement.name, statement.text, std::move(params), deadline,
                    impl_->slow_seconds);
}

Task<Transaction> Pool::transaction(Deadline deadline) {
  const auto impl = impl_;
  const auto call = std::make_shared<detail::Call>(detail::CallKind::lease, "transaction", "",
                                                   Params(), deadline);
  try {
    impl->main->submit(call);
    impl->watch_deadlines();
    co_await detail::wait_for(call);
  } catch (...) {
    impl->note_failure();
    throw;
  }
  auto transaction = std::make_unique<Transaction::Impl>(impl, std::move(call->leased), deadline,
                                                         SteadyClock::now());
  co_return Transaction(std::move(transaction));
}

boost::asio::any_io_executor Pool::executor() const { return impl_->executor; }

Task<void> Pool::close(Deadline deadline) {
  const auto impl = impl_;
  impl->main->refuse_more();
  impl->slow->refuse_more();
  for (const auto& batcher : impl->batchers) {
    if (const auto core = batcher.lock()) core->refuse_more();
  }
  while (impl->busy() && !deadline.passed()) {
    co_await runtime::sleep_for(std::chrono::milliseconds(5));
  }
  impl->main->close();
  impl->slow->close();
  for (const auto& batcher : impl->batchers) {
    if (const auto core = batcher.lock()) core->close();
  }
}

// --- Transaction -------------------------------------------------------------------------------

Transaction::Transaction(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Transaction::Transaction(Transaction&&) noexcept = default;
Transaction& Transaction::operator=(Transaction&&) noexcept = default;
Transaction::~Transaction() = default;

Transaction::Impl::~Impl() {
  if (connection) pool->main->give_back(connection, begun);
}

Task<detail::CallPointer> Transaction::Impl::run(detail::CallPointer call) {
  const auto shared = pool;
  if (!connection) throw std::logic_error(fmt::format("{}: after commit", call->name));
  try {
    if (deadline.passed()) {
      throw runtime::DeadlineExceeded(
          fmt::format("{}: the transaction is out of time", call->name));
    }
    if (!connection->ready()) {
      throw Unavailable(fmt::format("{}: the transaction's connection was lost", call->name),
                        false);
    }
    connection->send(call);
    shared->watch_deadlines();
    co_await detail::wait_for(call);
  } catch (...) {
    shared->note_failure();
    throw;
  }
  co_return call;
}

Task<Rows> Transaction::statement(const Statement& statement, Params params) {
  auto call = std::make_shared<detail::Call>(detail::CallKind::prepared, statement.name,
                                             statement.text, std::move(params), impl_->deadline);
  call->in_transaction = true;
  call->begins = !std::exchange(impl_->begun, true);
  call = co_await impl_->run(std::move(call));
  co_return Rows(std::make_shared<detail::RowsData>(call->name, std::move(call->result)));
}

Task<void> Transaction::commit() {
  Impl& impl = *impl_;
  if (impl.begun) {
    const auto call = co_await impl.run(std::make_shared<detail::Call>(
        detail::CallKind::command, "commit", "COMMIT", Params(), impl.deadline));
    impl.begun = false;
    // What PostgreSQL answers to the COMMIT of a transaction in which a statement has failed.
    if (std::string_view(PQcmdStatus(call->result.get())) == "ROLLBACK") {
      throw Error("25P02", "", "commit: a statement of the transaction had failed");
    }
    impl.pool->transaction_seconds.observe(seconds_since(impl.started));
  }
  impl.pool->main->give_back(std::exchange(impl.connection, nullptr), false);
}

// --- AdvisoryLock ------------------------------------------------------------------------------

namespace {

// The lock lives as long as the session, so it has a session of its own.
class HeldLock : public Pool::AdvisoryLock {
 public:
  HeldLock(std::shared_ptr<detail::ConnectionGroup> group,
           std::shared_ptr<detail::Connection> connection)
      : group_(std::move(group)), connection_(std::move(connection)) {}
  ~HeldLock() override { group_->close(); }

  bool held() const override { return connection_->ready(); }

 private:
  std::shared_ptr<detail::ConnectionGroup> group_;
  std::shared_ptr<detail::Connection> connection_;
};

}  // namespace

Task<std::unique_ptr<Pool::AdvisoryLock>> Pool::try_advisory_lock(std::int64_t key,
                                                                  Deadline deadline) {
  const auto impl = impl_;
  const auto group = impl->make_group({"lock", 1, 1, 2});
  impl->locks.push_back(group);
  const auto lease = std::make_shared<detail::Call>(
      detail::CallKind::lease, sql::try_advisory_lock.name, "", Params(), deadline);
  group->submit(lease);
  impl->watch_deadlines();
  co_await detail::wait_for(lease);
  auto lock = std::make_unique<HeldLock>(group, lease->leased);

  Params params;
  params.add(key);
  const auto call =
      std::make_shared<detail::Call>(detail::CallKind::prepared, sql::try_advisory_lock.name,
                                     sql::try_advisory_lock.text, std::move(params), deadline);
  if (!lease->leased->ready()) throw Unavailable("the lock's connection was lost", false);
  lease->leased->send(call);
  impl->watch_deadlines();
  co_await detail::wait_for(call);
  const Rows rows(std::make_shared<detail::RowsData>(call->name, std::move(call->result)));
  if (!rows.only().get<bool>("locked")) co_return nullptr;
  co_return std::unique_ptr<AdvisoryLock>(std::move(lock));
}

}  // namespace prokat::pg
