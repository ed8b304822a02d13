#include "services/booking/money_events.hpp"

#include <algorithm>

#include "services/booking/booking_events.hpp"
#include "services/booking/domain/allocation.hpp"
#include "services/booking/events.hpp"
#include "services/booking/store/booking_store.hpp"

namespace prokat::booking {

namespace {

events::Event unmatched_event(PaymentFact fact, std::string reason) {
  fact.reason = std::move(reason);
  events::Event event;
  event.type = "payment.unmatched";
  event.aggregate_kind = "payment";
  event.aggregate_id = fact.payment_id.to_string();
  event.payload = json::write(fact);
  return event;
}

std::vector<PaymentFact> read_successes(const std::vector<events::Delivery>& deliveries) {
  std::vector<PaymentFact> facts;
  for (const auto& delivery : deliveries) {
    if (delivery.event.type != "payment.succeeded") continue;
    auto fact = json::parse<PaymentFact>(delivery.event.payload, {json::UnknownFields::ignore});
    if (!fact) throw std::logic_error("payment.succeeded cannot be read: " + fact.error().detail);
    facts.push_back(std::move(*fact));
  }
  // Orders in one order for every batch, so that two processes queue instead of deadlocking.
  std::ranges::sort(facts, {}, &PaymentFact::order_id);
  return facts;
}

std::vector<OpenBalance> balances_of(const std::vector<LockedBooking>& bookings) {
  std::vector<OpenBalance> balances;
  for (const auto& booking : bookings) {
    // A cancelled one takes what its fee still lacks; an expired one what would bring it back.
    const bool has_fee = booking.cancel_fee.amount_minor > 0 && booking.balance_minor() > 0;
    const bool takes_money =
        has_fee || next_standing(booking.standing, Trigger::balance_settled).has_value();
    balances.push_back({booking.id,
                        has_fee ? booking.balance_minor()
                                : booking.amount.amount_minor - booking.paid.amount_minor,
                        takes_money});
  }
  return balances;
}

// Late money on an expired booking: its charge comes back with it. False: it cannot come back.
Task<bool> revive(pg::Transaction& tx, LockedBooking booking, Standing next, LedgerEntry payment,
                  Change change) {
  const auto version =
      co_await BookingStore::revive(tx, booking, {next, payment.amount.amount_minor}, change);
  if (!version) co_return false;
  const LedgerEntry charge{LedgerAccount::charge, booking.amount, "revival", payment.cause_id};
  co_await BookingStore::add_entry(tx, booking, charge, change.now);
  co_await events::publish(tx, status_event(booking, next, *version));
  co_return true;
}

// One booking's part of a payment.
Task<void> receive_part(pg::Transaction& tx, LockedBooking booking, PaymentFact fact,
                        Change change) {
  const LedgerEntry payment{LedgerAccount::payment, Money{fact.amount_minor, fact.currency},
                            "payment", fact.payment_id.bytes()};
  co_await BookingStore::add_entry(tx, booking, payment, change.now);
  const auto amount = booking.amount.amount_minor;
  const auto trigger =
      trigger_of_money(booking.paid.amount_minor + fact.amount_minor, amount, amount);
  const auto next = trigger ? next_standing(booking.standing, *trigger) : booking.standing;
  if (next && is_revival(booking.standing, *next)) {
    if (co_await revive(tx, booking, *next, payment, change)) co_return;
    co_await BookingStore::set_status(tx, booking.id, {booking.standing, fact.amount_minor},
                                      change);
    co_await events::publish(tx, unmatched_event(fact, "cannot_be_revived"));
    co_return;
  }
  const int version = co_await BookingStore::set_status(
      tx, booking.id, {next.value_or(booking.standing), fact.amount_minor}, change);
  const bool for_its_fee = fact.amount_minor <= booking.balance_minor();
  if ((!next || booking.standing.status == Status::cancelled) && !for_its_fee) {
    co_await events::publish(tx, unmatched_event(fact, "booking_cancelled"));
  } else if (next && *next != booking.standing) {
    co_await events::publish(tx, status_event(booking, *next, version));
  }
}

Task<void> receive(pg::Transaction& tx, PaymentFact fact, Change change) {
  const auto bookings = co_await BookingStore::lock_order(tx, fact.order_id);
  if (bookings.empty()) {
    co_await events::publish(tx, unmatched_event(fact, "unknown_order"));
    co_return;
  }
  if (co_await BookingStore::payment_is_entered(tx, fact.payment_id)) co_return;
  if (bookings.front().amount.currency != fact.currency) {
    co_await events::publish(tx, unmatched_event(fact, "other_currency"));
    co_return;
  }
  const auto parts = allocate(fact.amount_minor, balances_of(bookings));
  for (const auto& part : parts) {
    const auto booking = std::ranges::find(bookings, part.booking_id, &LockedBooking::id);
    PaymentFact own = fact;
    own.booking_id = part.booking_id;
    own.amount_minor = part.amount_minor;
    co_await receive_part(tx, *booking, std::move(own), change);
  }
}

Task<void> handle(const runtime::Clock& clock, CallContext context, pg::Transaction& tx,
                  std::vector<events::Delivery> deliveries) {
  const auto change = Change::by(context, clock.now());
  const auto facts = read_successes(deliveries);
  for (const auto& fact : facts) co_await receive(tx, fact, change);
}

}  // namespace

events::Subscriber money_subscriber(const runtime::Clock& clock,
                                    std::function<void()> after_commit) {
  events::Subscriber subscriber;
  subscriber.name = "booking";
  subscriber.handle = [&clock](CallContext context, pg::Transaction& tx,
                               std::vector<events::Delivery> deliveries) {
    return handle(clock, std::move(context), tx, std::move(deliveries));
  };
  subscriber.never_park = true;
  subscriber.after_commit = std::move(after_commit);
  return subscriber;
}

}  // namespace prokat::booking
