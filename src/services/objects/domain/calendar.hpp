// What each day of a calendar looks like: from an object's taken periods and its rules to free,
// busy, partial or closed. Pure; the same rental::resolve_period that judges a booking judges the
// days, so a day shown as free can be booked.
//
// How to read the states, when the calendar is used to pick a range:
//   free     a rental may start on this day, by the type's usual times
//   partial  it may not, but the day is not lost: a rental may end on it, or start at another hour
//            (reason booked, with the hours that are free), or pass over it (reason too_short: the
//            gap up to the next booking is shorter than the shortest rental)
//   busy     taken
//   closed   not for rent: past, within the lead time, beyond the horizon, the place is closed, or
//            the object is stopped (no reason)
#pragma once

#include <boost/describe.hpp>
#include <memory>
#include <optional>
#include <vector>

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/period.hpp"
#include "rental/rate_card.hpp"

namespace prokat::objects {

enum class DayState { free, busy, partial, closed };
BOOST_DESCRIBE_ENUM(DayState, free, busy, partial, closed)
enum class DayReason { booked, past, too_soon, too_far, too_short, closed };
BOOST_DESCRIBE_ENUM(DayReason, booked, past, too_soon, too_far, too_short, closed)

struct Day {
  LocalDate date;
  DayState state = DayState::free;
  std::optional<DayReason> reason;
  std::optional<Money> price_from;  // of one unit that starts on this day
  // Of a partial day: while the place is open and nothing is booked. Any of several units.
  std::optional<std::vector<rental::OpenInterval>> free_hours;
};
BOOST_DESCRIBE_STRUCT(Day, (), (date, state, reason, price_from, free_hours))

// One object as its calendar sees it. Units that are alike share a card: of it rules, hours and
// prices count here, not whose it is.
struct CalendarUnit {
  ObjectId object_id;
  std::shared_ptr<const rental::RateCard> card;
  TimeZone zone;
  int buffer_before_minutes = 0;
  int buffer_after_minutes = 0;
  bool active = true;
  std::vector<Period> taken;  // with the bookings' own buffers; ascending, disjoint
  // Out, and its rental is over: nothing that starts before this.
  std::optional<Instant> overdue_until;
};

// Can the unit be had for this period, its own buffers around?
bool is_free(const CalendarUnit& unit, const Period& period);

// The shortest rental by dates that a customer may book from this date on. Where the place is
// closed on the day on which the shortest would end, a longer one; a fortnight longer at most.
std::optional<Period> shortest_from(LocalDate date, const rental::RateCard& card,
                                    const TimeZone& zone, Instant now);

// The days from..to (exclusive). With several units a day is as good as the best of them.
std::vector<Day> days_of(const std::vector<CalendarUnit>& units, LocalDate from, LocalDate to,
                         Instant now);

}  // namespace prokat::objects
