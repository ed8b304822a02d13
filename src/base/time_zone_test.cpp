#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "base/period.hpp"

namespace prokat {
namespace {

using namespace std::chrono_literals;

TimeZone zone(const char* name) { return TimeZone::find(name).value(); }
LocalDate date(const char* text) { return parse_date(text).value(); }
Instant instant(const char* text) { return parse_instant(text).value(); }

TEST(TimeZone, local_times_become_instants_also_around_clock_changes) {
  struct Row {
    const char* zone;
    const char* date;
    LocalTime time;
    const char* utc;
  };
  const Row table[] = {
      {"UTC", "2027-05-01", 10h, "2027-05-01T10:00:00Z"},
      {"Europe/Moscow", "2027-05-01", 10h, "2027-05-01T07:00:00Z"},
      {"Asia/Vladivostok", "2027-05-01", 5h, "2027-04-30T19:00:00Z"},
      {"Asia/Kolkata", "2027-05-01", 10h, "2027-05-01T04:30:00Z"},
      {"Pacific/Kiritimati", "2027-05-01", 0h, "2027-04-30T10:00:00Z"},
      // Berlin, 28 March 2027: 02:00 → 03:00.
      {"Europe/Berlin", "2027-03-28", 1h + 59min, "2027-03-28T00:59:00Z"},
      {"Europe/Berlin", "2027-03-28", 2h, "2027-03-28T01:00:00Z"},
      {"Europe/Berlin", "2027-03-28", 2h + 30min, "2027-03-28T01:00:00Z"},
      {"Europe/Berlin", "2027-03-28", 3h, "2027-03-28T01:00:00Z"},
      {"Europe/Berlin", "2027-03-28", 4h, "2027-03-28T02:00:00Z"},
      // Berlin, 31 October 2027: 03:00 → 02:00; 02:30 comes twice and means the first.
      {"Europe/Berlin", "2027-10-31", 1h + 59min, "2027-10-30T23:59:00Z"},
      {"Europe/Berlin", "2027-10-31", 2h + 30min, "2027-10-31T00:30:00Z"},
      {"Europe/Berlin", "2027-10-31", 3h, "2027-10-31T02:00:00Z"},
      // Half an hour at Lord Howe; midnight itself is skipped in Beirut.
      {"Australia/Lord_Howe", "2027-10-03", 2h + 15min, "2027-10-02T15:30:00Z"},
      {"Asia/Beirut", "2027-03-28", 0h, "2027-03-27T22:00:00Z"},
  };
  for (const Row& row : table) {
    EXPECT_EQ(format_instant(zone(row.zone).to_instant(date(row.date), row.time)), row.utc)
        << row.zone << " " << row.date << " " << format_time(row.time);
  }
}

TEST(TimeZone, instants_become_local_dates_and_times) {
  struct Row {
    const char* zone;
    const char* utc;
    const char* date;
    const char* time;
    const char* text;
  };
  const Row table[] = {
      {"Europe/Moscow", "2027-04-30T21:00:00Z", "2027-05-01", "00:00", "2027-05-01T00:00:00+03:00"},
      {"Asia/Vladivostok", "2027-04-30T19:05:00Z", "2027-05-01", "05:05",
       "2027-05-01T05:05:00+10:00"},
      {"America/New_York", "2027-07-04T03:59:59Z", "2027-07-03", "23:59",
       "2027-07-03T23:59:59-04:00"},
      {"America/St_Johns", "2027-01-01T03:29:00Z", "2026-12-31", "23:59",
       "2026-12-31T23:59:00-03:30"},
      {"Europe/Berlin", "2027-10-31T00:30:00Z", "2027-10-31", "02:30", "2027-10-31T02:30:00+02:00"},
      {"Europe/Berlin", "2027-10-31T01:30:00Z", "2027-10-31", "02:30", "2027-10-31T02:30:00+01:00"},
      {"UTC", "2027-05-01T10:00:00.25Z", "2027-05-01", "10:00", "2027-05-01T10:00:00.250000+00:00"},
  };
  for (const Row& row : table) {
    const TimeZone local = zone(row.zone);
    const Instant moment = instant(row.utc);
    EXPECT_EQ(format_date(local.date_of(moment)), row.date);
    EXPECT_EQ(format_time(local.time_of(moment)), row.time);
    EXPECT_EQ(local.format_with_offset(moment), row.text);
    EXPECT_EQ(parse_instant(row.text), moment);
  }
}

TEST(TimeZone, a_day_may_have_23_or_25_hours) {
  const TimeZone berlin = zone("Europe/Berlin");
  const auto length = [&](const char* day) {
    return berlin.to_instant(add_days(date(day), 1), 0min) - berlin.to_instant(date(day), 0min);
  };
  EXPECT_EQ(length("2027-03-28"), 23h);
  EXPECT_EQ(length("2027-10-31"), 25h);
  EXPECT_EQ(length("2027-05-01"), 24h);
}

TEST(TimeZone, only_names_of_the_database_are_found) {
  EXPECT_EQ(zone("Europe/Moscow").name(), "Europe/Moscow");
  EXPECT_EQ(TimeZone().name(), "UTC");
  for (const char* name :
       {"", "Moscow", "Europe/Nowhere", "europe/moscow", "/etc/passwd",
        "/usr/share/zoneinfo/Europe/Moscow", "file:Europe/Moscow", "Europe/../Europe/Moscow",
        "libc:localtime", "Fixed/UTC+03:00:00", "+03:00", "Europe/"}) {
    EXPECT_FALSE(TimeZone::find(name)) << name;
  }
}

TEST(TimeZone, is_found_from_many_threads_at_once) {
  std::vector<std::thread> threads;
  std::vector<std::string> names(8);
  for (auto& name : names) {
    threads.emplace_back([&name] {
      for (int i = 0; i < 200; ++i) name = zone("Asia/Yekaterinburg").name();
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& name : names) EXPECT_EQ(name, "Asia/Yekaterinburg");
}

}  // namespace
}  // namespace prokat
