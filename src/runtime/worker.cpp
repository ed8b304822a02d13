#include "runtime/worker.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>

#include "runtime/async_event.hpp"
#include "runtime/log.hpp"
#include "runtime/metrics.hpp"

namespace prokat::runtime {
namespace {

constexpr std::chrono::milliseconds pause_min{100};
constexpr std::chrono::milliseconds pause_max{30'000};

}  // namespace

struct PeriodicWorker::State {
  State(boost::asio::any_io_executor e, std::string n, std::chrono::milliseconds i, Step s)
      : executor(std::move(e)),
        name(std::move(n)),
        interval(i),
        step(std::move(s)),
        failures(metrics::counter("prokat_worker_failures_total",
                                  "Steps of periodic workers that ended with an exception",
                                  {{"worker", name}})) {}

  const boost::asio::any_io_executor executor;
  const std::string name;
  const std::chrono::milliseconds interval;
  Step step;
  metrics::Counter failures;

  std::atomic<bool> wake_is_posted{false};
  AsyncEvent woken{executor};
  AsyncEvent stop_requested{executor};
  AsyncEvent finished{executor};
  bool running = false;
  bool stopping = false;
  bool step_wants_more = false;
  std::chrono::milliseconds pause{0};  // after a failure; 0: the last step went well

  void request_stop() {
    stopping = true;
    woken.notify();
    stop_requested.notify();
  }
};

PeriodicWorker::PeriodicWorker(boost::asio::any_io_executor executor, std::string name,
                               std::chrono::milliseconds interval, Step step)
    : state_(std::make_shared<State>(std::move(executor), std::move(name), interval,
                                     std::move(step))) {}

PeriodicWorker::~PeriodicWorker() { state_->stopping = true; }

void PeriodicWorker::start() {
  if (state_->running || state_->stopping) return;
  state_->running = true;
  spawn(state_->executor, state_->name, run(state_));
}

void PeriodicWorker::wake() {
  if (state_->wake_is_posted.exchange(true)) return;
  boost::asio::post(state_->executor, [state = state_] {
    state->wake_is_posted = false;
    state->woken.notify();
  });
}

Task<void> PeriodicWorker::run_step(std::shared_ptr<State> state) {
  std::string failure;
  try {
    state->step_wants_more = co_await state->step();
    state->pause = std::chrono::milliseconds{0};
    co_return;
  } catch (const std::exception& error) {
    failure = error.what();
  }
  state->step_wants_more = false;
  state->pause = std::clamp(state->pause * 2, pause_min, pause_max);
  state->failures.add();
  log::error("worker.step_failed",
             {{"worker", state->name}, {"error", failure}, {"retry_in_ms", state->pause.count()}});
}

Task<void> PeriodicWorker::run(std::shared_ptr<State> state) {
  while (!state->stopping) {
    co_await run_step(state);
    if (state->stopping) break;
    if (state->pause.count() > 0) {
      co_await state->stop_requested.wait(Deadline::in(state->pause));
    } else if (state->step_wants_more) {
      // Lets others on this thread run, also when a step never waits.
      co_await boost::asio::post(boost::asio::use_awaitable);
    } else {
      co_await state->woken.wait(Deadline::in(state->interval));
    }
  }
  state->running = false;
  state->finished.notify();
}

Task<bool> PeriodicWorker::stop(Deadline deadline) { return stop_and_wait(state_, deadline); }

Task<bool> PeriodicWorker::stop_and_wait(std::shared_ptr<State> state, Deadline deadline) {
  state->request_stop();
  if (!state->running || co_await state->finished.wait(deadline)) co_return true;
  log::warn("worker.still_running", {{"worker", state->name}});
  co_return false;
}

}  // namespace prokat::runtime
