#include "base/period.hpp"

#include <gtest/gtest.h>

namespace prokat {
namespace {

using namespace std::chrono_literals;

LocalDate date(const char* text) { return parse_date(text).value(); }
Instant instant(const char* text) { return parse_instant(text).value(); }

TEST(Instant, texts_with_an_offset_become_utc) {
  struct Row {
    const char* text;
    const char* utc;
  };
  const Row table[] = {
      {"2027-05-01T12:00:00+03:00", "2027-05-01T09:00:00Z"},
      {"2027-05-01T09:00:00Z", "2027-05-01T09:00:00Z"},
      {"2027-05-01T00:30:00+12:45", "2027-04-30T11:45:00Z"},
      {"2027-12-31T23:30:00-01:00", "2028-01-01T00:30:00Z"},
      {"2027-05-01T12:00:00.5Z", "2027-05-01T12:00:00.500000Z"},
      {"2027-05-01T12:00:00.000001Z", "2027-05-01T12:00:00.000001Z"},
      {"2027-05-01T12:00:00.000Z", "2027-05-01T12:00:00Z"},
      {"2028-02-29T00:00:00Z", "2028-02-29T00:00:00Z"},
      {"2000-01-01T00:00:00Z", "2000-01-01T00:00:00Z"},
      {"2199-12-31T23:59:59Z", "2199-12-31T23:59:59Z"},
      {"2027-05-01T12:00:00-00:00", "2027-05-01T12:00:00Z"},
  };
  for (const Row& row : table) {
    const auto parsed = parse_instant(row.text);
    ASSERT_TRUE(parsed) << row.text;
    EXPECT_EQ(format_instant(*parsed), row.utc);
  }
}

TEST(Instant, everything_else_is_refused) {
  for (const char* text : {"",
                           "2027-05-01",
                           "2027-05-01T12:00:00",
                           "2027-05-01T12:00Z",
                           "2027-05-01 12:00:00Z",
                           "2027-5-1T12:00:00Z",
                           "2027-02-29T12:00:00Z",
                           "2027-13-01T12:00:00Z",
                           "2027-05-32T12:00:00Z",
                           "2027-00-01T12:00:00Z",
                           "2027-05-01T24:00:00Z",
                           "2027-05-01T12:60:00Z",
                           "2027-05-01T12:00:60Z",
                           "2027-05-01T12:00:00.Z",
                           "2027-05-01T12:00:00.1234567Z",
                           "2027-05-01T12:00:00+24:00",
                           "2027-05-01T12:00:00+03:60",
                           "2027-05-01T12:00:00+0300",
                           "2027-05-01T12:00:00+03",
                           "2027-05-01T12:00:00Zx",
                           "1999-12-31T23:59:59Z",
                           "2200-01-01T00:00:00Z",
                           "2000-01-01T00:00:00+01:00",
                           "2199-12-31T23:59:59-01:00",
                           "tomorrow",
                           "1714564800"}) {
    EXPECT_FALSE(parse_instant(text)) << text;
  }
}

TEST(LocalDate, must_exist_in_the_calendar) {
  EXPECT_EQ(format_date(date("2028-02-29")), "2028-02-29");
  EXPECT_EQ(format_date(date("1985-07-09")), "1985-07-09");
  for (const char* text : {"", "2027-02-29", "2027-04-31", "2027-4-01", "27-04-01", "2027-04-01T",
                           "01.04.2027", "2200-01-01", "1899-12-31", "2027-00-10", "2027-10-00"}) {
    EXPECT_FALSE(parse_date(text)) << text;
  }
}

TEST(DateOrInstant, holds_what_the_text_was) {
  const auto day = parse_date_or_instant("2027-05-01");
  ASSERT_TRUE(day);
  EXPECT_TRUE(std::holds_alternative<LocalDate>(*day));
  const auto moment = parse_date_or_instant("2027-05-01T10:00:00+03:00");
  ASSERT_TRUE(moment);
  EXPECT_EQ(std::get<Instant>(*moment), instant("2027-05-01T07:00:00Z"));
  EXPECT_FALSE(parse_date_or_instant("1985-07-09")) << "nobody books before 2000";
}

TEST(Period, ends_before_the_next_one_begins) {
  const Period first{instant("2027-05-01T10:00:00Z"), instant("2027-05-03T10:00:00Z")};
  const Period next{first.end, first.end + 1h};
  EXPECT_FALSE(first.overlaps(next));
  EXPECT_FALSE(next.overlaps(first));
  EXPECT_TRUE(first.overlaps({first.end - 1us, first.end + 1h}));
  EXPECT_TRUE(first.overlaps({first.start + 1h, first.start + 2h}));
  EXPECT_EQ(first.length(), 48h);
}

TEST(LocalDate, arithmetic_crosses_months_and_leap_days) {
  EXPECT_EQ(add_days(date("2028-02-28"), 2), date("2028-03-01"));
  EXPECT_EQ(add_days(date("2027-01-01"), -1), date("2026-12-31"));
  EXPECT_EQ(days_between(date("2027-12-31"), date("2028-03-01")), 61);
  EXPECT_EQ(first_of_month(date("2027-05-31")), date("2027-05-01"));
  EXPECT_EQ(add_months(date("2027-12-01"), 1), date("2028-01-01"));
  EXPECT_EQ(add_months(date("2027-01-01"), -1), date("2026-12-01"));
  EXPECT_EQ(iso_weekday(date("2027-05-01")), 6);
  EXPECT_EQ(iso_weekday(date("2027-05-02")), 7);
  EXPECT_EQ(iso_weekday(date("2027-05-03")), 1);
}

TEST(DateText, ranges_name_only_what_differs) {
  struct Row {
    const char* first;
    const char* last;
    const char* ru;
    const char* en;
  };
  const Row table[] = {
      {"2027-05-01", "2027-05-03", "1–3 мая", "1–3 May"},
      {"2027-01-09", "2027-01-09", "9 января", "9 January"},
      {"2027-04-29", "2027-05-02", "29 апр – 2 мая", "29 Apr – 2 May"},
      {"2026-12-30", "2027-01-02", "30 дек 2026 – 2 янв 2027", "30 Dec 2026 – 2 Jan 2027"},
      {"2026-05-01", "2027-05-01", "1 мая 2026 – 1 мая 2027", "1 May 2026 – 1 May 2027"},
  };
  for (const Row& row : table) {
    EXPECT_EQ(format_date_range(date(row.first), date(row.last), Language::ru), row.ru);
    EXPECT_EQ(format_date_range(date(row.first), date(row.last), Language::en), row.en);
  }
}

TEST(DateText, days_months_and_times_read_naturally) {
  EXPECT_EQ(format_date_long(date("2027-05-01"), Language::ru), "сб, 1 мая 2027");
  EXPECT_EQ(format_date_long(date("2027-05-01"), Language::en), "Sat, 1 May 2027");
  EXPECT_EQ(format_date_long(date("2027-02-21"), Language::ru), "вс, 21 февраля 2027");
  EXPECT_EQ(format_month(date("2027-08-31"), Language::ru), "Август 2027");
  EXPECT_EQ(format_month(date("2027-08-31"), Language::en), "August 2027");
  EXPECT_EQ(format_time(LocalTime(545)), "09:05");
  EXPECT_EQ(format_time(LocalTime(0)), "00:00");
  EXPECT_EQ(format_time(LocalTime(1439)), "23:59");
}

}  // namespace
}  // namespace prokat
