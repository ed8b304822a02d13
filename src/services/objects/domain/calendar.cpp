#include "services/objects/domain/calendar.hpp"

#include <algorithm>
#include <chrono>
#include <limits>
#include <map>

#include "rental/pricing.hpp"
#include "rental/rental_period.hpp"
#include "services/objects/domain/free_hours.hpp"

namespace prokat::objects {
namespace {

using rental::RentalUnit;
using std::chrono::hours;
using std::chrono::minutes;

// How much longer than the shortest a rental is tried, to end on a day when the place is open.
constexpr int longer_days_max = 14;
constexpr int longer_hours_max = 24;

// What does not depend on the unit: the same for all that share a card.
struct DayFacts {
  Period whole;  // the local day; of today what is left
  std::optional<DayReason> closed;
  std::optional<Period> one_unit;   // of rentals by date; absent for hours
  std::optional<Period> shortest;   // the shortest rental allowed that starts on this day
  std::optional<Period> ends_here;  // one unit that ends on this day
  Money price;
  // The shortest rentals that start at each hour of the grid; computed when first needed.
  std::optional<std::vector<Period>> starts;
};

struct UnitDay {
  DayState state = DayState::free;
  std::optional<DayReason> reason;
  bool can_start = false;
};

Period whole_day(LocalDate date, const TimeZone& zone) {
  return {zone.to_instant(date, minutes(0)), zone.to_instant(add_days(date, 1), minutes(0))};
}

rental::TimeRules of_any_length(rental::TimeRules rules) {
  rules.units_min = 0;
  rules.units_max = std::numeric_limits<int>::max();
  return rules;
}

// The rental by dates without the rules about its length, about now and about hours.
std::optional<Period> by_dates(LocalDate start, int days, const rental::TimeRules& rules,
                               const TimeZone& zone) {
  const auto resolved = rental::resolve_period(start, add_days(start, days), of_any_length(rules),
                                               zone, Instant{}, rental::Caller::operator_);
  return resolved ? std::optional(resolved->period) : std::nullopt;
}

std::optional<DayReason> reason_of(const FieldError& fault) {
  if (fault.pointer != "/start") return std::nullopt;
  if (fault.code == "in-the-past") return DayReason::past;
  if (fault.code == "too-soon") return DayReason::too_soon;
  if (fault.code == "too-far") return DayReason::too_far;
  if (fault.code == "closed") return DayReason::closed;
  return std::nullopt;
}

// Hours start whenever the grid allows; a day is closed only when no hour of it can be had.
std::optional<DayReason> why_closed_for_hours(const Period& whole, LocalDate date,
                                              const rental::RateCard& card, const TimeZone& zone,
                                              Instant now) {
  if (whole.end <= now) return DayReason::past;
  if (whole.end <= now + minutes(card.time_rules.lead_minutes)) return DayReason::too_soon;
  if (days_between(zone.date_of(now), date) > card.time_rules.horizon_days)
    return DayReason::too_far;
  if (!rental::is_open_on(card.hours, date)) return DayReason::closed;
  return std::nullopt;
}

std::optional<DayReason> why_closed(LocalDate date, const rental::RateCard& card,
                                    const TimeZone& zone, Instant now) {
  const auto resolved =
      rental::resolve_period(date, add_days(date, 1), of_any_length(card.time_rules), zone, now,
                             rental::Caller::customer, card.hours);
  return resolved ? std::nullopt : reason_of(resolved.error().errors.front());
}

DayFacts facts_of(LocalDate date, const rental::RateCard& card, const TimeZone& zone, Instant now) {
  const auto& rules = card.time_rules;
  DayFacts day{.whole = whole_day(date, zone), .price = rental::unit_price_from(card, date)};
  const Period whole = day.whole;
  day.whole.start = std::max(whole.start, now + minutes(rules.lead_minutes));
  if (rules.rental_unit == RentalUnit::hour) {
    day.closed = why_closed_for_hours(whole, date, card, zone, now);
    return day;
  }
  day.closed = why_closed(date, card, zone, now);
  day.one_unit = by_dates(date, 1, rules, zone);
  day.ends_here = by_dates(add_days(date, -1), 1, rules, zone);
  if (!day.closed) day.shortest = shortest_from(date, card, zone, now);
  return day;
}

// The shortest rental from this very instant on that a customer may book.
std::optional<Period> shortest_at(Instant start, const rental::RateCard& card, const TimeZone& zone,
                                  Instant now) {
  const auto& rules = card.time_rules;
  const bool by_hour = rules.rental_unit == RentalUnit::hour;
  const int units_max =
      std::min(rules.units_max, rules.units_min + (by_hour ? longer_hours_max : longer_days_max));
  const LocalDate date = zone.date_of(start);
  const LocalTime time = zone.time_of(start);
  for (int units = rules.units_min; units <= units_max; ++units) {
    const Instant end =
        by_hour ? start + hours(units) : zone.to_instant(add_days(date, units), time);
    const auto resolved =
        rental::resolve_period(start, end, rules, zone, now, rental::Caller::customer, card.hours);
    if (resolved) return resolved->period;
    if (resolved.error().errors.front().pointer == "/start") return std::nullopt;
  }
  return std::nullopt;
}

const std::vector<Period>& starts_of(DayFacts& day, const rental::RateCard& card,
                                     const TimeZone& zone, Instant now) {
  if (day.starts) return *day.starts;
  day.starts.emplace();
  const Duration step = minutes(card.time_rules.start_step_minutes);
  const LocalDate date = zone.date_of(day.whole.end - Duration(1));
  // By the clock on the wall, where the grid lies; what the clocks skip is met twice.
  for (LocalTime time{0}; time < hours(24); time += std::chrono::duration_cast<minutes>(step)) {
    const Instant start = zone.to_instant(date, time);
    if (start < day.whole.start || start >= day.whole.end) continue;
    if (!day.starts->empty() && day.starts->back().start == start) continue;
    if (const auto shortest = shortest_at(start, card, zone, now)) day.starts->push_back(*shortest);
  }
  return *day.starts;
}

bool is_any_free(const CalendarUnit& unit, const std::vector<Period>& periods) {
  return std::ranges::any_of(periods,
                             [&unit](const Period& period) { return is_free(unit, period); });
}

UnitDay hours_of(const CalendarUnit& unit, DayFacts& day, Instant now) {
  const auto& starts = starts_of(day, *unit.card, unit.zone, now);
  if (starts.empty()) return {DayState::closed, DayReason::closed, false};
  if (!is_any_free(unit, starts)) {
    const bool some_hour = unit.card->time_rules.units_min > 1 &&
                           std::ranges::any_of(starts, [&unit](const Period& period) {
                             return is_free(unit, {period.start, period.start + hours(1)});
                           });
    return some_hour ? UnitDay{DayState::partial, DayReason::too_short, false}
                     : UnitDay{DayState::busy, DayReason::booked, false};
  }
  if (is_free(unit, day.whole)) return {DayState::free, std::nullopt, true};
  return {DayState::partial, DayReason::booked, true};
}

UnitDay day_of(const CalendarUnit& unit, DayFacts& day, Instant now) {
  if (!unit.active) return {DayState::closed, std::nullopt, false};
  if (day.closed) return {DayState::closed, day.closed, false};
  const auto& rules = unit.card->time_rules;
  if (rules.rental_unit == RentalUnit::hour) return hours_of(unit, day, now);
  if (day.shortest && is_free(unit, *day.shortest)) return {DayState::free, std::nullopt, true};
  if (day.one_unit && is_free(unit, *day.one_unit)) {
    return {DayState::partial, day.shortest ? DayReason::too_short : DayReason::closed, false};
  }
  const bool starts_later = rules.rental_unit == RentalUnit::day_24h &&
                            is_any_free(unit, starts_of(day, *unit.card, unit.zone, now));
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

bool is_free(const CalendarUnit& unit, const Period& period) {
  if (unit.overdue_until && period.start < *unit.overdue_until) return false;
  const Period wanted =
      rental::blocked_period(period, unit.buffer_before_minutes, unit.buffer_after_minutes);
  // The taken periods are disjoint: only the last to start before the end can reach into it.
  const auto after = std::ranges::lower_bound(unit.taken, wanted.end, {}, &Period::start);
  return after == unit.taken.begin() || std::prev(after)->end <= wanted.start;
}

std::optional<Period> shortest_from(LocalDate date, const rental::RateCard& card,
                                    const TimeZone& zone, Instant now) {
  const auto& rules = card.time_rules;
  const int days_min = rules.rental_unit == RentalUnit::hour ? 0 : rules.units_min;
  // Check-out before check-in can make a rental of n dates n - 1 units long, hence one more try.
  const int days_max = std::min(rules.units_max, days_min + longer_days_max) + 1;
  for (int days = days_min; days <= days_max; ++days) {
    const auto resolved = rental::resolve_period(date, add_days(date, days), rules, zone, now,
                                                 rental::Caller::customer, card.hours);
    if (resolved) return resolved->period;
  }
  return std::nullopt;
}

std::vector<Day> days_of(const std::vector<CalendarUnit>& units, LocalDate from, LocalDate to,
                         Instant now) {
  std::vector<Day> days;
  for (LocalDate date = from; date < to; date = add_days(date, 1)) {
    std::map<const rental::RateCard*, DayFacts> facts_by_card;
    Day day{.date = date, .state = DayState::closed};
    std::vector<rental::OpenInterval> free_hours;
    for (const CalendarUnit& unit : units) {
      auto found = facts_by_card.find(unit.card.get());
      if (found == facts_by_card.end()) {
        found = facts_by_card.emplace(unit.card.get(), facts_of(date, *unit.card, unit.zone, now))
                    .first;
      }
      DayFacts& facts = found->second;
      const UnitDay unit_day = day_of(unit, facts, now);
      join(day, unit_day, facts.price, &unit == &units.front());
      if (unit_day.state == DayState::partial && day.state == DayState::partial)
        add_free_hours(free_hours, unit, date, facts.whole);
    }
    if (day.state == DayState::partial) day.free_hours = std::move(free_hours);
    days.push_back(std::move(day));
  }
  return days;
}

}  // namespace prokat::objects
