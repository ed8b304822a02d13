// The open connections of one listener, and the one timer that watches them all: a timer per read
// and write would cost more than the parsing. One thread. A connection says until when its present
// step may take; the watch interrupts it at most `tick` later.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>
#include <unordered_set>

#include "http/dispatcher.hpp"

namespace prokat::http {

class Connection {
 public:
  virtual ~Connection() = default;
  virtual void interrupt() = 0;  // what it waits for on its socket ends with operation_aborted

  runtime::SteadyClock::time_point step_ends_at = runtime::SteadyClock::time_point::max();
  bool idle = true;  // between two requests
};

// What the sessions of a listener share. Lives as long as the last of them.
struct Listener {
  Listener(boost::asio::any_io_executor executor_, ServerOptions options_, const Router& router,
           Authenticator authenticator);

  void add(Connection* connection);
  void remove(Connection* connection);

  boost::asio::any_io_executor executor;
  ServerOptions options;
  Dispatcher dispatcher;
  std::unordered_set<Connection*> connections;
  metrics::Gauge connections_gauge;
  bool draining = false;
};

// Serves one connection until it ends. The only function behind which Beast stands.
Task<void> serve_connection(std::shared_ptr<Listener> listener,
                            boost::asio::ip::tcp::socket socket);

}  // namespace prokat::http
