// A unit is handed out and taken back. The fact is always recorded; what the booking blocks follows
// it (sql/pick_up_booking.sql, sql/return_booking.sql).
#include <algorithm>

#include "services/booking/booking_events.hpp"
#include "services/booking/cancel.hpp"
#include "services/booking/operations.hpp"

namespace prokat::booking {

namespace {

constexpr int tries_max = 5;
constexpr std::string_view exclusion_violation = "23P01";

std::unexpected<Problem> fault(std::string pointer, std::string code, std::string detail) {
  return fail(ProblemCode::validation_failed, "the hand-over cannot be recorded like this",
              {{std::move(pointer), std::move(code), std::move(detail)}});
}

Result<> may_hand_over(const LockedBooking& booking, const HandoverRequest& request, Instant at,
                       Instant now) {
  const auto status = booking.standing.status;
  if (status != Status::confirmed && status != Status::paid) return fail_illegal(booking.standing);
  const bool pickup = request.kind == HandoverKind::pickup;
  if (pickup && booking.picked_up_at)
    return fail(ProblemCode::illegal_transition, "it is handed out already");
  if (!pickup && !booking.picked_up_at)
    return fail(ProblemCode::illegal_transition, "it was not handed out");
  if (!pickup && booking.returned_at)
    return fail(ProblemCode::illegal_transition, "it has come back already");
  if (at > now) return fault("/at", "in-the-future", "a fact cannot lie ahead");
  if (!pickup && at < *booking.picked_up_at)
    return fault("/at", "before-pickup", "it was handed out after that");
  return {};
}

const char* name_of(HandoverKind kind) {
  return kind == HandoverKind::pickup ? "booking.pickup" : "booking.return";
}

HandoverView view_of(const Handover& fact) {
  return {fact.at, fact.readings, fact.note, fact.photo_ids};
}

}  // namespace

Task<Result<>> Operations::try_hand_over(const CallContext& context, HandoverRequest request,
                                         Instant now) {
  const auto change = Change::by(context, now);
  const auto state = co_await store_.find_state(request.id, context.deadline);
  if (!state) co_return fail(ProblemCode::not_found, "no such booking");
  auto tx = co_await pool_.transaction(context.deadline);
  const auto named = name_request(name_of(request.kind), request.id, request.idempotency_key,
                                  json::write(request));
  auto repeated = co_await is_repeated(tx, context, named, now);
  if (!repeated) co_return pass(std::move(repeated));
  if (*repeated) co_return Result<>();
  co_await OperationStore::lock_objects(tx, {state->booking.object_id});
  const auto booking = co_await BookingStore::lock(tx, request.id);
  if (!booking || booking->object_id != state->booking.object_id)
    co_return fail(ProblemCode::version_conflict, "the booking was changed in the meantime");
  const auto at = request.at.value_or(now);
  if (auto may = may_hand_over(*booking, request, at, now); !may) co_return pass(std::move(may));
  const Handover fact{request.kind, at, request.readings, request.note, request.photo_ids};
  const int version = co_await OperationStore::hand_over(tx, request.id, fact, change);
  co_await events::publish(
      tx, changed_event(*booking, version,
                        request.kind == HandoverKind::pickup ? "picked_up" : "returned"));
  co_await tx.commit();
  wakeup_.wake("events");
  co_return Result<>();
}

Task<Result<Settlement>> Operations::hand_over(const CallContext& context,
                                               HandoverRequest request) {
  const auto now = clock_.now();
  for (int tries = 1;; ++tries) {
    bool in_between = false;
    try {
      auto done = co_await try_hand_over(context, request, now);
      // The try before rolls back in the background and may hold the key's lock for a moment yet.
      in_between = !done && tries > 1 && tries < tries_max &&
                   done.error().code == ProblemCode::idempotency_in_progress;
      if (!done && !in_between) co_return pass(std::move(done));
    } catch (const pg::Error& error) {
      // A booking of this unit was made between the look at what comes next and the write.
      if (error.sqlstate() != exclusion_violation || tries == tries_max) throw;
      in_between = true;
    }
    if (!in_between) break;
  }
  co_return co_await settlement(context, BookingRequest{request.id});
}

Task<Result<Settlement>> Operations::settlement(const CallContext& context,
                                                BookingRequest request) {
  auto booking = co_await show(context, request.id);
  if (!booking) co_return pass(std::move(booking));
  auto base = co_await store_.find_settlement_base(request.id, context.deadline);
  if (!base) throw std::logic_error("a booking vanished");
  Settlement settlement;
  settlement.booking = std::move(*booking);
  settlement.deposit = base->deposit;
  for (const auto& fact : co_await store_.find_handovers(request.id, context.deadline)) {
    const bool pickup = fact.kind == HandoverKind::pickup;
    (pickup ? settlement.pickup : settlement.return_) = view_of(fact);
    (pickup ? base->rental.at_pickup : base->rental.at_return) = fact.readings;
  }
  for (const auto& made : co_await store_.list_charges(request.id, context.deadline))
    settlement.charges.push_back(view_of(made));
  if (!settlement.return_) co_return settlement;
  settlement.suggested_charges = suggest_charges(base->rules, base->rental);
  std::erase_if(settlement.suggested_charges, [&](const SuggestedCharge& suggested) {
    return std::ranges::find(settlement.charges, suggested.kind, &Charge::kind) !=
           settlement.charges.end();
  });
  co_return settlement;
}

}  // namespace prokat::booking
