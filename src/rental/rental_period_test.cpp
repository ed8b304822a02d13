#include "rental/rental_period.hpp"

#include <gtest/gtest.h>

#include <random>

namespace prokat::rental {
namespace {

TimeZone zone_of(const char* name) { return TimeZone::find(name).value(); }
Instant at(const char* text) { return parse_instant(text).value(); }
DateOrInstant when(const char* text) { return parse_date_or_instant(text).value(); }

const Instant now = at("2027-04-01T09:00:00Z");  // 12:00 in Moscow

TimeRules rules_of(RentalUnit unit) { return {.rental_unit = unit}; }

Result<RentalPeriod> resolve(const char* start, const char* end, const TimeRules& rules,
                             Caller caller = Caller::customer, const char* zone = "Europe/Moscow") {
  return resolve_period(when(start), when(end), rules, zone_of(zone), now, caller);
}

// "" for a period that may be booked, else "pointer code" of its fault.
std::string fault_of(const Result<RentalPeriod>& resolved) {
  if (resolved) return "";
  EXPECT_EQ(resolved.error().code, ProblemCode::validation_failed);
  EXPECT_EQ(resolved.error().errors.size(), 1U);
  return resolved.error().errors[0].pointer + " " + resolved.error().errors[0].code;
}

TEST(RentalPeriod, dates_become_instants_by_the_rules_of_the_type) {
  struct Row {
    RentalUnit unit;
    int check_in;
    int check_out;
    const char* start;
    const char* end;
    const char* from;
    const char* until;
    const char* end_date;
    int units;
  };
  const Row table[] = {
      {RentalUnit::day_24h, 600, 600, "2027-05-01", "2027-05-03", "2027-05-01T07:00:00Z",
       "2027-05-03T07:00:00Z", "2027-05-03", 2},
      {RentalUnit::day_24h, 840, 660, "2027-05-01", "2027-05-02", "2027-05-01T11:00:00Z",
       "2027-05-02T08:00:00Z", "2027-05-02", 1},
      {RentalUnit::night, 840, 720, "2027-05-01", "2027-05-03", "2027-05-01T11:00:00Z",
       "2027-05-03T09:00:00Z", "2027-05-03", 2},
      {RentalUnit::calendar_day, 600, 600, "2027-05-01", "2027-05-04", "2027-04-30T21:00:00Z",
       "2027-05-03T21:00:00Z", "2027-05-04", 3},
      {RentalUnit::hour, 600, 600, "2027-05-01", "2027-05-02", "2027-05-01T07:00:00Z",
       "2027-05-02T07:00:00Z", "2027-05-02", 24},
      // Either form is taken for every unit; calendar days take the whole of a day in use.
      {RentalUnit::day_24h, 600, 600, "2027-05-01T12:00:00Z", "2027-05-03", "2027-05-01T12:00:00Z",
       "2027-05-03T07:00:00Z", "2027-05-03", 2},
      {RentalUnit::night, 840, 720, "2027-05-01T12:00:00Z", "2027-05-03T12:00:00Z",
       "2027-05-01T12:00:00Z", "2027-05-03T12:00:00Z", "2027-05-03", 2},
      {RentalUnit::calendar_day, 600, 600, "2027-05-01T12:00:00Z", "2027-05-03T12:00:00Z",
       "2027-04-30T21:00:00Z", "2027-05-03T21:00:00Z", "2027-05-04", 3},
      {RentalUnit::calendar_day, 600, 600, "2027-05-01T12:00:00Z", "2027-05-02T21:00:00Z",
       "2027-04-30T21:00:00Z", "2027-05-02T21:00:00Z", "2027-05-03", 2},
      {RentalUnit::hour, 600, 600, "2027-05-01T10:00:00+03:00", "2027-05-01T12:30:00+03:00",
       "2027-05-01T07:00:00Z", "2027-05-01T09:30:00Z", "2027-05-01", 3},
  };
  for (const Row& row : table) {
    TimeRules rules = rules_of(row.unit);
    rules.check_in_minutes = row.check_in;
    rules.check_out_minutes = row.check_out;
    const auto resolved = resolve(row.start, row.end, rules);
    ASSERT_TRUE(resolved) << row.start << " " << row.end << " " << fault_of(resolved);
    EXPECT_EQ(format_instant(resolved->period.start), row.from);
    EXPECT_EQ(format_instant(resolved->period.end), row.until);
    EXPECT_EQ(format_date(resolved->start_date), "2027-05-01");
    EXPECT_EQ(format_date(resolved->end_date), row.end_date);
    EXPECT_EQ(resolved->units, row.units) << row.start << " " << row.end;
  }
}

TEST(RentalPeriod, each_fault_is_named_with_its_field) {
  TimeRules rules = rules_of(RentalUnit::day_24h);
  rules.lead_minutes = 120;
  rules.units_min = 2;
  rules.units_max = 10;
  rules.horizon_days = 60;
  struct Row {
    const char* start;
    const char* end;
    const char* fault;
  };
  const Row table[] = {
      {"2027-05-01", "2027-05-03", ""},
      {"2027-05-01", "2027-05-01", "/end end-before-start"},
      {"2027-05-03", "2027-05-01", "/end end-before-start"},
      {"2027-05-01T10:00:00+03:00", "2027-05-01T10:00:00+03:00", "/end end-before-start"},
      {"2027-05-01T10:15:00+03:00", "2027-05-04", "/start off-grid"},
      {"2027-05-01T10:00:01+03:00", "2027-05-04", "/start off-grid"},
      {"2027-05-01T10:00:00.000001+03:00", "2027-05-04", "/start off-grid"},
      {"2027-04-01", "2027-04-04", "/start in-the-past"},  // check-in was at 10:00
      {"2027-03-31", "2027-04-04", "/start in-the-past"},
      {"2027-04-01T13:00:00+03:00", "2027-04-04", "/start too-soon"},
      {"2027-04-01T14:00:00+03:00", "2027-04-04", ""},  // exactly the lead time
      {"2027-05-31", "2027-06-03", ""},                 // exactly the horizon
      {"2027-06-01", "2027-06-03", "/start too-far"},
      {"2027-05-01", "2027-05-02", "/end too-short"},
      {"2027-05-01", "2027-05-11", ""},
      {"2027-05-01", "2027-05-12", "/end too-long"},
  };
  for (const Row& row : table) {
    EXPECT_EQ(fault_of(resolve(row.start, row.end, rules)), row.fault)
        << row.start << " " << row.end;
  }
}

TEST(RentalPeriod, of_two_faults_the_earlier_in_the_fixed_order_is_answered) {
  TimeRules rules = rules_of(RentalUnit::day_24h);
  rules.lead_minutes = 120;
  rules.units_min = 3;
  rules.units_max = 3;
  rules.horizon_days = 10;
  const std::pair<std::pair<const char*, const char*>, const char*> table[] = {
      {{"2027-03-02T10:15:00+03:00", "2027-03-01"}, "/end end-before-start"},
      {{"2027-03-02T10:15:00+03:00", "2027-03-03"}, "/start off-grid"},
      {{"2027-03-02", "2027-03-03"}, "/start in-the-past"},
      {{"2027-04-01T13:00:00+03:00", "2027-04-02"}, "/start too-soon"},
      {{"2027-05-01", "2027-05-02"}, "/start too-far"},
      {{"2027-04-05", "2027-04-06"}, "/end too-short"},
      {{"2027-04-05", "2027-04-09"}, "/end too-long"},
  };
  for (const auto& [dates, fault] : table) {
    EXPECT_EQ(fault_of(resolve(dates.first, dates.second, rules)), fault)
        << dates.first << " " << dates.second;
  }
}

TEST(RentalPeriod, operators_book_in_the_past_at_once_and_far_ahead_but_keep_the_other_rules) {
  TimeRules rules = rules_of(RentalUnit::day_24h);
  rules.lead_minutes = 1440;
  rules.horizon_days = 10;
  rules.units_max = 5;
  const auto fault = [&](const char* start, const char* end) {
    return fault_of(resolve(start, end, rules, Caller::operator_));
  };
  EXPECT_EQ(fault("2027-03-01", "2027-03-02"), "");
  EXPECT_EQ(fault("2027-04-01T13:00:00+03:00", "2027-04-02"), "");
  EXPECT_EQ(fault("2028-01-01", "2028-01-02"), "");
  EXPECT_EQ(fault("2027-03-01", "2027-03-01"), "/end end-before-start");
  EXPECT_EQ(fault("2027-03-01T10:10:00+03:00", "2027-03-02"), "/start off-grid");
  EXPECT_EQ(fault("2027-03-01", "2027-03-09"), "/end too-long");
}

TEST(RentalPeriod, today_is_open_for_whole_days_and_yesterday_is_not) {
  TimeRules rules = rules_of(RentalUnit::calendar_day);
  EXPECT_EQ(fault_of(resolve("2027-04-01", "2027-04-02", rules)), "");
  EXPECT_EQ(fault_of(resolve("2027-03-31", "2027-04-02", rules)), "/start in-the-past");
  rules.lead_minutes = 13 * 60;  // 12:00 + 13 h is tomorrow
  EXPECT_EQ(fault_of(resolve("2027-04-01", "2027-04-02", rules)), "/start too-soon");
  EXPECT_EQ(fault_of(resolve("2027-04-02", "2027-04-03", rules)), "");
}

TEST(RentalPeriod, the_grid_is_that_of_the_local_clock) {
  TimeRules rules = rules_of(RentalUnit::hour);
  // Kathmandu is at +05:45: a whole hour there is a quarter past in UTC.
  EXPECT_EQ(fault_of(resolve("2027-05-01T04:15:00Z", "2027-05-01T06:15:00Z", rules,
                             Caller::customer, "Asia/Kathmandu")),
            "");
  EXPECT_EQ(fault_of(resolve("2027-05-01T04:00:00Z", "2027-05-01T06:00:00Z", rules,
                             Caller::customer, "Asia/Kathmandu")),
            "/start off-grid");
  rules.start_step_minutes = 15;
  EXPECT_EQ(fault_of(resolve("2027-05-01T04:00:00Z", "2027-05-01T06:00:00Z", rules,
                             Caller::customer, "Asia/Kathmandu")),
            "");
}

TEST(RentalPeriod, a_day_is_a_day_when_the_clocks_are_changed) {
  // Berlin: 28 March 2027 has 23 hours, 31 October has 25.
  const TimeZone berlin = zone_of("Europe/Berlin");
  struct Row {
    RentalUnit unit;
    const char* start;
    const char* end;
    int units;
  };
  const Row table[] = {
      {RentalUnit::day_24h, "2027-03-27T10:00:00+01:00", "2027-03-28T10:00:00+02:00", 1},
      {RentalUnit::day_24h, "2027-10-30T10:00:00+02:00", "2027-10-31T10:00:00+01:00", 1},
      {RentalUnit::day_24h, "2027-10-30T10:00:00+02:00", "2027-10-31T11:00:00+01:00", 2},
      {RentalUnit::night, "2027-03-27T15:00:00+01:00", "2027-03-28T11:00:00+02:00", 1},
      {RentalUnit::calendar_day, "2027-03-28T00:00:00+01:00", "2027-03-29T00:00:00+02:00", 1},
      {RentalUnit::calendar_day, "2027-10-31T00:00:00+02:00", "2027-11-01T00:00:00+01:00", 1},
      // Hours are those that pass.
      {RentalUnit::hour, "2027-03-28T01:00:00+01:00", "2027-03-28T04:00:00+02:00", 2},
      {RentalUnit::hour, "2027-10-31T01:00:00+02:00", "2027-10-31T04:00:00+01:00", 4},
  };
  for (const Row& row : table) {
    TimeRules rules = rules_of(row.unit);
    rules.grace_minutes = 0;
    EXPECT_EQ(count_units({at(row.start), at(row.end)}, rules, berlin), row.units)
        << row.start << " " << row.end;
  }
}

TEST(RentalPeriod, check_in_at_a_time_that_the_clocks_skip_is_right_after_the_gap) {
  TimeRules rules = rules_of(RentalUnit::day_24h);
  rules.check_in_minutes = 150;  // 02:30 does not exist on 28 March 2027 in Berlin
  const auto resolved =
      resolve_period(when("2027-03-28"), when("2027-03-29"), rules, zone_of("Europe/Berlin"),
                     at("2027-03-01T00:00:00Z"), Caller::customer);
  ASSERT_TRUE(resolved);
  EXPECT_EQ(format_instant(resolved->period.start), "2027-03-28T01:00:00Z");
}

// Tuesdays to Sundays from 9 to 20; in Moscow, 3 May 2027 is a Monday.
OpeningHours closed_on_mondays() {
  OpeningHours hours;
  for (int weekday = 2; weekday <= 7; ++weekday) hours.weekly.push_back({weekday, {{540, 1200}}});
  return hours;
}

TEST(RentalPeriod, customers_come_and_go_while_the_place_is_open) {
  struct Row {
    RentalUnit unit;
    const char* start;
    const char* end;
    const char* fault;
  };
  const Row table[] = {
      // The very minute, also when a date stands for it (check-in and check-out are at 10:00).
      {RentalUnit::day_24h, "2027-05-01", "2027-05-02", ""},
      {RentalUnit::day_24h, "2027-05-02", "2027-05-03", "/end closed"},
      {RentalUnit::day_24h, "2027-05-03", "2027-05-05", "/start closed"},
      {RentalUnit::day_24h, "2027-05-02", "2027-05-04", ""},
      {RentalUnit::day_24h, "2027-05-01T03:00:00+03:00", "2027-05-02", "/start closed"},
      {RentalUnit::hour, "2027-05-01T09:00:00+03:00", "2027-05-01T20:00:00+03:00", ""},
      {RentalUnit::hour, "2027-05-01T18:00:00+03:00", "2027-05-01T21:00:00+03:00", "/end closed"},
      // Nights by dates want some hour of both days, nights by the clock that very hour.
      {RentalUnit::night, "2027-05-01", "2027-05-02", ""},
      {RentalUnit::night, "2027-05-02", "2027-05-03", "/end closed"},
      {RentalUnit::night, "2027-05-03", "2027-05-04", "/start closed"},
      {RentalUnit::night, "2027-05-01T21:00:00+03:00", "2027-05-02", "/start closed"},
      // Whole days: the first and the last, which is the one before the end.
      {RentalUnit::calendar_day, "2027-05-02", "2027-05-03", ""},
      {RentalUnit::calendar_day, "2027-05-02", "2027-05-04", "/end closed"},
      {RentalUnit::calendar_day, "2027-05-03", "2027-05-05", "/start closed"},
      {RentalUnit::calendar_day, "2027-05-01T03:00:00+03:00", "2027-05-01T23:00:00+03:00", ""},
  };
  const auto zone = zone_of("Europe/Moscow");
  for (const Row& row : table) {
    SCOPED_TRACE(std::string(row.start) + " - " + row.end);
    const auto resolve_as = [&](Caller caller) {
      return resolve_period(when(row.start), when(row.end), rules_of(row.unit), zone, now, caller,
                            closed_on_mondays());
    };
    EXPECT_EQ(fault_of(resolve_as(Caller::customer)), row.fault);
    EXPECT_EQ(fault_of(resolve_as(Caller::operator_)), "") << "operators are not bound";
  }
}

TEST(CountUnits, edges_of_every_unit) {
  const TimeZone moscow = zone_of("Europe/Moscow");
  const Instant start = at("2027-05-01T10:00:00+03:00");
  struct Row {
    RentalUnit unit;
    int grace;
    int minutes;
    int units;
  };
  const Row table[] = {
      {RentalUnit::hour, 60, 1, 1},
      {RentalUnit::hour, 60, 60, 1},
      {RentalUnit::hour, 60, 61, 2},
      {RentalUnit::day_24h, 60, 1, 1},
      {RentalUnit::day_24h, 60, 1440, 1},
      {RentalUnit::day_24h, 60, 1500, 1},
      {RentalUnit::day_24h, 60, 1501, 2},
      {RentalUnit::day_24h, 0, 1440, 1},
      {RentalUnit::day_24h, 0, 1441, 2},
      {RentalUnit::day_24h, 1440, 2880, 1},
      {RentalUnit::day_24h, 60, 2880, 2},
      {RentalUnit::day_24h, 60, 2940, 2},
      {RentalUnit::day_24h, 60, 2941, 3},
      {RentalUnit::night, 60, 13 * 60, 0},
      {RentalUnit::night, 60, 14 * 60, 1},
      {RentalUnit::night, 60, 38 * 60, 2},
      {RentalUnit::calendar_day, 60, 60, 1},
      {RentalUnit::calendar_day, 60, 14 * 60, 1},
      {RentalUnit::calendar_day, 60, 14 * 60 + 1, 2},
  };
  for (const Row& row : table) {
    TimeRules rules = rules_of(row.unit);
    rules.grace_minutes = row.grace;
    const Period period{start, start + std::chrono::minutes(row.minutes)};
    EXPECT_EQ(count_units(period, rules, moscow), row.units)
        << static_cast<int>(row.unit) << " grace " << row.grace << " minutes " << row.minutes;
  }
}

TEST(CountUnits, a_longer_period_never_counts_fewer_units) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  const TimeZone zones[] = {zone_of("Europe/Berlin"), zone_of("Asia/Kathmandu"), TimeZone()};
  std::uniform_int_distribution<int> start_minute(0, 366 * 1440);
  std::uniform_int_distribution<int> length_minute(1, 10 * 1440);
  std::uniform_int_distribution<int> pick(0, 1000);
  for (int round = 0; round < 20'000; ++round) {
    TimeRules rules = rules_of(static_cast<RentalUnit>(pick(random) % 4));
    // With a grace of a whole clock change or more the bill follows the clock on the wall alone.
    rules.grace_minutes = pick(random) % 1441;
    const TimeZone& zone = zones[pick(random) % 3];
    const Instant start = at("2027-01-01T00:00:00Z") + std::chrono::minutes(start_minute(random));
    const Instant end = start + std::chrono::minutes(length_minute(random));
    // Two hours more outweigh any change of the clocks.
    const int units = count_units({start, end}, rules, zone);
    const int more = count_units({start, end + std::chrono::hours(2)}, rules, zone);
    EXPECT_LE(units, more) << format_instant(start) << " " << format_instant(end);
    EXPECT_GE(units, rules.rental_unit == RentalUnit::night ? 0 : 1);
  }
}

TEST(BlockedPeriod, is_the_rental_widened_by_the_buffers) {
  const Period period{at("2027-05-01T10:00:00Z"), at("2027-05-02T10:00:00Z")};
  EXPECT_EQ(blocked_period(period, 30, 90),
            (Period{at("2027-05-01T09:30:00Z"), at("2027-05-02T11:30:00Z")}));
  EXPECT_EQ(blocked_period(period, 0, 0), period);
}

}  // namespace
}  // namespace prokat::rental
