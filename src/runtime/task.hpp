// Coroutines and where they start. Everything that waits is a Task; a Task runs on the one thread
// of its Loop.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <string>

namespace prokat::runtime {

template <class T = void>
using Task = boost::asio::awaitable<T>;

// Starts a task that nobody awaits. An exception that leaves it is logged under `name` and counted
// in prokat_task_failures_total; it never ends the process.
void spawn(boost::asio::any_io_executor executor, std::string name, Task<void> task);

}  // namespace prokat::runtime

namespace prokat {
using runtime::Task;
}
