// One connection to PostgreSQL in libpq's pipeline mode over Asio. Only pg/ sees it; pools and
// locks are its owners. Every call is answered by a Sync of its own and delivered only there:
// before it, the statement's implicit transaction is not committed (stack.md: pitfalls of the
// wrapper).
//
//   closed -> connecting -> ready <-> draining -> closed
//
// draining: a cancel request is under way. Nothing new is sent until everything in flight is
// answered, the request has arrived, and a probe has shown that no late cancel hits an innocent
// statement. All members belong to the Loop of the executor.
#pragma once

#include <libpq-fe.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "base/secret.hpp"
#include "pg/call.hpp"
#include "pg/canceller.hpp"

namespace prokat::pg::detail {

class Connection;

class ConnectionOwner {
 public:
  virtual ~ConnectionOwner() = default;
  // It is ready, or has room again.
  virtual void on_room(Connection& connection) = 0;
  // It is closed; its calls have failed already.
  virtual void on_lost(Connection& connection, const std::string& reason, bool was_ready) = 0;
  // A cancel meant for its neighbour hit this statement: it did nothing and wants to be sent again.
  virtual void on_hit_by_mistake(CallPointer call) = 0;
};

struct ConnectionTarget {
  Secret url;
  std::string application_name;
  std::string session_options;  // beside those of every session: "-c enable_seqscan=off"
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  enum class State { closed, connecting, ready, draining };

  Connection(boost::asio::any_io_executor executor, ConnectionTarget target,
             std::shared_ptr<Canceller> canceller, std::weak_ptr<ConnectionOwner> owner);
  ~Connection();

  void open();                  // the owner hears on_room or on_lost
  void close();                 // calls in flight fail; the owner is not told
  void send(CallPointer call);  // only when ready
  // Fails calls whose deadline has passed and cancels what the server is still busy with.
  void sweep(runtime::SteadyClock::time_point now);

  State state() const { return state_; }
  bool ready() const { return state_ == State::ready; }
  std::size_t in_flight() const { return calls_.size(); }

  // The owner's notes about it.
  bool leased = false;
  bool reserved = false;  // takes no statements, so that it drains for a waiting lease

 private:
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const {
      return std::hash<std::string_view>{}(name);
    }
  };

  // Connecting (connection_open.cpp).
  void poll_connect();
  void wait_connect(PostgresPollingStatusType wanted);
  void connected();

  void wait_readable();
  void on_readable();
  bool take_result();
  void take_error(Call& call, ResultHandle result);
  void finish_head();
  void send_out(Call& call);
  bool queue_statement(Call& call);
  bool queue_execution(const Call& call, const std::string& name);
  void flush();
  void cancel();
  void continue_draining();
  void lose(const std::string& reason);
  std::vector<CallPointer> release();

  boost::asio::any_io_executor executor_;
  ConnectionTarget target_;
  std::shared_ptr<Canceller> canceller_;
  std::weak_ptr<ConnectionOwner> owner_;

  State state_ = State::closed;
  PGconn* conn_ = nullptr;
  int generation_ = 0;  // of conn_: handlers of an earlier one do nothing
  boost::asio::posix::stream_descriptor socket_;
  boost::asio::steady_timer connect_timer_;
  bool waiting_writable_ = false;
  std::deque<CallPointer> calls_;  // in flight, oldest first
  CallPointer probe_;
  bool cancel_arrived_ = false;
  runtime::SteadyClock::time_point drain_until_;
  // What the server knows, or will once the Parse that is under way arrives.
  std::unordered_set<std::string, NameHash, std::equal_to<>> prepared_;
  bool outdated_ = false;  // a prepared statement no longer fits the schema: remake the connection
  std::string lost_reason_;  // the server said goodbye
};

}  // namespace prokat::pg::detail
