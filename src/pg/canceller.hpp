// Sends cancel requests. libpq's PQcancel opens a connection of its own and blocks, so it runs on a
// thread that exists only once something had to be cancelled. Only pg/ sees it.
#pragma once

#include <libpq-fe.h>

#include <boost/asio/any_io_executor.hpp>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

namespace prokat::pg::detail {

struct FreeCancel {
  void operator()(PGcancel* cancel) const { PQfreeCancel(cancel); }
};
using CancelHandle = std::unique_ptr<PGcancel, FreeCancel>;

class Canceller {
 public:
  Canceller() = default;
  ~Canceller();
  Canceller(const Canceller&) = delete;
  Canceller& operator=(const Canceller&) = delete;

  // Calls `done` on the executor when the server has taken the request or could not be reached.
  void send(CancelHandle cancel, boost::asio::any_io_executor executor, std::function<void()> done);
  // Waits for a request that is under way; tcp_user_timeout of the connection bounds it.
  void stop();

 private:
  struct Request {
    CancelHandle cancel;
    boost::asio::any_io_executor executor;
    std::function<void()> done;
  };
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Request> requests_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace prokat::pg::detail
