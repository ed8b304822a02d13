#include "services/objects/nearest_dates.hpp"

#include <algorithm>

namespace prokat::objects {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr int days_max = 30;
constexpr Duration hours_reach = hours(12);

LocalDate date_of(const DateOrInstant& when, const TimeZone& zone) {
  const auto* date = std::get_if<LocalDate>(&when);
  return date != nullptr ? *date : zone.date_of(std::get<Instant>(when));
}

DateOrInstant moved_by_days(const DateOrInstant& when, int days, const TimeZone& zone) {
  if (const auto* date = std::get_if<LocalDate>(&when)) return add_days(*date, days);
  const Instant instant = std::get<Instant>(when);
  return zone.to_instant(add_days(zone.date_of(instant), days), zone.time_of(instant));
}

bool fits(const CalendarUnit& unit, const Dates& dates, Instant now, rental::Caller caller) {
  const auto resolved = rental::resolve_period(dates.start, dates.end, unit.card->time_rules,
                                               unit.zone, now, caller, unit.card->hours);
  return resolved && is_free(unit, resolved->period);
}

class Nearest {
 public:
  Nearest(const CalendarUnit& unit, Instant now, rental::Caller caller, std::size_t count)
      : unit_(unit), now_(now), caller_(caller), count_(count) {}

  bool done() const { return found_.size() >= count_; }
  void try_dates(const Dates& dates) {
    if (!done() && fits(unit_, dates, now_, caller_)) found_.push_back(dates);
  }
  std::vector<Dates> take() { return std::move(found_); }

 private:
  const CalendarUnit& unit_;
  Instant now_;
  rental::Caller caller_;
  std::size_t count_;
  std::vector<Dates> found_;
};

}  // namespace

Period nearest_range(const Dates& wanted, const rental::RateCard& card, Instant now) {
  const TimeZone utc;
  const auto zone = TimeZone::find(card.time_zone).value_or(utc);
  // Buffers reach a week; zones and check-out times a day more.
  const int reach = days_max + 9;
  const Period range{utc.to_instant(add_days(date_of(wanted.start, zone), -reach), LocalTime(0)),
                     utc.to_instant(add_days(date_of(wanted.end, zone), reach), LocalTime(0))};
  return {std::min(std::max(range.start, now - hours(24 * 9)), range.end), range.end};
}

std::vector<Dates> nearest_dates(const CalendarUnit& unit, const Dates& wanted, Instant now,
                                 rental::Caller caller, std::size_t count) {
  Nearest nearest(unit, now, caller, count);
  const auto& rules = unit.card->time_rules;
  const auto* start = std::get_if<Instant>(&wanted.start);
  const auto* end = std::get_if<Instant>(&wanted.end);
  if (rules.rental_unit == rental::RentalUnit::hour && start != nullptr && end != nullptr) {
    const Duration step = minutes(rules.start_step_minutes);
    for (Duration by = step; by <= hours_reach && !nearest.done(); by += step) {
      nearest.try_dates({*start + by, *end + by});
      nearest.try_dates({*start - by, *end - by});
    }
  }
  for (int days = 1; days <= days_max && !nearest.done(); ++days) {
    for (const int by : {days, -days})
      nearest.try_dates(
          {moved_by_days(wanted.start, by, unit.zone), moved_by_days(wanted.end, by, unit.zone)});
  }
  return nearest.take();
}

}  // namespace prokat::objects
