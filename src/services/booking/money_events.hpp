// Money that payments reports reaches its bookings: the ledger entry, the status it leads to and
// the event that tells of it commit together with the delivery's mark.
//   worker.subscribe(money_subscriber(clock, [&wakeup] { wakeup.wake("events"); }));
// A declined payment changes nothing here: the hold goes on and another card may be tried.
#pragma once

#include "events/subscriber.hpp"
#include "runtime/clock.hpp"

namespace prokat::booking {

// The subscriber "booking" of payment.succeeded and payment.canceled; never parked.
events::Subscriber money_subscriber(const runtime::Clock& clock,
                                    std::function<void()> after_commit);

}  // namespace prokat::booking
