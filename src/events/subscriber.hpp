// Who wants to know. A subscriber registers under the name that stands in `event_subscriptions`
// (rows are inserted by migrations, so that an old process also serves a new subscriber).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "events/event.hpp"
#include "runtime/context.hpp"

namespace prokat::events {

struct Delivery {
  Event event;
  int attempt = 1;
};

// Handles up to `batch_max` deliveries in the transaction that also marks them done: effects in the
// database and the mark commit together. Outside effects are never made here: write a row (a
// message to send, a payment to ask) that a sender picks up. Throwing rolls all of it back; the
// deliveries are then tried one by one, and each failing one alone backs off (5 s doubling to 10
// min, parked after 12 tries unless `never_park`).
using BatchHandler =
    std::function<Task<void>(CallContext, pg::Transaction&, std::vector<Delivery>)>;

struct Subscriber {
  std::string name;  // "notifications"
  BatchHandler handle;
  std::size_t batch_max = 200;
  bool never_park = false;             // money: longest interval for ever, alert after 15 minutes
  std::function<void()> after_commit;  // wake a sender; may be empty
};

struct WorkerOptions {
  std::chrono::milliseconds poll_interval{250};
  std::size_t dispatch_batch = 500;
};

// Runs the dispatcher and the subscribers of this process. wake() may be called by whoever just
// committed an event; it is cheap and coalesced.
class Worker {
 public:
  Worker(boost::asio::any_io_executor executor, pg::Pool& pool, WorkerOptions options);
  ~Worker();
  void subscribe(Subscriber subscriber);
  void start();
  void wake();
  Task<void> stop(Deadline deadline);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace prokat::events
