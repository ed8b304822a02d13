// Work that is done again and again: delivering events, expiring holds, polling payments. One step
// at a time; between steps it sleeps until the interval is over or somebody wakes it.
//   PeriodicWorker worker(loop.executor(), "booking.expiry", 1s, [this] { return expire_batch();
//   }); worker.start();  ...  worker.wake();  ...  co_await worker.stop(deadline);
// A step returns true when there is more to do at once. A step that throws is logged, counted in
// prokat_worker_failures_total and tried again after a pause that doubles up to 30 s. Not a cron:
// nothing here knows the time of day.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <string>

#include "runtime/deadline.hpp"
#include "runtime/task.hpp"

namespace prokat::runtime {

class PeriodicWorker {
 public:
  // Called on the worker's executor. What it captures must outlive the worker.
  using Step = std::function<Task<bool>()>;

  PeriodicWorker(boost::asio::any_io_executor executor, std::string name,
                 std::chrono::milliseconds interval, Step step);
  ~PeriodicWorker();  // tells it to stop, but does not wait: call stop() before what it uses goes
  PeriodicWorker(const PeriodicWorker&) = delete;
  PeriodicWorker& operator=(const PeriodicWorker&) = delete;

  void start();
  // From any thread, as often as one likes: many calls before the next step are one. Does not cut
  // the pause after a failure short, since what failed is usually somebody else who needs it.
  void wake();
  // On the worker's executor. No step begins after this call; true when none is running any more,
  // false when the running one is still not done at the deadline (that is logged).
  Task<bool> stop(Deadline deadline);

 private:
  struct State;
  static Task<void> run(std::shared_ptr<State> state);
  static Task<void> run_step(std::shared_ptr<State> state);
  static Task<bool> stop_and_wait(std::shared_ptr<State> state, Deadline deadline);
  std::shared_ptr<State> state_;
};

}  // namespace prokat::runtime
