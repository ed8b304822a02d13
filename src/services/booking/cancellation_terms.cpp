// What cancelling would cost the customer now. Changes nothing.
#include <algorithm>

#include "services/booking/cancel.hpp"
#include "services/booking/domain/cancellation.hpp"
#include "services/booking/operations.hpp"

namespace prokat::booking {

Task<Result<CancellationTerms>> Operations::cancellation_terms(const CallContext& context,
                                                               BookingRequest request) {
  auto state = co_await find_state(context, request.id);
  if (!state) co_return pass(std::move(state));
  const auto& booking = state->booking;
  const auto now = clock_.now();
  const auto& own = booking.terms.cancellation;
  const auto possible = may_cancel(booking, CancelReason::customer, Trigger::customer_cancels, now);
  CancellationTerms terms;
  terms.policy = own.tiers.empty() ? law_policy() : own;
  terms.possible = possible && possible->has_value();
  const auto fee = fee_of_cancelling(own, booking.standing.status, CancelReason::customer,
                                     booking.amount, booking.period.start, now);
  const auto paid = booking.paid.amount_minor;
  const auto currency = booking.amount.currency;
  terms.fee = booking.standing.status == Status::cancelled ? booking.cancel_fee : fee.fee;
  terms.refund = Money{std::max<std::int64_t>(0, paid - terms.fee.amount_minor), currency};
  terms.owed = Money{std::max<std::int64_t>(0, terms.fee.amount_minor - paid), currency};
  terms.rule = fee.rule;
  const auto until = free_until(own, booking.period.start);
  if (until && *until > now) terms.free_until = until;
  co_return terms;
}

}  // namespace prokat::booking
