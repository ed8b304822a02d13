// Instants (UTC, microseconds like PostgreSQL), local dates, IANA zones and half-open periods
// [start, end).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/text.hpp"

namespace prokat {

using Duration = std::chrono::microseconds;
using Instant = std::chrono::sys_time<Duration>;
using LocalDate = std::chrono::year_month_day;
using LocalTime = std::chrono::minutes;  // since local midnight, 0..1439

// RFC 3339 with offset ("2027-05-01T12:00:00+03:00", "...Z", optional fraction up to 6 digits).
// Years 2000..2199; nothing else is accepted.
std::optional<Instant> parse_instant(std::string_view text);
// "2027-05-01T09:00:00Z", with ".ffffff" only when it is not zero.
std::string format_instant(Instant instant);
// "2027-05-01"; must exist in the calendar, years 1900..2199 (people are born before 2000).
std::optional<LocalDate> parse_date(std::string_view text);
std::string format_date(LocalDate date);

// What the API calls start and end, years 2000..2199: an instant with offset or a local date in the
// object's zone.
using DateOrInstant = std::variant<LocalDate, Instant>;
std::optional<DateOrInstant> parse_date_or_instant(std::string_view text);

struct Period {
  Instant start;
  Instant end;  // exclusive

  Duration length() const { return end - start; }
  bool overlaps(const Period& other) const { return start < other.end && other.start < end; }
  bool operator==(const Period&) const = default;
};

// An IANA zone ("Europe/Moscow"). Cheap to copy; loaded once per process from the system's tzdata.
class TimeZone {
 public:
  TimeZone();  // UTC
  static std::optional<TimeZone> find(std::string_view name);
  const std::string& name() const;
  // A local time skipped by DST maps to the instant right after the gap; a doubled one to its first
  // occurrence.
  Instant to_instant(LocalDate date, LocalTime time) const;
  LocalDate date_of(Instant instant) const;
  LocalTime time_of(Instant instant) const;
  std::string format_with_offset(Instant instant) const;  // RFC 3339 with the zone's offset

 private:
  struct Impl;
  explicit TimeZone(const Impl* impl) : impl_(impl) {}
  const Impl* impl_;
};

LocalDate add_days(LocalDate date, int days);
int days_between(LocalDate from, LocalDate to);
LocalDate first_of_month(LocalDate date);
LocalDate add_months(LocalDate first_of_month, int months);
int iso_weekday(LocalDate date);  // 1 Monday .. 7 Sunday

// "1–3 мая", "29 апр – 2 мая", "30 дек 2026 – 2 янв 2027"; English "1–3 May". last is inclusive
// here: these are for people's eyes.
std::string format_date_range(LocalDate first, LocalDate last, Language language);
// "сб, 1 мая 2027" / "Sat, 1 May 2027".
std::string format_date_long(LocalDate date, Language language);
std::string format_month(LocalDate any_day, Language language);  // "Май 2027" / "May 2027"
std::string format_time(LocalTime time);                         // "09:05"

}  // namespace prokat
