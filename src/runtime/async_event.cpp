#include "runtime/async_event.hpp"

#include <boost/asio/error.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <list>

namespace prokat::runtime {

struct AsyncEvent::State {
  struct Waiter {
    boost::asio::steady_timer timer;
    bool notified = false;
  };

  explicit State(boost::asio::any_io_executor e) : executor(std::move(e)) {}

  boost::asio::any_io_executor executor;
  std::list<Waiter> waiters;  // oldest first
  bool remembered = false;

  bool wake_oldest() {
    for (Waiter& waiter : waiters) {
      if (waiter.notified) continue;  // woken before, but not resumed yet
      waiter.notified = true;
      waiter.timer.cancel();
      return true;
    }
    return false;
  }
};

namespace {

// Takes the waiter off the list also when its task is destroyed while it waits.
template <class List>
struct Removal {
  List& list;
  typename List::iterator position;
  ~Removal() { list.erase(position); }
};

}  // namespace

AsyncEvent::AsyncEvent(boost::asio::any_io_executor executor)
    : state_(std::make_shared<State>(std::move(executor))) {}
AsyncEvent::~AsyncEvent() = default;

Task<bool> AsyncEvent::wait(Deadline deadline) { return wait_on(state_, deadline); }

Task<bool> AsyncEvent::wait_on(std::shared_ptr<State> state, Deadline deadline) {
  if (std::exchange(state->remembered, false)) co_return true;
  const auto position = state->waiters.emplace(
      state->waiters.end(), boost::asio::steady_timer(state->executor, deadline.at()));
  const Removal<std::list<State::Waiter>> removal{state->waiters, position};

  boost::system::error_code error;
  co_await position->timer.async_wait(
      boost::asio::redirect_error(boost::asio::use_awaitable, error));
  if (position->notified) co_return true;
  if (error) throw boost::system::system_error(error);
  co_return false;
}

void AsyncEvent::notify() {
  bool woken = false;
  while (state_->wake_oldest()) woken = true;
  if (!woken) state_->remembered = true;
}

void AsyncEvent::notify_one() {
  if (!state_->wake_oldest()) state_->remembered = true;
}

bool AsyncEvent::has_waiters() const {
  for (const auto& waiter : state_->waiters) {
    if (!waiter.notified) return true;
  }
  return false;
}

}  // namespace prokat::runtime
