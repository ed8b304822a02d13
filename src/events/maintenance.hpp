// Keeps the tables of events, audit and messages in shape: makes the time partitions of the days to
// come, drops those of events that nobody needs any more, forgets handled inbox items. Every
// process may run it; an advisory lock lets one work at a time.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <memory>

#include "pg/database.hpp"

namespace prokat::events {

struct MaintenanceOptions {
  std::chrono::milliseconds interval = std::chrono::hours(1);
  int days_ahead = 7;
  int keep_events_days = 30;  // dispatched and delivered ones; what waits is never dropped
  int keep_inbox_days = 30;   // how long a duplicate from outside is recognised
};

// One round. Also called at the end of `prokat migrate`, so that a fresh database has its
// partitions.
Task<void> maintain(pg::Pool& pool, MaintenanceOptions options, Deadline deadline);

class Maintenance {
 public:
  Maintenance(boost::asio::any_io_executor executor, pg::Pool& pool, MaintenanceOptions options);
  ~Maintenance();
  void start();  // the first round at once
  Task<void> stop(Deadline deadline);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace prokat::events
