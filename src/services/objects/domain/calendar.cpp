#include "services/objects/domain/calendar.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <map>

#include "rental/rental_period.hpp"

namespace prokat::objects {
namespace {

using rental::RentalUnit;
using std::chrono::hours;
using std::chrono::minutes;

// What does not depend on the object: the same for all units of a zone.
struct DayRules {
  Period whole;  // the local day
  std::optional<DayReason> closed;
  std::optional<Period> one_unit;   // of rentals by date; absent for hours
  std::optional<Period> shortest;   // the shortest rental allowed that starts on this day
  std::optional<Period> ends_here;  // one unit that ends on this day
};

struct UnitDay {
  DayState state = DayState::free;
  std::optional<DayReason> reason;
  bool can_start = false;
};

Period whole_day(LocalDate date, const TimeZone& zone) {
  return {zone.to_instant(date, minutes(0)), zone.to_instant(add_days(date, 1), minutes(0))};
}

// The rental by dates without the rules about its length and about now.
std::optional<rental::RentalPeriod> by_dates(LocalDate start, int days, rental::TimeRules rules,
                                             const TimeZone& zone) {
  rules.units_min = 0;
  rules.units_max = std::numeric_limits<int>::max();
  auto resolved = rental::resolve_period(start, add_days(start, days), rules, zone, Instant{},
                                         rental::Caller::operator_);
  return resolved ? std::optional(*resolved) : std::nullopt;
}

std::optional<DayReason> reason_of(std::string_view fault) {
  if (fault == "in-the-past") return DayReason::past;
  if (fault == "too-soon") return DayReason::too_soon;
  if (fault == "too-far") return DayReason::too_far;
  return std::nullopt;
}

// Hours start whenever the grid allows; a day is closed only when no hour of it can be had.
std::optional<DayReason> why_closed_for_hours(const Period& whole, LocalDate date,
                                              const rental::TimeRules& rules, const TimeZone& zone,
                                              Instant now) {
  if (whole.end <= now) return DayReason::past;
  if (whole.end <= now + minutes(rules.lead_minutes)) return DayReason::too_soon;
  if (days_between(zone.date_of(now), date) > rules.horizon_days) return DayReason::too_far;
  return std::nullopt;
}

std::optional<DayReason> why_closed(LocalDate date, rental::TimeRules rules, const TimeZone& zone,
                                    Instant now) {
  rules.units_min = 0;
  rules.units_max = std::numeric_limits<int>::max();
  const auto resolved =
      rental::resolve_period(date, add_days(date, 1), rules, zone, now, rental::Caller::customer);
  return resolved ? std::nullopt : reason_of(resolved.error().errors.front().code);
}

DayRules rules_of_day(LocalDate date, const rental::TimeRules& rules, const TimeZone& zone,
                      Instant now) {
  DayRules day{.whole = whole_day(date, zone)};
  if (rules.rental_unit == RentalUnit::hour) {
    day.closed = why_closed_for_hours(day.whole, date, rules, zone, now);
    // What is left of today.
    day.whole.start = std::max(day.whole.start, now + minutes(rules.lead_minutes));
    return day;
  }
  day.closed = why_closed(date, rules, zone, now);
  if (const auto unit = by_dates(date, 1, rules, zone)) day.one_unit = unit->period;
  if (const auto before = by_dates(add_days(date, -1), 1, rules, zone)) {
    day.ends_here = before->period;
  }
  // Check-out before check-in can make a rental of n dates n - 1 units long, hence one more try.
  for (int days = rules.units_min; days <= rules.units_min + 1; ++days) {
    const auto candidate = by_dates(date, days, rules, zone);
    if (candidate && candidate->units >= rules.units_min) {
      day.shortest = candidate->period;
      break;
    }
  }
  return day;
}

bool is_free(const CalendarUnit& unit, const Period& period) {
  const Period wanted =
      rental::blocked_period(period, unit.buffer_before_minutes, unit.buffer_after_minutes);
  // The taken periods are disjoint: only the last to start before the end can reach into it.
  const auto after = std::ranges::lower_bound(unit.taken, wanted.end, {}, &Period::start);
  return after == unit.taken.begin() || std::prev(after)->end <= wanted.start;
}

// Is there an hour of this day, on the grid, at which a rental of this length can start?
bool can_start_within(const CalendarUnit& unit, const Period& day, const rental::TimeRules& rules,
                      Duration length) {
  const Duration step = minutes(rules.start_step_minutes);
  const Instant midnight = whole_day(unit.zone.date_of(day.start), unit.zone).start;
  const auto passed = (day.start - midnight + step - Duration(1)) / step;
  for (Instant start = midnight + passed * step; start < day.end; start += step) {
    if (is_free(unit, {start, start + length})) return true;
  }
  return false;
}

UnitDay hours_of(const CalendarUnit& unit, const DayRules& day, const rental::TimeRules& rules) {
  if (!can_start_within(unit, day.whole, rules, hours(rules.units_min))) {
    return {DayState::busy, DayReason::booked, false};
  }
  if (is_free(unit, day.whole)) return {DayState::free, std::nullopt, true};
  return {DayState::partial, DayReason::booked, true};
}

UnitDay day_of(const CalendarUnit& unit, const DayRules& day, const rental::TimeRules& rules) {
  if (!unit.active) return {DayState::closed, std::nullopt, false};
  if (day.closed) return {DayState::closed, day.closed, false};
  if (rules.rental_unit == RentalUnit::hour) return hours_of(unit, day, rules);
  if (day.one_unit && is_free(unit, *day.one_unit)) {
    if (day.shortest && is_free(unit, *day.shortest)) {
      return {DayState::free, std::nullopt, true};
    }
    return {DayState::partial, DayReason::too_short, false};
  }
  const bool starts_later = rules.rental_unit == RentalUnit::day_24h &&
                            can_start_within(unit, day.whole, rules, hours(24) * rules.units_min);
  if (starts_later || (day.ends_here && is_free(unit, *day.ends_here))) {
    return {DayState::partial, DayReason::booked, starts_later};
  }
  return {DayState::busy, DayReason::booked, false};
}

int rank_of(DayState state) {
  constexpr DayState best_first[] = {DayState::free, DayState::partial, DayState::busy,
                                     DayState::closed};
  return static_cast<int>(std::ranges::find(best_first, state) - best_first);
}

void join(Day& day, const UnitDay& unit_day, const Money& price, bool first) {
  if (first || rank_of(unit_day.state) < rank_of(day.state)) {
    day.state = unit_day.state;
    day.reason = unit_day.reason;
  }
  if (!unit_day.can_start) return;
  // Units of one type may be priced in different currencies, which do not compare: the first
  // counts.
  if (!day.price_from || (day.price_from->currency == price.currency &&
                          price.amount_minor < day.price_from->amount_minor)) {
    day.price_from = price;
  }
}

}  // namespace

std::vector<Day> days_of(const std::vector<CalendarUnit>& units, const rental::TimeRules& rules,
                         LocalDate from, LocalDate to, Instant now) {
  std::vector<Day> days;
  for (LocalDate date = from; date < to; date = add_days(date, 1)) {
    std::map<std::string, DayRules> rules_by_zone;
    Day day{.date = date, .state = DayState::closed};
    for (const CalendarUnit& unit : units) {
      auto found = rules_by_zone.find(unit.zone.name());
      if (found == rules_by_zone.end()) {
        found = rules_by_zone.emplace(unit.zone.name(), rules_of_day(date, rules, unit.zone, now))
                    .first;
      }
      join(day, day_of(unit, found->second, rules), unit.price, &unit == &units.front());
    }
    days.push_back(std::move(day));
  }
  return days;
}

}  // namespace prokat::objects
