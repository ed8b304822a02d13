// Hands the deliveries of one subscriber to its handler. Worker has one of these per subscriber;
// see subscriber.hpp for the contract.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <string>
#include <vector>

#include "events/subscriber.hpp"
#include "runtime/metrics.hpp"
#include "runtime/worker.hpp"

namespace prokat::events {

class DeliveryWorker {
 public:
  DeliveryWorker(boost::asio::any_io_executor executor, pg::Pool& pool, Subscriber subscriber);

  const std::string& name() const { return subscriber_.name; }
  void start() { worker_.start(); }
  void wake() { worker_.wake(); }
  Task<bool> stop(Deadline deadline) { return worker_.stop(deadline); }

 private:
  struct Taken {
    Delivery delivery;
    Instant recorded_at;
  };
  Task<bool> deliver_batch();
  // What failed, or nothing.
  Task<std::optional<std::string>> handle(pg::Transaction& tx, std::vector<Delivery> deliveries);
  Task<void> deliver_alone(Taken taken);
  Task<void> note_failure(Taken taken, std::string why);
  void note_delivered(std::size_t count);

  pg::Pool& pool_;
  Subscriber subscriber_;
  metrics::Counter delivered_;
  metrics::Counter failed_;
  metrics::Counter parked_;
  metrics::Histogram delay_seconds_;
  runtime::PeriodicWorker worker_;
};

}  // namespace prokat::events
