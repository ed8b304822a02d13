// Unpaid bookings whose time is up give their dates back. Holds without a payment go in sets; where
// a payment is under way the provider is asked first, outside any transaction, because a webhook
// that never came is the commonest failure (domain/hold.hpp decides). One per process is enough;
// several do no harm: a hold is ended by a conditional update.
//   HoldExpiry expiry(executor, pool, payments, clock, wakeup, 1s);
//   expiry.start();  ...  co_await expiry.stop(deadline);
#pragma once

#include <unordered_map>

#include "events/wakeup.hpp"
#include "runtime/clock.hpp"
#include "runtime/worker.hpp"
#include "services/booking/domain/hold.hpp"
#include "services/booking/store/booking_store.hpp"
#include "services/payments/service.hpp"

namespace prokat::booking {

class HoldExpiry {
 public:
  HoldExpiry(boost::asio::any_io_executor executor, pg::Pool& pool, payments::Service& payments,
             const runtime::Clock& clock, events::Wakeup& wakeup,
             std::chrono::milliseconds interval);

  void start() { worker_.start(); }
  void wake() { worker_.wake(); }
  Task<bool> stop(Deadline deadline) { return worker_.stop(deadline); }

  // One round; true when there is more to do at once. For tests, beside the worker.
  Task<bool> expire_due();

 private:
  // When to ask about a hold again that could not be decided, or whose money is on its way.
  struct Patience {
    std::chrono::seconds pause{0};
    runtime::SteadyClock::time_point next{};
  };

  Task<std::size_t> expire_unpaid();
  Task<void> expire_asking(CallContext context, Instant now);
  Task<HoldVerdict> judge(CallContext context, DueHold hold, Instant now);
  bool may_ask_now(BookingId id) const;
  void be_patient(BookingId id);

  BookingStore store_;
  payments::Service& payments_;
  const runtime::Clock& clock_;
  events::Wakeup& wakeup_;
  std::unordered_map<BookingId, Patience> patience_;
  runtime::PeriodicWorker worker_;  // last: it stops before what its steps use goes
};

}  // namespace prokat::booking
