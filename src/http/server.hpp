// A listener: HTTP/1.1 with keep-alive over Beast, one per thread (SO_REUSEPORT). It parses, finds
// the route, authenticates, keeps deadline and size limits, logs one line per request, turns a
// failed Result or an exception into problem+json, and drains on stop.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <string>

#include "http/router.hpp"
#include "runtime/metrics.hpp"

namespace prokat::http {

// Who is this? Gets the request before its route runs; failing means 401. Null = everybody is
// anonymous.
using Authenticator = std::function<Task<Result<Principal>>(const Request&)>;

// What an exception of a layer that http does not know means to the caller (a database that is
// away: unavailable). Nullopt: not known, which is 500 internal. DeadlineExceeded needs no
// translation.
using ErrorTranslator = std::function<std::optional<Problem>(std::exception_ptr)>;

struct ServerOptions {
  std::string name;    // "public", "internal", "ops": label of logs and metrics
  std::string listen;  // "127.0.0.1:8080"; port 0 picks a free one
  std::chrono::milliseconds request_time_limit{10'000};
  std::chrono::milliseconds idle_time_limit{60'000};
  std::size_t header_max = 16 * 1024;
  std::size_t connections_max = 4096;
  ErrorTranslator translate_error;
};

class Server {
 public:
  // Router, and whatever its handlers use, outlive the server and its executor's run.
  // Throws with a clear message ("127.0.0.1:8080 is taken: ...") when it cannot listen.
  Server(boost::asio::any_io_executor executor, ServerOptions options, const Router& router,
         Authenticator authenticator);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  void start();
  unsigned short port() const;
  // Stops accepting, answers what is under way with Connection: close, then closes. Ends at the
  // deadline at the latest.
  Task<void> drain(Deadline deadline);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace prokat::http
