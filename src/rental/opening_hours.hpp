// When a location hands out and takes back. Pure.
#pragma once

#include <boost/describe.hpp>
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
  std::vector<DateHours> exceptions;  // stand in for the weekday
  bool operator==(const OpeningHours&) const = default;
};
BOOST_DESCRIBE_STRUCT(OpeningHours, (), (weekly, exceptions))

}  // namespace prokat::rental
