#include "rental/opening_hours.hpp"

#include <gtest/gtest.h>

namespace prokat::rental {
namespace {

LocalDate date(const char* text) { return parse_date(text).value(); }
LocalTime time(int hours, int minutes = 0) { return LocalTime(hours * 60 + minutes); }

// Mondays to Fridays with a break at noon, Saturdays in the morning.
OpeningHours office() {
  OpeningHours hours;
  for (int weekday = 1; weekday <= 5; ++weekday)
    hours.weekly.push_back({weekday, {{9 * 60, 13 * 60}, {14 * 60, 20 * 60}}});
  hours.weekly.push_back({6, {{10 * 60, 14 * 60}}});
  return hours;
}

const LocalDate monday = date("2027-05-03");
const LocalDate saturday = date("2027-05-08");
const LocalDate sunday = date("2027-05-09");

TEST(OpeningHours, nothing_said_is_round_the_clock) {
  EXPECT_TRUE(is_open({}, sunday, time(3)));
  EXPECT_EQ(hours_on({}, sunday), (std::vector<OpenInterval>{{0, 1440}}));
}

TEST(OpeningHours, a_break_is_closed_and_its_both_ends_are_open) {
  EXPECT_FALSE(is_open(office(), monday, time(8, 59)));
  EXPECT_TRUE(is_open(office(), monday, time(9)));
  EXPECT_TRUE(is_open(office(), monday, time(13)));
  EXPECT_FALSE(is_open(office(), monday, time(13, 1)));
  EXPECT_TRUE(is_open(office(), monday, time(14)));
  EXPECT_TRUE(is_open(office(), monday, time(20)));
  EXPECT_FALSE(is_open(office(), monday, time(20, 1)));
}

TEST(OpeningHours, a_weekday_that_is_not_named_is_closed) {
  EXPECT_TRUE(is_open_on(office(), saturday));
  EXPECT_FALSE(is_open_on(office(), sunday));
  EXPECT_FALSE(is_open(office(), sunday, time(12)));
}

TEST(OpeningHours, an_exception_stands_in_for_its_day_alone) {
  OpeningHours hours = office();
  hours.exceptions = {{monday, {}}, {sunday, {{600, 900}}}};
  EXPECT_FALSE(is_open_on(hours, monday));
  EXPECT_TRUE(is_open_on(hours, add_days(monday, 1)));
  EXPECT_TRUE(is_open(hours, sunday, time(12)));
}

TEST(OpeningHours, holidays_have_hours_of_their_own_unless_an_exception_says_more) {
  OpeningHours hours = office();
  hours.holidays.emplace();
  hours.exceptions = {{monday, {{600, 660}}}};
  const LocalDate tuesday = add_days(monday, 1);
  const auto resolved = with_holidays(hours, {monday, tuesday});
  EXPECT_TRUE(is_open(resolved, monday, time(10))) << "the exception";
  EXPECT_FALSE(is_open_on(resolved, tuesday));
  EXPECT_TRUE(is_open_on(with_holidays(office(), {tuesday}), tuesday))
      << "holidays that nothing is said about are ordinary days";
}

TEST(OpeningHours, who_is_open_until_midnight_takes_back_at_midnight) {
  OpeningHours hours;
  hours.weekly = {{1, {{600, 1440}}}};
  EXPECT_TRUE(is_open(hours, add_days(monday, 1), time(0)));
  EXPECT_FALSE(is_open(hours, add_days(monday, 1), time(0, 1)));
  EXPECT_FALSE(is_open(hours, monday, time(0)));
}

}  // namespace
}  // namespace prokat::rental
