#include "rental/unit_dates.hpp"

#include <gmock/gmock.h>

#include "rental/rental_period.hpp"

namespace prokat::rental {
namespace {

// "2026-03-28 x2, 2026-03-29 x3"
std::string text_of(const std::vector<DateUnits>& dates) {
  std::string text;
  for (const DateUnits& day : dates) {
    if (!text.empty()) text += ", ";
    text += format_date(day.date);
    if (day.units != 1) text += " x" + std::to_string(day.units);
  }
  return text;
}

struct Row {
  RentalUnit unit;
  const char* zone;
  const char* start;  // local, as "2026-03-28 22:00"
  int units;
  const char* dates;
};

RentalStart start_of(const Row& row, const TimeZone& zone) {
  const std::string text = row.start;
  const LocalDate date = parse_date(text.substr(0, 10)).value();
  const LocalTime time =
      std::chrono::minutes(std::stoi(text.substr(11, 2)) * 60 + std::stoi(text.substr(14, 2)));
  return {zone.to_instant(date, time), date};
}

TEST(UnitDates, each_unit_starts_on_its_date_also_when_the_clocks_change) {
  using enum RentalUnit;
  const Row table[] = {
      {hour, "Europe/Moscow", "2026-05-12 22:00", 5, "2026-05-12 x2, 2026-05-13 x3"},
      {hour, "Europe/Moscow", "2026-05-12 22:30", 4, "2026-05-12 x2, 2026-05-13 x2"},
      {hour, "Europe/Moscow", "2026-05-12 00:00", 24, "2026-05-12 x24"},
      {hour, "Europe/Moscow", "2026-05-12 23:59", 1, "2026-05-12"},
      // Forward at two: that Sunday has 23 hours. Back at three: it has 25.
      {hour, "Europe/Berlin", "2026-03-28 22:00", 26, "2026-03-28 x2, 2026-03-29 x23, 2026-03-30"},
      {hour, "Europe/Berlin", "2026-10-24 22:00", 28, "2026-10-24 x2, 2026-10-25 x25, 2026-10-26"},
      // Midnight itself does not exist there: the day begins at one.
      {hour, "America/Santiago", "2026-09-05 22:00", 26,
       "2026-09-05 x2, 2026-09-06 x23, 2026-09-07"},
      {hour, "Asia/Beirut", "2026-03-28 23:30", 3, "2026-03-28, 2026-03-29 x2"},
      // By half an hour: hours that start at :00 before start at :30 after.
      {hour, "Australia/Lord_Howe", "2026-04-04 22:00", 28,
       "2026-04-04 x2, 2026-04-05 x25, 2026-04-06"},
      {day_24h, "Europe/Berlin", "2026-03-28 10:00", 3, "2026-03-28, 2026-03-29, 2026-03-30"},
      {day_24h, "Europe/Berlin", "2026-03-28 02:30", 2, "2026-03-28, 2026-03-29"},
      {day_24h, "Europe/Berlin", "2026-10-24 23:30", 3, "2026-10-24, 2026-10-25, 2026-10-26"},
      {calendar_day, "America/Santiago", "2026-09-05 00:00", 3,
       "2026-09-05, 2026-09-06, 2026-09-07"},
      {night, "America/New_York", "2026-10-31 14:00", 2, "2026-10-31, 2026-11-01"},
      {night, "Asia/Beirut", "2026-10-24 14:00", 2, "2026-10-24, 2026-10-25"},
      {night, "Europe/Moscow", "2028-02-28 14:00", 3, "2028-02-28, 2028-02-29, 2028-03-01"},
  };
  for (const Row& row : table) {
    const TimeZone zone = TimeZone::find(row.zone).value();
    EXPECT_EQ(text_of(unit_dates(row.unit, start_of(row, zone), row.units, zone)), row.dates)
        << row.zone << " " << row.start;
  }
}

TEST(UnitDates, hours_have_the_date_that_the_zone_gives_for_their_instant) {
  for (const char* name : {"Europe/Berlin", "America/Santiago", "Asia/Beirut", "America/New_York",
                           "Australia/Lord_Howe", "Africa/Cairo", "America/Havana"}) {
    const TimeZone zone = TimeZone::find(name).value();
    for (int month = 1; month <= 12; ++month) {
      const Instant start = zone.to_instant(add_months(parse_date("2026-01-01").value(), month - 1),
                                            std::chrono::minutes(17 * 60 + 15));
      const auto dates = unit_dates(RentalUnit::hour, {start, zone.date_of(start)}, 31 * 24, zone);
      int hour = 0;
      for (const DateUnits& day : dates) {
        for (int i = 0; i < day.units; ++i, ++hour) {
          ASSERT_EQ(zone.date_of(start + std::chrono::hours(hour)), day.date) << name << hour;
        }
      }
      ASSERT_EQ(hour, 31 * 24);
    }
  }
}

}  // namespace
}  // namespace prokat::rental
