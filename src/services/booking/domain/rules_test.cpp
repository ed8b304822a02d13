// Holds, codes and the spreading of payments.
#include <gtest/gtest.h>

#include <set>

#include "services/booking/domain/allocation.hpp"
#include "services/booking/domain/booking_code.hpp"
#include "services/booking/domain/hold.hpp"

namespace prokat::booking {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

Instant at(const char* text) { return *parse_instant(text); }
const TimeZone moscow = *TimeZone::find("Europe/Moscow");
const HoldRules rules;

TEST(Hold, lasts_an_hour_by_default) {
  const auto now = at("2027-05-01T10:00:00+03:00");
  EXPECT_EQ(hold_deadline(now, now + hours(48), moscow, 0, rules), now + minutes(60));
}

TEST(Hold, lasts_a_quarter_of_an_hour_for_a_rental_of_the_same_local_day) {
  const auto now = at("2027-05-01T01:00:00+03:00");  // still the day before in UTC
  const auto evening = at("2027-05-01T23:00:00+03:00");
  EXPECT_EQ(hold_deadline(now, evening, moscow, 0, rules), now + minutes(15));
  EXPECT_EQ(hold_deadline(now, evening + hours(2), moscow, 0, rules), now + minutes(60));
}

TEST(Hold, takes_the_time_of_the_objects_type_before_both_rules) {
  const auto now = at("2027-05-01T10:00:00+03:00");
  EXPECT_EQ(hold_deadline(now, now + hours(48), moscow, 240, rules), now + minutes(240));
  EXPECT_EQ(hold_deadline(now, now + hours(5), moscow, 5, rules), now + minutes(5));
}

TEST(Hold, does_not_outlive_the_start_but_leaves_time_to_pay) {
  const auto now = at("2027-05-01T23:50:00+03:00");
  const auto midnight = at("2027-05-02T00:00:00+03:00");
  EXPECT_EQ(hold_deadline(now, midnight + minutes(30), moscow, 0, rules), midnight + minutes(30));
  EXPECT_EQ(hold_deadline(now, midnight, moscow, 0, rules), now + minutes(15));
  EXPECT_EQ(hold_deadline(now, now - hours(24), moscow, 0, rules), now + minutes(15));
}

TEST(Hold, that_is_due_expires_unless_money_came_or_nobody_knows) {
  const auto deadline = at("2027-05-01T10:00:00Z");
  const auto later = deadline + minutes(1);
  EXPECT_EQ(judge_due_hold({true, true}, deadline, later), HoldVerdict::leave);
  EXPECT_EQ(judge_due_hold({true, false}, deadline, later), HoldVerdict::leave);
  EXPECT_EQ(judge_due_hold({false, true}, deadline, later), HoldVerdict::expire);
  EXPECT_EQ(judge_due_hold({false, false}, deadline, later), HoldVerdict::ask_again);
  EXPECT_EQ(judge_due_hold({false, false}, deadline, deadline + hold_grace), HoldVerdict::expire);
}

TEST(BookingCode, has_the_shape_that_people_are_told_and_no_vowels) {
  std::set<std::string> codes;
  for (int i = 0; i < 2000; ++i) {
    const auto code = make_booking_code();
    ASSERT_EQ(code.size(), 10U);
    ASSERT_TRUE(code.starts_with("PR-"));
    ASSERT_EQ(code.find_first_of("AEIOUL", 3), std::string::npos) << code;
    codes.insert(code);
  }
  EXPECT_EQ(codes.size(), 2000U);
}

const BookingId first = BookingId::derive("1");
const BookingId second = BookingId::derive("2");
const BookingId third = BookingId::derive("3");
using Parts = std::vector<Allocation>;

TEST(Allocation, pays_bookings_one_after_another) {
  EXPECT_EQ(allocate(100, {{first, 60, true}, {second, 60, true}}),
            (Parts{{first, 60}, {second, 40}}));
}

TEST(Allocation, gives_nothing_to_what_is_paid_or_cancelled) {
  EXPECT_EQ(allocate(50, {{first, 60, false}, {second, 0, true}, {third, 60, true}}),
            (Parts{{third, 50}}));
}

TEST(Allocation, leaves_no_kopeck_behind) {
  EXPECT_EQ(allocate(100, {{first, 60, true}, {second, 10, true}}),
            (Parts{{first, 90}, {second, 10}}));
  EXPECT_EQ(allocate(100, {{first, 0, false}, {second, 0, true}}), (Parts{{second, 100}}));
  EXPECT_EQ(allocate(100, {{first, 0, false}}), (Parts{{first, 100}}));
  EXPECT_TRUE(allocate(100, {}).empty());
}

}  // namespace
}  // namespace prokat::booking
