// From what a person says ("1–3 May") to what is booked. Dates become instants by the type's
// check-in and check-out times in the object's zone; instants stay. calendar_day: [start date
// 00:00, end date 00:00), end exclusive ("1–3 мая" is end = 4 May).
#pragma once

#include "base/period.hpp"
#include "base/result.hpp"
#include "rental/rate_card.hpp"

namespace prokat::rental {

struct RentalPeriod {
  Period period;
  LocalDate start_date;  // in the object's zone
  LocalDate end_date;
  int units = 0;  // of the type's rental_unit, what is charged
};

enum class Caller { customer, operator_ };  // operators may book in the past, at once and far ahead

// Problems: validation-failed with /start, /end faults: "bad-zone-rule" is ours; codes
// "end-before-start", "in-the-past", "too-soon", "too-far", "too-short", "too-long", "off-grid".
// `now` is business time.
Result<RentalPeriod> resolve_period(const DateOrInstant& start, const DateOrInstant& end,
                                    const TimeRules& rules, const TimeZone& zone, Instant now,
                                    Caller caller);

// What the object is taken for: the period widened by its buffers.
Period blocked_period(const Period& period, int buffer_before_minutes, int buffer_after_minutes);

// How many units a period charges; shared with extension and settlement later.
int count_units(const Period& period, const TimeRules& rules, const TimeZone& zone);

}  // namespace prokat::rental
