// From what a person says ("1–3 May") to what is booked. Dates become instants by the type's
// check-in and check-out times in the object's zone; instants stay. calendar_day: [start date
// 00:00, end date 00:00), end exclusive ("1–3 мая" is end = 4 May).
//
// Opening hours bind customers, at the start and at the end:
//   hour, day_24h  the very minute of pick-up and return, also when a date stands for it
//   night          the minute when an instant was given; for a date the place is open at some hour
//                  of that day (guests come after check-in, when it suits both)
//   calendar_day   the first and the last day of the rental have some hour
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

// A unit that is out although its rental is over is not promised to anybody for a start before now
// and this much: long enough to get it back or to send somebody for it.
constexpr Duration overdue_grace = std::chrono::hours(4);

enum class Caller { customer, operator_ };  // operators may book in the past, at once and far ahead

// Problems: validation-failed with /start, /end faults: "bad-zone-rule" is ours; codes
// "end-before-start", "off-grid", "in-the-past", "too-soon", "too-far", "closed" (of the start),
// "too-short", "too-long", "closed" (of the end), in this order. `now` is business time.
Result<RentalPeriod> resolve_period(const DateOrInstant& start, const DateOrInstant& end,
                                    const TimeRules& rules, const TimeZone& zone, Instant now,
                                    Caller caller, const OpeningHours& hours = {});

// What the object is taken for: the period widened by its buffers.
Period blocked_period(const Period& period, int buffer_before_minutes, int buffer_after_minutes);

// How many units a period charges; shared with extension and settlement later.
int count_units(const Period& period, const TimeRules& rules, const TimeZone& zone);

}  // namespace prokat::rental
