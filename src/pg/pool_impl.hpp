// The inside of Pool, shared with Transaction, AdvisoryLock and Batcher. Only pg/ sees it.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <list>
#include <memory>

#include "pg/batcher_core.hpp"
#include "pg/connection_group.hpp"
#include "pg/database.hpp"

namespace prokat::pg {

struct Pool::Impl : std::enable_shared_from_this<Pool::Impl> {
  Impl(boost::asio::any_io_executor e, PoolOptions o);

  void start();
  Task<Rows> run(std::shared_ptr<detail::ConnectionGroup> group, std::string_view name,
                 std::string_view text, Params params, Deadline deadline,
                 metrics::Histogram seconds);
  std::shared_ptr<detail::ConnectionGroup> make_group(detail::GroupLimits limits,
                                                      std::string session_options = {});
  // Deadlines are looked at by one timer every 10 ms while anything is under way: a timer for each
  // statement would cost more than it tells.
  void watch_deadlines();
  bool busy() const;
  void note_failure();

  boost::asio::any_io_executor executor;
  PoolOptions options;
  std::shared_ptr<detail::Canceller> canceller;
  std::shared_ptr<detail::ConnectionGroup> main;
  std::shared_ptr<detail::ConnectionGroup> slow;
  std::list<std::weak_ptr<detail::ConnectionGroup>> locks;
  std::list<std::weak_ptr<detail::BatcherCore>> batchers;
  boost::asio::steady_timer sweep_timer;
  bool sweeping = false;

  metrics::Histogram statement_seconds;
  metrics::Histogram slow_seconds;
  metrics::Histogram transaction_seconds;
  metrics::Counter errors;
  metrics::Counter unavailable;
  metrics::Counter deadlines_exceeded;

 private:
  void sweep();
};

struct Transaction::Impl {
  std::shared_ptr<Pool::Impl> pool;
  std::shared_ptr<detail::Connection> connection;
  Deadline deadline;
  runtime::SteadyClock::time_point started;
  bool begun = false;

  ~Impl();
  Task<detail::CallPointer> run(detail::CallPointer call);
};

}  // namespace prokat::pg
