// "There is something to do": wakes workers of this process at once and those of others by one
// coalesced Redis publish (at most every 20 ms per topic). Losing a wake-up costs a poll interval,
// nothing else.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "redis/client.hpp"

namespace prokat::events {

class Wakeup {
 public:
  Wakeup(boost::asio::any_io_executor executor, redis::Client& redis);
  ~Wakeup();
  void on(std::string topic,
          std::function<void()> wake);  // topics: "events", "messages", "inbox", "payments"
  void wake(std::string topic);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace prokat::events
