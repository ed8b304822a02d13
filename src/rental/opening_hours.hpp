// When a location hands out and takes back. Pure.
//
// Customers pick up and return within these hours; operators are not bound. How they meet the four
// ways of counting time is said at resolve_period, which asks.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <vector>

#include "base/period.hpp"

namespace prokat::rental {

struct OpenInterval {
  int from_minutes = 0;      // local minutes since midnight
  int until_minutes = 1440;  // excluded; 1440 is the end of the day
  bool operator==(const OpenInterval&) const = default;
};
BOOST_DESCRIBE_STRUCT(OpenInterval, (), (from_minutes, until_minutes))

struct WeekdayHours {
  int weekday = 1;  // ISO, 1 Monday .. 7 Sunday
  std::vector<OpenInterval> open;
  bool operator==(const WeekdayHours&) const = default;
};
BOOST_DESCRIBE_STRUCT(WeekdayHours, (), (weekday, open))

struct DateHours {
  LocalDate date;
  std::vector<OpenInterval> open;  // none: closed all day
  bool operator==(const DateHours&) const = default;
};
BOOST_DESCRIBE_STRUCT(DateHours, (), (date, open))

struct OpeningHours {
  std::vector<WeekdayHours> weekly;   // empty: open round the clock; a weekday not named is closed
  std::vector<DateHours> exceptions;  // stand in for the weekday, and for a holiday
  std::optional<std::vector<OpenInterval>> holidays;  // on holidays; none: as on the weekday
  bool operator==(const OpeningHours&) const = default;
};
BOOST_DESCRIBE_STRUCT(OpeningHours, (), (weekly, exceptions, holidays))

// The hours of one day, as listed.
std::vector<OpenInterval> hours_on(const OpeningHours& hours, LocalDate date);
// Is anything handed over on this day at all?
bool is_open_on(const OpeningHours& hours, LocalDate date);
// `time` in minutes since midnight. The closing minute counts: who returns at 20:00 to a place that
// is open until 20:00 is in time.
bool is_open(const OpeningHours& hours, LocalDate date, LocalTime time);

// The same hours with the business's holidays written out as exceptions, so that whoever asks needs
// no list of holidays. What an exception says already stays.
OpeningHours with_holidays(OpeningHours hours, const std::vector<LocalDate>& holidays);

}  // namespace prokat::rental
