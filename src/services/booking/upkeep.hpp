// What becomes of bookings with time: rentals that are over are completed, old idempotency keys go.
// A step each for a worker; several processes at once do no harm.
#pragma once

#include "events/wakeup.hpp"
#include "pg/database.hpp"
#include "runtime/clock.hpp"

namespace prokat::booking {

class Upkeep {
 public:
  Upkeep(pg::Pool& pool, const runtime::Clock& clock, events::Wakeup& wakeup)
      : pool_(pool), clock_(clock), wakeup_(wakeup) {}

  // True when there is more to do at once.
  Task<bool> complete_returned();
  Task<bool> delete_old_keys();

 private:
  pg::Pool& pool_;
  const runtime::Clock& clock_;
  events::Wakeup& wakeup_;
};

}  // namespace prokat::booking
