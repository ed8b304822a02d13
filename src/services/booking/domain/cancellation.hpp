// What cancelling costs, by the terms the booking was made under. Pure.
#pragma once

#include <optional>

#include "base/money.hpp"
#include "base/period.hpp"
#include "base/text.hpp"
#include "rental/cancellation.hpp"
#include "services/booking/domain/status.hpp"

namespace prokat::booking {

// The policy of bookings that have none: art. 32 of the Russian consumer protection law as most
// rentals apply it, everything back.
const rental::CancellationPolicy& law_policy();

struct CancellationFee {
  Money fee;
  int percent_thousandths = 0;
  std::optional<int> hours_before;  // of the tier that applied; none: later than all of them
  LocalizedText rule;               // "отмена менее чем за 24 ч до начала: 50 %"
};

// By the tier of the time left. From the start on the time left is none: whoever did not come pays
// what cancelling at the last moment would have cost.
CancellationFee fee_by_tier(const rental::CancellationPolicy& policy, const Money& amount,
                            Instant start, Instant now);

// The fee by who cancels and what he owes for it: tiers are for the customer's own decision and for
// not coming. What the business gives up, and what was never more than an unpaid hold, costs
// nothing.
CancellationFee fee_of_cancelling(const rental::CancellationPolicy& policy, Status status,
                                  CancelReason reason, const Money& amount, Instant start,
                                  Instant now);

// Until when cancelling is free, where there is such a moment.
std::optional<Instant> free_until(const rental::CancellationPolicy& policy, Instant start);

}  // namespace prokat::booking
