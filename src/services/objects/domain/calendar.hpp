// What each day of a calendar looks like: from an object's taken periods and its type's rules to
// free, busy, partial or closed. Pure; the same rental::resolve_period that judges a booking judges
// the days, so a day shown as free can be booked.
//
// How to read the states, when the calendar is used to pick a range:
//   free     a rental may start on this day, by the type's usual times
//   partial  it may not, but the day is not lost: a rental may end on it, or start at another hour
//            (reason booked), or pass over it (reason too_short: the gap up to the next booking is
//            shorter than the shortest rental)
//   busy     taken
//   closed   not for rent: past, within the lead time, beyond the horizon, or the object is stopped
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <vector>

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/period.hpp"
#include "rental/rate_card.hpp"

namespace prokat::objects {

enum class DayState { free, busy, partial, closed };
BOOST_DESCRIBE_ENUM(DayState, free, busy, partial, closed)
enum class DayReason { booked, past, too_soon, too_far, too_short };
BOOST_DESCRIBE_ENUM(DayReason, booked, past, too_soon, too_far, too_short)

struct Day {
  LocalDate date;
  DayState state = DayState::free;
  std::optional<DayReason> reason;
  std::optional<Money> price_from;  // of one unit that starts on this day
};
BOOST_DESCRIBE_STRUCT(Day, (), (date, state, reason, price_from))

// One object as its calendar sees it.
struct CalendarUnit {
  ObjectId object_id;
  TimeZone zone;
  int buffer_before_minutes = 0;
  int buffer_after_minutes = 0;
  Money price;  // of one unit of time in the shortest rental allowed
  bool active = true;
  std::vector<Period> taken;  // with the bookings' own buffers; ascending, disjoint
};

// The days from..to (exclusive). With several units of one type a day is as good as the best of
// them.
std::vector<Day> days_of(const std::vector<CalendarUnit>& units, const rental::TimeRules& rules,
                         LocalDate from, LocalDate to, Instant now);

}  // namespace prokat::objects
