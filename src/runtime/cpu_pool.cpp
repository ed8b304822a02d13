#include "runtime/cpu_pool.hpp"

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <exception>

#include "runtime/async_event.hpp"

namespace prokat::runtime {

struct CpuPool::Impl {
  Impl(std::size_t thread_count, std::size_t max) : threads(thread_count), queue_max(max) {}

  boost::asio::thread_pool threads;
  const std::size_t queue_max;
  std::atomic<std::size_t> waiting{0};  // posted and not begun
};

namespace {

// Owned by the waiting task and by the pool, whichever needs it longer.
struct Job {
  Job(boost::asio::any_io_executor e, std::function<void()> w)
      : executor(e), finished(std::move(e)), work(std::move(w)) {}

  boost::asio::any_io_executor executor;
  AsyncEvent finished;  // touched on `executor` only
  std::function<void()> work;
  std::exception_ptr failure;
  std::atomic<bool> abandoned{false};

  void run() {
    try {
      if (!abandoned) work();
    } catch (...) {
      failure = std::current_exception();
    }
  }
};

}  // namespace

CpuPool::CpuPool(std::size_t threads, std::size_t queue_max)
    : impl_(std::make_shared<Impl>(threads, queue_max)) {}

CpuPool::~CpuPool() {
  impl_->threads.stop();
  impl_->threads.join();
}

Task<void> CpuPool::run_erased(std::function<void()> work, Deadline deadline) {
  const std::shared_ptr<Impl> impl = impl_;
  if (impl->waiting.fetch_add(1) >= impl->queue_max) {
    impl->waiting.fetch_sub(1);
    throw Full("too much work waits for a processor");
  }
  const auto job =
      std::make_shared<Job>(co_await boost::asio::this_coro::executor, std::move(work));
  // By plain pointer: the pool is joined before Impl goes.
  boost::asio::post(impl->threads, [raw = impl.get(), job] {
    raw->waiting.fetch_sub(1);
    job->run();
    boost::asio::post(job->executor, [job] { job->finished.notify(); });
  });
  if (!co_await job->finished.wait(deadline)) {
    job->abandoned = true;
    throw DeadlineExceeded("work on the CPU pool took too long");
  }
  if (job->failure) std::rethrow_exception(job->failure);
}

}  // namespace prokat::runtime
