#include "services/objects/domain/calendar.hpp"

#include <gtest/gtest.h>

#include "rental/rental_period.hpp"

namespace prokat::objects {
namespace {

using rental::RentalUnit;
using rental::TimeRules;

Instant at(const char* text) { return parse_instant(text).value(); }
LocalDate date(const char* text) { return parse_date(text).value(); }

const Instant now = at("2027-05-01T06:00:00Z");  // 09:00 in Moscow

CalendarUnit unit_with(std::vector<Period> taken) {
  CalendarUnit unit;
  unit.zone = TimeZone::find("Europe/Moscow").value();
  unit.price = Money{500'000, {}};
  unit.taken = std::move(taken);
  return unit;
}

Period taken(const char* start, const char* end) { return {at(start), at(end)}; }

TimeRules days_24h() { return {.rental_unit = RentalUnit::day_24h, .horizon_days = 60}; }
TimeRules nights() {
  return {.rental_unit = RentalUnit::night, .check_in_minutes = 900, .check_out_minutes = 720};
}
TimeRules hourly() { return {.rental_unit = RentalUnit::hour}; }

// "free", "busy booked", "closed past", ... and "+" where a rental may start.
std::vector<std::string> states(const std::vector<CalendarUnit>& units, const TimeRules& rules,
                                const char* from, const char* to, Instant moment = now) {
  constexpr const char* state_names[] = {"free", "busy", "partial", "closed"};
  constexpr const char* reason_names[] = {" booked", " past", " too_soon", " too_far",
                                          " too_short"};
  std::vector<std::string> out;
  for (const Day& day : days_of(units, rules, date(from), date(to), moment)) {
    out.push_back(std::string(state_names[static_cast<int>(day.state)]) +
                  (day.reason ? reason_names[static_cast<int>(*day.reason)] : "") +
                  (day.price_from ? "+" : ""));
  }
  return out;
}

using States = std::vector<std::string>;

TEST(Calendar, days_by_the_clock_may_start_where_the_last_rental_ended) {
  const auto unit = unit_with({taken("2027-05-03T10:00:00+03:00", "2027-05-05T10:00:00+03:00")});
  EXPECT_EQ(states({unit}, days_24h(), "2027-05-01", "2027-05-07"),
            (States{"free+", "free+", "partial booked", "busy booked", "free+", "free+"}));
}

TEST(Calendar, a_buffer_moves_the_next_start_within_the_day) {
  auto unit = unit_with({taken("2027-05-03T10:00:00+03:00", "2027-05-05T12:00:00+03:00")});
  EXPECT_EQ(states({unit}, days_24h(), "2027-05-05", "2027-05-06"), (States{"partial booked+"}))
      << "from noon on";
  unit.taken = {taken("2027-05-03T10:00:00+03:00", "2027-05-05T10:00:00+03:00")};
  unit.buffer_before_minutes = 30;
  EXPECT_EQ(states({unit}, days_24h(), "2027-05-05", "2027-05-06"), (States{"partial booked+"}))
      << "the candidate's own buffer counts too";
}

TEST(Calendar, nights_turn_over_on_one_day) {
  const auto unit = unit_with({taken("2027-05-03T15:00:00+03:00", "2027-05-05T12:00:00+03:00"),
                               taken("2027-05-05T15:00:00+03:00", "2027-05-06T12:00:00+03:00")});
  EXPECT_EQ(states({unit}, nights(), "2027-05-02", "2027-05-08"),
            (States{"free+", "partial booked", "busy booked", "busy booked", "free+", "free+"}));
}

TEST(Calendar, gap_that_is_shorter_than_the_shortest_rental_is_marked) {
  TimeRules rules = nights();
  rules.units_min = 2;
  const auto unit = unit_with({taken("2027-05-03T15:00:00+03:00", "2027-05-05T12:00:00+03:00"),
                               taken("2027-05-06T15:00:00+03:00", "2027-05-08T12:00:00+03:00")});
  EXPECT_EQ(states({unit}, rules, "2027-05-01", "2027-05-09"),
            (States{"free+", "partial too_short", "partial booked", "busy booked",
                    "partial too_short", "partial booked", "busy booked", "free+"}));
}

TEST(Calendar, days_outside_the_time_rules_are_closed_with_the_reason) {
  TimeRules rules = days_24h();
  rules.lead_minutes = 24 * 60;
  rules.horizon_days = 3;
  EXPECT_EQ(
      states({unit_with({})}, rules, "2027-04-30", "2027-05-06"),
      (States{"closed past", "closed too_soon", "free+", "free+", "free+", "closed too_far"}));
}

TEST(Calendar, today_is_past_once_check_in_is_over) {
  EXPECT_EQ(states({unit_with({})}, days_24h(), "2027-05-01", "2027-05-02",
                   at("2027-05-01T10:00:01+03:00")),
            (States{"closed past"}));
}

TEST(Calendar, whole_days_are_free_or_taken) {
  const TimeRules rules{.rental_unit = RentalUnit::calendar_day};
  const auto unit = unit_with({taken("2027-05-03T00:00:00+03:00", "2027-05-05T00:00:00+03:00")});
  EXPECT_EQ(states({unit}, rules, "2027-05-01", "2027-05-06"),
            (States{"free+", "free+", "partial booked", "busy booked", "free+"}))
      << "a rental may end at the midnight with which the 3rd begins";
}

TEST(Calendar, hours_are_free_partial_or_gone) {
  TimeRules rules = hourly();
  rules.units_min = 2;
  const auto unit = unit_with({taken("2027-05-02T10:00:00+03:00", "2027-05-02T20:00:00+03:00"),
                               taken("2027-05-03T00:00:00+03:00", "2027-05-04T00:00:00+03:00"),
                               taken("2027-05-04T01:00:00+03:00", "2027-05-05T00:00:00+03:00")});
  EXPECT_EQ(states({unit}, rules, "2027-05-01", "2027-05-06"),
            (States{"free+", "partial booked+", "busy booked", "busy booked", "free+"}))
      << "an hour alone is too short for two";
  EXPECT_EQ(states({unit}, rules, "2027-05-02", "2027-05-03", at("2027-05-02T19:30:00+03:00")),
            (States{"partial booked+"}));
  EXPECT_EQ(states({unit}, rules, "2027-05-02", "2027-05-03", at("2027-05-02T22:30:00+03:00")),
            (States{"busy booked"}))
      << "what is left of today is too short";
}

TEST(Calendar, a_type_is_as_free_as_its_best_unit_and_as_cheap_as_its_cheapest) {
  auto busy = unit_with({taken("2027-05-01T00:00:00Z", "2027-06-01T00:00:00Z")});
  busy.price.amount_minor = 100;
  auto dear = unit_with({});
  dear.price.amount_minor = 900'000;
  const auto days =
      days_of({busy, dear, unit_with({})}, days_24h(), date("2027-05-02"), date("2027-05-03"), now);
  EXPECT_EQ(days.at(0).state, DayState::free);
  EXPECT_EQ(days.at(0).price_from->amount_minor, 500'000);
  EXPECT_EQ(states({busy, busy}, days_24h(), "2027-05-02", "2027-05-03"), (States{"busy booked"}));
}

TEST(Calendar, stopped_object_is_closed_without_a_reason) {
  auto unit = unit_with({});
  unit.active = false;
  EXPECT_EQ(states({unit}, days_24h(), "2027-05-02", "2027-05-03"), (States{"closed"}));
}

TEST(Calendar, each_unit_is_judged_in_its_own_zone) {
  auto irkutsk = unit_with({});
  irkutsk.zone = TimeZone::find("Asia/Irkutsk").value();
  // 09:00 in Moscow is 14:00 in Irkutsk, where check-in is over.
  EXPECT_EQ(states({irkutsk}, days_24h(), "2027-05-01", "2027-05-02"), (States{"closed past"}));
  EXPECT_EQ(states({irkutsk, unit_with({})}, days_24h(), "2027-05-01", "2027-05-02"),
            (States{"free+"}));
}

TEST(Calendar, a_free_day_can_be_booked_for_the_shortest_rental) {
  // The promise of the state: what the calendar calls free, resolve_period and the calendar agree
  // on.
  for (const RentalUnit kind : {RentalUnit::day_24h, RentalUnit::night, RentalUnit::calendar_day}) {
    for (int units_min = 1; units_min <= 3; ++units_min) {
      const TimeRules rules{.rental_unit = kind,
                            .check_in_minutes = 840,
                            .check_out_minutes = 660,
                            .units_min = units_min};
      const auto unit = unit_with({});
      for (const Day& day : days_of({unit}, rules, date("2027-05-01"), date("2027-07-01"), now)) {
        ASSERT_EQ(day.state, DayState::free);
        bool bookable = false;
        for (int days = units_min; days <= units_min + 1; ++days) {
          bookable |= rental::resolve_period(day.date, add_days(day.date, days), rules, unit.zone,
                                             now, rental::Caller::customer)
                          .has_value();
        }
        EXPECT_TRUE(bookable) << format_date(day.date) << " units_min " << units_min;
      }
    }
  }
}

}  // namespace
}  // namespace prokat::objects
