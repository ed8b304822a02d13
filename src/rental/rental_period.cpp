#include "rental/rental_period.hpp"

#include <algorithm>

#include "base/broken.hpp"

namespace prokat::rental {
namespace {

using std::chrono::days;
using std::chrono::floor;
using std::chrono::hours;
using std::chrono::minutes;

constexpr LocalTime midnight{0};

std::unexpected<Problem> fault(const char* pointer, const char* code, std::string detail) {
  return fail(ProblemCode::validation_failed, "The period cannot be booked.",
              {FieldError{pointer, code, std::move(detail)}});
}

std::int64_t ceil_divide(std::int64_t value, std::int64_t by) { return (value + by - 1) / by; }

// How far the zone's clock is ahead of UTC at this instant.
Duration offset_at(const TimeZone& zone, Instant instant) {
  const auto local = std::chrono::sys_days(zone.date_of(instant)) + zone.time_of(instant);
  return std::chrono::round<minutes>(local.time_since_epoch() - instant.time_since_epoch() +
                                     (instant - floor<minutes>(instant)));
}

Instant start_of(const DateOrInstant& start, const TimeRules& rules, const TimeZone& zone) {
  if (rules.rental_unit == RentalUnit::calendar_day) {
    const auto* date = std::get_if<LocalDate>(&start);
    return zone.to_instant(date != nullptr ? *date : zone.date_of(std::get<Instant>(start)),
                           midnight);
  }
  if (const auto* date = std::get_if<LocalDate>(&start)) {
    return zone.to_instant(*date, minutes(rules.check_in_minutes));
  }
  return std::get<Instant>(start);
}

Instant end_of(const DateOrInstant& end, const TimeRules& rules, const TimeZone& zone) {
  const auto* date = std::get_if<LocalDate>(&end);
  if (rules.rental_unit == RentalUnit::calendar_day) {
    if (date != nullptr) return zone.to_instant(*date, midnight);
    // A day that is used in part is taken whole.
    const Instant instant = std::get<Instant>(end);
    const Instant day_start = zone.to_instant(zone.date_of(instant), midnight);
    return instant == day_start ? instant
                                : zone.to_instant(add_days(zone.date_of(instant), 1), midnight);
  }
  if (date != nullptr) return zone.to_instant(*date, minutes(rules.check_out_minutes));
  return std::get<Instant>(end);
}

// Whole days have no time of day to compare: today may still be booked, yesterday may not.
bool starts_before(Instant start, Instant limit, const TimeRules& rules, const TimeZone& zone) {
  if (rules.rental_unit == RentalUnit::calendar_day) {
    return std::chrono::sys_days(zone.date_of(start)) < std::chrono::sys_days(zone.date_of(limit));
  }
  return start < limit;
}

bool off_grid(const DateOrInstant& start, const TimeRules& rules, const TimeZone& zone) {
  const auto* instant = std::get_if<Instant>(&start);
  if (instant == nullptr || rules.rental_unit == RentalUnit::calendar_day) return false;
  return *instant != floor<minutes>(*instant) ||
         zone.time_of(*instant).count() % rules.start_step_minutes != 0;
}

// A rental by whole days ends at a midnight: its last day is the one before.
bool is_closed(const DateOrInstant& given, Instant resolved, bool is_end, const TimeRules& rules,
               const TimeZone& zone, const OpeningHours& hours) {
  const LocalDate date = zone.date_of(resolved);
  if (rules.rental_unit == RentalUnit::calendar_day)
    return !is_open_on(hours, is_end ? add_days(date, -1) : date);
  if (rules.rental_unit == RentalUnit::night && std::holds_alternative<LocalDate>(given))
    return !is_open_on(hours, date);
  return !is_open(hours, date, zone.time_of(resolved));
}

// What binds customers alone, and is about the start.
Result<> check_start(const DateOrInstant& given, Instant start, const TimeRules& rules,
                     const TimeZone& zone, Instant now, const OpeningHours& hours) {
  if (starts_before(start, now, rules, zone)) {
    return fault("/start", "in-the-past", "The start has passed.");
  }
  if (starts_before(start, now + minutes(rules.lead_minutes), rules, zone)) {
    return fault("/start", "too-soon",
                 "Book at least " + std::to_string(rules.lead_minutes) + " minutes ahead.");
  }
  if (days_between(zone.date_of(now), zone.date_of(start)) > rules.horizon_days) {
    return fault("/start", "too-far",
                 "Book at most " + std::to_string(rules.horizon_days) + " days ahead.");
  }
  if (is_closed(given, start, false, rules, zone, hours)) {
    return fault("/start", "closed", "The location is closed then.");
  }
  return {};
}

}  // namespace

int count_units(const Period& period, const TimeRules& rules, const TimeZone& zone) {
  const LocalDate first = zone.date_of(period.start);
  const LocalDate last = zone.date_of(period.end);
  switch (rules.rental_unit) {
    case RentalUnit::hour:
      return static_cast<int>(ceil_divide(period.length().count(), Duration(hours(1)).count()));
    case RentalUnit::day_24h: {
      // By the clock on the wall: from 10:00 to 10:00 is one day also when the clocks are changed.
      const Duration wall_clock = period.length() + offset_at(zone, period.end) -
                                  offset_at(zone, period.start) - minutes(rules.grace_minutes);
      return static_cast<int>(
          std::max<std::int64_t>(1, ceil_divide(wall_clock.count(), Duration(days(1)).count())));
    }
    case RentalUnit::calendar_day: {
      const bool ends_at_midnight = period.end == zone.to_instant(last, midnight);
      return days_between(first, last) + (ends_at_midnight ? 0 : 1);
    }
    case RentalUnit::night:
      return days_between(first, last);
  }
  broken_logic("a rental unit that is not counted");
}

Period blocked_period(const Period& period, int buffer_before_minutes, int buffer_after_minutes) {
  return {period.start - minutes(buffer_before_minutes),
          period.end + minutes(buffer_after_minutes)};
}

Result<RentalPeriod> resolve_period(const DateOrInstant& start, const DateOrInstant& end,
                                    const TimeRules& rules, const TimeZone& zone, Instant now,
                                    Caller caller, const OpeningHours& hours) {
  const Period period{start_of(start, rules, zone), end_of(end, rules, zone)};
  if (period.end <= period.start) {
    return fault("/end", "end-before-start", "The end must lie after the start.");
  }
  if (off_grid(start, rules, zone)) {
    return fault("/start", "off-grid",
                 "Starts lie on whole " + std::to_string(rules.start_step_minutes) +
                     "-minute steps of the local clock.");
  }
  const bool bound = caller == Caller::customer;
  if (bound) {
    if (auto fits = check_start(start, period.start, rules, zone, now, hours); !fits)
      return pass(std::move(fits));
  }
  const int units = count_units(period, rules, zone);
  if (units < rules.units_min) {
    return fault("/end", "too-short", "At least " + std::to_string(rules.units_min) + " units.");
  }
  if (units > rules.units_max) {
    return fault("/end", "too-long", "At most " + std::to_string(rules.units_max) + " units.");
  }
  if (bound && is_closed(end, period.end, true, rules, zone, hours)) {
    return fault("/end", "closed", "The location is closed then.");
  }
  return RentalPeriod{period, zone.date_of(period.start), zone.date_of(period.end), units};
}

}  // namespace prokat::rental
