// Some connections to one database and the calls that wait for them: opens lazily, gives each
// statement to the least loaded connection, drains one for whoever wants a lease, reconnects with
// back-off, refuses at once when too many wait or the database is known to be away. Only pg/ sees
// it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "pg/connection.hpp"
#include "runtime/metrics.hpp"

namespace prokat::pg::detail {

struct GroupLimits {
  std::string name;  // "main", "slow", "lock": in logs and metrics
  std::size_t connections;
  std::size_t depth;
  std::size_t queue_max;
};

class ConnectionGroup : public ConnectionOwner,
                        public std::enable_shared_from_this<ConnectionGroup> {
 public:
  ConnectionGroup(boost::asio::any_io_executor executor, ConnectionTarget target,
                  std::shared_ptr<Canceller> canceller, GroupLimits limits);

  void start();  // opens the first connection
  void submit(
      CallPointer call);  // throws Overloaded or Unavailable; else the call will be answered
  // A lease ends. `rollback`: a transaction may be open on it.
  void give_back(const std::shared_ptr<Connection>& connection, bool rollback);
  void sweep(runtime::SteadyClock::time_point now);
  bool busy() const;   // something waits or is under way: it needs sweeps
  void refuse_more();  // fails what waits; what is under way goes on
  void close();

  void on_room(Connection& connection) override;
  void on_lost(Connection& connection, const std::string& reason, bool was_ready) override;
  void on_hit_by_mistake(CallPointer call) override;

 private:
  void make_connections();
  std::size_t count(Connection::State state) const;
  std::size_t live() const;
  std::size_t leased() const;
  std::shared_ptr<Connection> least_loaded() const;
  std::shared_ptr<Connection> idle() const;
  void reserve();
  bool grow();
  void serve();
  void serve_leases();
  void retry_later();
  void fail_waiting(const std::string& why);
  void note_queue() const;

  boost::asio::any_io_executor executor_;
  ConnectionTarget target_;
  std::shared_ptr<Canceller> canceller_;
  GroupLimits limits_;
  std::size_t leased_max_;

  std::vector<std::shared_ptr<Connection>> connections_;
  std::deque<CallPointer> statements_;
  std::deque<CallPointer> leases_;

  boost::asio::steady_timer retry_timer_;
  int failures_ = 0;  // connection attempts in a row
  bool retry_waits_ = false;
  bool closing_ = false;
  std::string down_reason_;  // why the last attempt failed; empty after a success

  metrics::Counter lost_;
  metrics::Counter refused_;
  metrics::Gauge queue_length_;
};

}  // namespace prokat::pg::detail
