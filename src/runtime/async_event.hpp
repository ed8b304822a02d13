// A wait that something else on the same thread ends: the primitive under pools, workers and
// clients. All of it belongs to one Loop; from another thread post a notify() to that loop.
//   AsyncEvent answered(executor);
//   if (!co_await answered.wait(deadline)) throw DeadlineExceeded("...");
// Auto-reset: a notify() with nobody waiting is remembered once and ends the next wait at once.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>

#include "runtime/deadline.hpp"
#include "runtime/task.hpp"

namespace prokat::runtime {

class AsyncEvent {
 public:
  explicit AsyncEvent(boost::asio::any_io_executor executor);
  ~AsyncEvent();  // whoever still waits is woken by its deadline
  AsyncEvent(const AsyncEvent&) = delete;
  AsyncEvent& operator=(const AsyncEvent&) = delete;

  // True when notified, false when the deadline passed first. Throws operation_aborted when the
  // waiting task was cancelled. The event may be destroyed during the wait.
  Task<bool> wait(Deadline deadline);
  void notify();      // everyone who waits now; with nobody waiting, the next who does
  void notify_one();  // only the one who has waited longest
  bool has_waiters() const;

 private:
  struct State;
  static Task<bool> wait_on(std::shared_ptr<State> state, Deadline deadline);
  std::shared_ptr<State> state_;
};

}  // namespace prokat::runtime
