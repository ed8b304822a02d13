// What the use cases of the inventory work on. One per Loop. Not reachable from other processes:
// the routes live where objects-service lives, and other services read what it says in service.hpp.
#pragma once

#include <functional>

#include "pg/database.hpp"
#include "runtime/clock.hpp"

namespace prokat::objects::inventory {

class Inventory {
 public:
  // After a commit that changes what cards show; it waits a little for the cache, never for long.
  using Announce = std::function<Task<void>(Deadline)>;

  Inventory(pg::Pool& pool, const runtime::Clock& clock, Announce announce = nullptr)
      : pool_(pool), clock_(clock), announce_(std::move(announce)) {}

  pg::Pool& pool() { return pool_; }
  const runtime::Clock& clock() const { return clock_; }
  Task<void> announce(Deadline deadline) {
    if (announce_) co_await announce_(deadline);
  }

 private:
  pg::Pool& pool_;
  const runtime::Clock& clock_;
  Announce announce_;
};

}  // namespace prokat::objects::inventory
