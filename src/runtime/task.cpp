#include "runtime/task.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <exception>

#include "runtime/log.hpp"
#include "runtime/metrics.hpp"

namespace prokat::runtime {
namespace {

void report(const std::string& name, const std::exception_ptr& failure) {
  std::string what = "not a std::exception";
  try {
    std::rethrow_exception(failure);
  } catch (const boost::system::system_error& error) {
    // Shutdown cancels waits: that is how a task is told to end.
    if (error.code() == boost::asio::error::operation_aborted) return;
    what = error.what();
  } catch (const std::exception& error) {
    what = error.what();
  } catch (...) {
  }
  log::error("task.failed", {{"task", name}, {"error", what}});
  metrics::counter("prokat_task_failures_total", "Background tasks that ended with an exception",
                   {{"task", name}})
      .add();
}

}  // namespace

void spawn(boost::asio::any_io_executor executor, std::string name, Task<void> task) {
  boost::asio::co_spawn(std::move(executor), std::move(task),
                        [name = std::move(name)](const std::exception_ptr& failure) {
                          if (failure) report(name, failure);
                        });
}

}  // namespace prokat::runtime
