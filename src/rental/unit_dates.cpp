#include "rental/unit_dates.hpp"

#include <algorithm>

namespace prokat::rental {
namespace {

// By days and not hour by hour: asking the zone for 720 hours would cost more than their price.
std::vector<DateUnits> hour_dates(const RentalStart& start, int units, const TimeZone& zone) {
  constexpr Duration hour = std::chrono::hours(1);
  std::vector<DateUnits> dates;
  Instant instant = start.instant;
  LocalDate date = start.date;
  while (units > 0) {
    const LocalDate next = add_days(date, 1);
    const Duration rest = zone.to_instant(next, LocalTime(0)) - instant;
    const auto begun = static_cast<int>((rest + hour - Duration(1)) / hour);
    if (const int taken = std::clamp(begun, 0, units); taken > 0) {
      dates.push_back({date, taken});
      instant += taken * hour;
      units -= taken;
    }
    date = next;
  }
  return dates;
}

}  // namespace

std::vector<DateUnits> unit_dates(RentalUnit unit, const RentalStart& start, int units,
                                  const TimeZone& zone) {
  if (unit == RentalUnit::hour) return hour_dates(start, units, zone);
  std::vector<DateUnits> dates;
  dates.reserve(units);
  for (int i = 0; i < units; ++i) dates.push_back({add_days(start.date, i), 1});
  return dates;
}

}  // namespace prokat::rental
