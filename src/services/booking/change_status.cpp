// Cancelling and confirming by people: one booking, locked, by the table of transitions.
#include "base/enum_names.hpp"
#include "events/event.hpp"
#include "services/booking/booking_events.hpp"
#include "services/booking/local_service.hpp"

namespace prokat::booking {

namespace {

Result<Trigger> cancelling_trigger(const CallContext& context, CancelReason reason) {
  const auto trigger = trigger_of(reason);
  if (!trigger) {
    return fail(ProblemCode::validation_failed, "only time expires a booking",
                {{"/reason", "bad-value", "customer, operator, no_show or payment_failed"}});
  }
  if (context.principal.role < Role::operator_ && reason != CancelReason::customer)
    return fail(ProblemCode::forbidden, "this reason is the operators'");
  return *trigger;
}

}  // namespace

Task<Result<Booking>> LocalService::change(const CallContext& context, BookingId id,
                                           Trigger trigger) {
  const auto change = Change::by(context, clock_.now());
  auto tx = co_await pool_.transaction(context.deadline);
  const auto booking = co_await BookingStore::lock(tx, id);
  if (!booking || !may_see(context, booking->customer_id))
    co_return fail(ProblemCode::not_found, "no such booking");
  const auto next = next_standing(booking->standing, trigger);
  if (!next) {
    co_return fail(
        ProblemCode::illegal_transition,
        "not possible while the booking is " + std::string(enum_name(booking->standing.status)));
  }
  if (*next != booking->standing) {
    const int version = co_await BookingStore::set_status(tx, id, {*next, 0}, change);
    auto event = status_event(*booking, *next, version);
    if (next->status == Status::cancelled)
      co_await BookingStore::add_entry(tx, *booking, writeoff(*booking, event.id), change.now);
    co_await events::publish(tx, std::move(event));
    co_await tx.commit();
    wakeup_.wake("events");
  }
  auto changed = co_await store_.find(id, clock_.now(), context.deadline);
  if (!changed) throw std::logic_error("a booking vanished");
  co_return std::move(*changed);
}

Task<Result<Booking>> LocalService::cancel(const CallContext& context, CancelRequest request) {
  auto trigger = cancelling_trigger(context, request.reason);
  if (!trigger) co_return pass(std::move(trigger));
  co_return co_await change(context, request.id, *trigger);
}

Task<Result<Booking>> LocalService::confirm(const CallContext& context, BookingRequest request) {
  if (context.principal.role < Role::operator_)
    co_return fail(ProblemCode::forbidden, "operators confirm bookings");
  co_return co_await change(context, request.id, Trigger::operator_confirms);
}

}  // namespace prokat::booking
