#include "pg/canceller.hpp"

#include <array>
#include <boost/asio/post.hpp>

#include "runtime/log.hpp"

namespace prokat::pg::detail {

Canceller::~Canceller() { stop(); }

void Canceller::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    requests_.clear();
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Canceller::send(CancelHandle cancel, boost::asio::any_io_executor executor,
                     std::function<void()> done) {
  const std::lock_guard lock(mutex_);
  if (stopping_) return;
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  requests_.push_back({std::move(cancel), std::move(executor), std::move(done)});
  changed_.notify_one();
}

void Canceller::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !requests_.empty(); });
    if (stopping_) return;
    Request request = std::move(requests_.front());
    requests_.pop_front();
    lock.unlock();
    std::array<char, 256> error{};
    if (PQcancel(request.cancel.get(), error.data(), static_cast<int>(error.size())) == 0) {
      log::warn("pg.cancel_failed", {{"error", error.data()}});
    }
    request.cancel.reset();
    boost::asio::post(request.executor, std::move(request.done));
    lock.lock();
  }
}

}  // namespace prokat::pg::detail
