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
  unit.taken = std::move(taken);
  return unit;
}

// As a unit whose card says so; a day of it costs 5,000 unless said otherwise.
CalendarUnit with_rules(CalendarUnit unit, const TimeRules& rules,
                        std::int64_t price_minor = 500'000, rental::OpeningHours hours = {}) {
  rental::RateCard card;
  card.time_rules = rules;
  card.hours = std::move(hours);
  card.time_zone = unit.zone.name();
  card.tariff.rates = {{1, price_minor, std::nullopt}};
  unit.card = std::make_shared<const rental::RateCard>(std::move(card));
  return unit;
}

Period taken(const char* start, const char* end) { return {at(start), at(end)}; }

TimeRules days_24h() { return {.rental_unit = RentalUnit::day_24h, .horizon_days = 60}; }
TimeRules nights() {
  return {.rental_unit = RentalUnit::night, .check_in_minutes = 900, .check_out_minutes = 720};
}
TimeRules hourly() { return {.rental_unit = RentalUnit::hour}; }

// "free", "busy booked", "closed past", ... and "+" where a rental may start.
std::vector<std::string> states(std::vector<CalendarUnit> units, const TimeRules& rules,
                                const char* from, const char* to, Instant moment = now,
                                const rental::OpeningHours& hours = {}) {
  for (CalendarUnit& unit : units) unit = with_rules(unit, rules, 500'000, hours);
  constexpr const char* state_names[] = {"free", "busy", "partial", "closed"};
  constexpr const char* reason_names[] = {" booked",  " past",      " too_soon",
                                          " too_far", " too_short", " closed"};
  std::vector<std::string> out;
  for (const Day& day : days_of(units, date(from), date(to), moment)) {
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
            (States{"free+", "partial booked+", "busy booked", "partial too_short", "free+"}))
      << "an hour alone is too short for two";
  EXPECT_EQ(states({unit}, rules, "2027-05-02", "2027-05-03", at("2027-05-02T19:30:00+03:00")),
            (States{"partial booked+"}));
  EXPECT_EQ(states({unit}, rules, "2027-05-02", "2027-05-03", at("2027-05-02T22:30:00+03:00")),
            (States{"partial too_short"}))
      << "what is left of today is too short";
}

TEST(Calendar, a_type_is_as_free_as_its_best_unit_and_as_cheap_as_its_cheapest) {
  const auto all_may = unit_with({taken("2027-05-01T00:00:00Z", "2027-06-01T00:00:00Z")});
  const auto busy = with_rules(all_may, days_24h(), 100);
  const auto dear = with_rules(unit_with({}), days_24h(), 900'000);
  const auto days = days_of({busy, dear, with_rules(unit_with({}), days_24h())}, date("2027-05-02"),
                            date("2027-05-03"), now);
  EXPECT_EQ(days.at(0).state, DayState::free);
  EXPECT_EQ(days.at(0).price_from->amount_minor, 500'000);
  EXPECT_EQ(states({busy, busy}, days_24h(), "2027-05-02", "2027-05-03"), (States{"busy booked"}));
}

TEST(Calendar, each_unit_keeps_rules_of_its_own) {
  TimeRules week = days_24h();
  week.units_min = 7;
  const auto gap = unit_with({taken("2027-05-05T10:00:00+03:00", "2027-05-20T10:00:00+03:00")});
  const auto days = days_of({with_rules(gap, week), with_rules(gap, days_24h(), 700'000)},
                            date("2027-05-02"), date("2027-05-03"), now);
  EXPECT_EQ(days.at(0).state, DayState::free) << "not by the first one, which wants a week";
  EXPECT_EQ(days.at(0).price_from->amount_minor, 700'000);
}

// Tuesdays to Sundays from 9 to 20; 3 May 2027 is a Monday.
rental::OpeningHours closed_on_mondays() {
  rental::OpeningHours hours;
  for (int weekday = 2; weekday <= 7; ++weekday) hours.weekly.push_back({weekday, {{540, 1200}}});
  return hours;
}

TEST(Calendar, days_on_which_the_place_is_closed_say_so) {
  EXPECT_EQ(
      states({unit_with({})}, days_24h(), "2027-05-02", "2027-05-05", now, closed_on_mondays()),
      (States{"free+", "closed closed", "free+"}))
      << "from Sunday one may rent until Tuesday";
  TimeRules one_day = days_24h();
  one_day.units_max = 1;
  EXPECT_EQ(states({unit_with({})}, one_day, "2027-05-02", "2027-05-03", now, closed_on_mondays()),
            (States{"partial closed"}))
      << "for one day only, which would end on Monday";
  EXPECT_EQ(states({unit_with({})}, hourly(), "2027-05-02", "2027-05-05", now, closed_on_mondays()),
            (States{"free+", "closed closed", "free+"}));
}

TEST(Calendar, a_partial_day_names_its_free_hours_within_opening_hours) {
  auto unit = unit_with({taken("2027-05-02T11:00:00+03:00", "2027-05-02T13:00:00+03:00"),
                         taken("2027-05-02T15:00:00+03:00", "2027-05-02T18:00:00+03:00")});
  unit.buffer_before_minutes = 30;
  const auto one = with_rules(unit, hourly(), 500'000, closed_on_mondays());
  const auto free_hours = [](const std::vector<CalendarUnit>& units) {
    return days_of(units, date("2027-05-02"), date("2027-05-03"), now).at(0).free_hours.value();
  };
  using Hours = std::vector<rental::OpenInterval>;
  EXPECT_EQ(free_hours({one}), (Hours{{540, 660}, {810, 900}, {1110, 1200}}));
  const auto other =
      with_rules(unit_with({taken("2027-05-02T09:00:00+03:00", "2027-05-02T14:00:00+03:00")}),
                 hourly(), 500'000, closed_on_mondays());
  EXPECT_EQ(free_hours({one, other}), (Hours{{540, 660}, {810, 1200}})) << "any of the units";
}

TEST(Calendar, an_overdue_unit_is_not_promised_for_the_next_hours) {
  auto unit = unit_with({taken("2027-04-29T10:00:00+03:00", "2027-05-01T08:00:00+03:00")});
  unit.overdue_until = at("2027-05-01T13:00:00+03:00");
  EXPECT_EQ(states({unit}, days_24h(), "2027-05-01", "2027-05-03"),
            (States{"partial booked+", "free+"}))
      << "at 13:00 again";
  EXPECT_FALSE(is_free(with_rules(unit, days_24h()),
                       taken("2027-05-01T12:00:00+03:00", "2027-05-02T12:00:00+03:00")));
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
      for (const Day& day :
           days_of({with_rules(unit, rules)}, date("2027-05-01"), date("2027-07-01"), now)) {
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
