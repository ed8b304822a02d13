// The dates that a caller asks about, and what a rental on them costs.
#pragma once

#include <optional>

#include "base/result.hpp"
#include "rental/pricing.hpp"
#include "rental/rental_period.hpp"
#include "runtime/context.hpp"

namespace prokat::objects {

struct Dates {
  DateOrInstant start;
  DateOrInstant end;
};

// Both or neither; one alone is a fault of the other ("required").
Result<std::optional<Dates>> read_dates(const std::optional<DateOrInstant>& start,
                                        const std::optional<DateOrInstant>& end);

rental::Caller caller_of(const CallContext& context);

// By the very functions that a booking is priced with.
Result<rental::Price> price_for(const rental::RateCard& card, const Dates& dates, Instant now,
                                rental::Caller caller);

}  // namespace prokat::objects
