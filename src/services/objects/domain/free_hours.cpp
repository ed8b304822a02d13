#include "services/objects/domain/free_hours.hpp"

#include <algorithm>

namespace prokat::objects {
namespace {

constexpr int day_minutes = 1440;
using std::chrono::minutes;
using Intervals = std::vector<rental::OpenInterval>;

// In minutes of the local day; the end of the day is 1440, not the 0 of the next.
int minute_of(Instant instant, LocalDate date, const TimeZone& zone) {
  if (zone.date_of(instant) != date) return day_minutes;
  return static_cast<int>(zone.time_of(instant).count());
}

// What lies between the bookings, their buffers and the unit's own.
std::vector<Period> gaps_of(const CalendarUnit& unit, Period within) {
  std::vector<Period> gaps;
  Instant from = within.start;
  if (unit.overdue_until) from = std::max(from, *unit.overdue_until);
  for (const Period& taken : unit.taken) {
    const Instant until = std::min(taken.start - minutes(unit.buffer_after_minutes), within.end);
    if (from < until) gaps.push_back({from, until});
    from = std::max(from, taken.end + minutes(unit.buffer_before_minutes));
  }
  if (from < within.end) gaps.push_back({from, within.end});
  return gaps;
}

void unite(Intervals& all) {
  std::ranges::sort(all, {}, &rental::OpenInterval::from_minutes);
  Intervals joined;
  for (const auto& interval : all) {
    if (!joined.empty() && interval.from_minutes <= joined.back().until_minutes) {
      joined.back().until_minutes = std::max(joined.back().until_minutes, interval.until_minutes);
    } else {
      joined.push_back(interval);
    }
  }
  all = std::move(joined);
}

}  // namespace

void add_free_hours(Intervals& free_hours, const CalendarUnit& unit, LocalDate date,
                    const Period& within) {
  if (within.end <= within.start) return;
  const auto open = rental::hours_on(unit.card->hours, date);
  for (const Period& gap : gaps_of(unit, within)) {
    const int from = minute_of(gap.start, date, unit.zone);
    const int until = minute_of(gap.end, date, unit.zone);
    for (const auto& interval : open) {
      const rental::OpenInterval part{std::max(from, interval.from_minutes),
                                      std::min(until, interval.until_minutes)};
      if (part.from_minutes < part.until_minutes) free_hours.push_back(part);
    }
  }
  unite(free_hours);
}

}  // namespace prokat::objects
