#include "runtime/loop.hpp"

#include <pthread.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <exception>
#include <optional>

#include "runtime/log.hpp"

namespace prokat::runtime {

struct Loop::Impl {
  explicit Impl(std::string loop_name) : name(std::move(loop_name)) {}

  std::string name;
  boost::asio::io_context context{1};  // a hint: one thread runs it, others may post
  std::optional<boost::asio::signal_set> signals;
  std::function<void()> on_signal;

  void await_signal() {
    signals->async_wait([this](const boost::system::error_code& error, int number) {
      if (error) return;
      if (!on_signal) ::_exit(128 + number);  // the second one: whoever asks is out of patience
      const auto first = std::exchange(on_signal, nullptr);
      log::info("process.stop_signal", {{"signal", number}});
      await_signal();
      first();
    });
  }

  // Tasks report their own exceptions; this is for plain handlers, where one is a defect, but not
  // one for which every other request should end.
  template <class Step>
  void guarded(Step step) {
    try {
      step();
    } catch (const std::exception& error) {
      log::error("loop.handler_failed", {{"loop", name}, {"error", error.what()}});
    }
  }
};

Loop::Loop(std::string name) : impl_(std::make_unique<Impl>(std::move(name))) {}
Loop::~Loop() = default;

boost::asio::any_io_executor Loop::executor() { return impl_->context.get_executor(); }

void Loop::run() {
  ::pthread_setname_np(::pthread_self(), impl_->name.substr(0, 15).c_str());
  const auto work = boost::asio::make_work_guard(impl_->context);
  while (!impl_->context.stopped()) {
    impl_->guarded([this] { impl_->context.run(); });
  }
}

void Loop::stop() { impl_->context.stop(); }

void Loop::on_stop_signal(std::function<void()> on_signal) {
  impl_->on_signal = std::move(on_signal);
  impl_->signals.emplace(impl_->context, SIGINT, SIGTERM);
  impl_->await_signal();
}

void Loop::run_erased(Task<void> task) {
  bool done = false;
  std::exception_ptr failure;
  // The handler must not outlive this frame: when the loop is stopped early, the task is left
  // suspended and destroyed with the io_context, without calling it.
  boost::asio::co_spawn(impl_->context, std::move(task), [&](std::exception_ptr thrown) {
    failure = std::move(thrown);
    done = true;
  });
  if (impl_->context.stopped()) impl_->context.restart();
  const auto work = boost::asio::make_work_guard(impl_->context);
  while (!done && !impl_->context.stopped()) {
    impl_->guarded([this] { impl_->context.run_one(); });
  }
  if (failure) std::rethrow_exception(failure);
  if (!done) throw std::runtime_error("the loop was stopped before its task ended");
}

}  // namespace prokat::runtime
