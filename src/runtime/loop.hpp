// One thread, one io_context. A request and everything it waits for stay on their Loop, so handlers
// need no locks.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "runtime/deadline.hpp"
#include "runtime/task.hpp"

namespace prokat::runtime {

class Loop {
 public:
  explicit Loop(std::string name);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  boost::asio::any_io_executor executor();
  void run();   // on the calling thread until stop()
  void stop();  // from any thread or signal handler task
  // Runs the loop until the task ends and gives its result or throws: for main() of short commands
  // and for tests.
  template <class T>
  T run_until_done(Task<T> task) {
    if constexpr (std::is_void_v<T>) {
      run_erased(std::move(task));
    } else {
      std::optional<T> result;
      run_erased(keep_result(std::move(task), &result));
      return std::move(*result);
    }
  }
  // SIGINT and SIGTERM call `on_signal` once on this loop; a second signal ends the process at
  // once.
  void on_stop_signal(std::function<void()> on_signal);

 private:
  template <class T>
  static Task<void> keep_result(Task<T> task, std::optional<T>* result) {
    result->emplace(co_await std::move(task));
  }
  void run_erased(Task<void> task);

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace prokat::runtime
