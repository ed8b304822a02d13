// Cancelling by people: one booking, locked, by the table of transitions, for the fee that its
// terms say or that an operator decides.
#include "services/booking/cancel.hpp"
#include "base/enum_names.hpp"
#include "events/event.hpp"
#include "services/booking/booking_events.hpp"
#include "services/booking/domain/cancellation.hpp"
#include "services/booking/local_service.hpp"
#include "services/booking/store/operation_store.hpp"

namespace prokat::booking {

namespace {

Result<Trigger> cancelling_trigger(const CallContext& context, const CancelRequest& request) {
  const auto trigger = trigger_of(request.reason);
  if (!trigger) {
    return fail(ProblemCode::validation_failed, "only time expires a booking",
                {{"/reason", "bad-value", "customer, operator, no_show or payment_failed"}});
  }
  const bool operator_asks = context.principal.role >= Role::operator_;
  if (!operator_asks && request.reason != CancelReason::customer)
    return fail(ProblemCode::forbidden, "this reason is the operators'");
  if (!operator_asks && request.fee)
    return fail(ProblemCode::forbidden, "the fee follows from the terms");
  return *trigger;
}

Result<CancellationFee> fee_of(const LockedBooking& booking, const CancelRequest& request,
                               Instant now) {
  auto fee = fee_of_cancelling(booking.terms.cancellation, booking.standing.status, request.reason,
                               booking.amount, booking.period.start, now);
  if (!request.fee) return fee;
  std::vector<FieldError> errors;
  if (request.fee->currency != booking.amount.currency)
    errors.push_back({"/fee/currency", "bad-value", "the booking's currency"});
  if (request.fee->amount_minor < 0 || request.fee->amount_minor > booking.amount.amount_minor)
    errors.push_back({"/fee/amount_minor", "out-of-range", "0 to the booking's total"});
  if (request.note.value_or("").empty())
    errors.push_back({"/note", "required", "say why the fee is another one"});
  if (!errors.empty())
    return fail(ProblemCode::validation_failed, "the fee cannot be this", std::move(errors));
  fee.fee = *request.fee;
  fee.rule = {"оператор: " + *request.note, "operator: " + *request.note};
  return fee;
}

rental::PriceLine line_of(const CancellationFee& fee) {
  return {rental::LineKind::fee,
          {"Удержание при отмене", "Cancellation fee"},
          1000,
          fee.fee,
          fee.fee,
          fee.rule};
}

}  // namespace

std::unexpected<Problem> fail_illegal(const Standing& standing) {
  return fail(ProblemCode::illegal_transition,
              "not possible while the booking is " + std::string(enum_name(standing.status)));
}

Task<Result<>> cancel_locked(pg::Transaction& tx, LockedBooking booking, CancelRequest request,
                             Standing next, Change change) {
  auto fee = fee_of(booking, request, change.now);
  if (!fee) co_return pass(std::move(fee));
  const int version = co_await OperationStore::cancel(
      tx, booking.id, {next, fee->fee.amount_minor, request.note.value_or("")}, change);
  auto event = status_event(booking, next, version);
  co_await BookingStore::add_entry(tx, booking, writeoff(booking, event.id), change.now);
  if (fee->fee.amount_minor > 0) {
    co_await OperationStore::add_lines(tx, {booking.id, LinePart::cancellation, 1},
                                       {line_of(*fee)});
    const LedgerEntry charge{LedgerAccount::charge, fee->fee, "cancellation", event.id.bytes()};
    co_await BookingStore::add_entry(tx, booking, charge, change.now);
  }
  co_await OperationStore::add_change(
      tx, booking,
      {ChangeKind::cancelled, booking.price_revision,
       Money{fee->fee.amount_minor - booking.amount.amount_minor, fee->fee.currency}, fee->fee,
       false, request.note.value_or("")},
      change);
  co_await events::publish(tx, std::move(event));
  co_return Result<>();
}

Result<std::optional<Standing>> may_cancel(const LockedBooking& booking, CancelReason reason,
                                           Trigger trigger, Instant now) {
  const auto next = next_standing(booking.standing, trigger);
  if (!next) return fail_illegal(booking.standing);
  if (*next == booking.standing) return std::optional<Standing>();
  if (booking.picked_up_at)
    return fail(ProblemCode::illegal_transition, "it is handed out: take it back instead");
  if (reason == CancelReason::no_show && now < booking.period.start)
    return fail(ProblemCode::illegal_transition, "the rental has not begun: they may still come");
  return std::optional<Standing>(*next);
}

Task<Result<Booking>> LocalService::cancel(const CallContext& context, CancelRequest request) {
  auto trigger = cancelling_trigger(context, request);
  if (!trigger) co_return pass(std::move(trigger));
  const auto change = Change::by(context, clock_.now());
  auto tx = co_await pool_.transaction(context.deadline);
  const auto booking = co_await BookingStore::lock(tx, request.id);
  if (!booking || !may_see(context, booking->customer_id))
    co_return fail(ProblemCode::not_found, "no such booking");
  auto next = may_cancel(*booking, request.reason, *trigger, change.now);
  if (!next) co_return pass(std::move(next));
  const auto id = request.id;
  if (*next) {
    auto done = co_await cancel_locked(tx, *booking, std::move(request), **next, change);
    if (!done) co_return pass(std::move(done));
    co_await tx.commit();
    wakeup_.wake("events");
  }
  auto cancelled = co_await store_.find(id, clock_.now(), context.deadline);
  if (!cancelled) throw std::logic_error("a booking vanished");
  co_return std::move(*cancelled);
}

}  // namespace prokat::booking
