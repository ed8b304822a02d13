#include "rental/opening_hours.hpp"

#include <algorithm>

namespace prokat::rental {
namespace {

constexpr int day_minutes = 1440;

const std::vector<OpenInterval> round_the_clock{{0, day_minutes}};
const std::vector<OpenInterval> closed;

const std::vector<OpenInterval>& find_hours(const OpeningHours& hours, LocalDate date) {
  const auto exception = std::ranges::find(hours.exceptions, date, &DateHours::date);
  if (exception != hours.exceptions.end()) return exception->open;
  if (hours.weekly.empty()) return round_the_clock;
  const auto weekday = std::ranges::find(hours.weekly, iso_weekday(date), &WeekdayHours::weekday);
  return weekday == hours.weekly.end() ? closed : weekday->open;
}

bool covers(const std::vector<OpenInterval>& open, int minutes) {
  return std::ranges::any_of(open, [minutes](const OpenInterval& interval) {
    return interval.from_minutes <= minutes && minutes <= interval.until_minutes;
  });
}

}  // namespace

std::vector<OpenInterval> hours_on(const OpeningHours& hours, LocalDate date) {
  return find_hours(hours, date);
}

bool is_open_on(const OpeningHours& hours, LocalDate date) {
  return !find_hours(hours, date).empty();
}

bool is_open(const OpeningHours& hours, LocalDate date, LocalTime time) {
  if (covers(find_hours(hours, date), static_cast<int>(time.count()))) return true;
  // Midnight is also the closing minute of the day before.
  return time == LocalTime(0) && covers(find_hours(hours, add_days(date, -1)), day_minutes);
}

OpeningHours with_holidays(OpeningHours hours, const std::vector<LocalDate>& holidays) {
  if (!hours.holidays) return hours;
  const auto holiday_hours = *hours.holidays;
  for (const LocalDate& date : holidays) {
    if (std::ranges::find(hours.exceptions, date, &DateHours::date) == hours.exceptions.end())
      hours.exceptions.push_back({date, holiday_hours});
  }
  return hours;
}

}  // namespace prokat::rental
