// Calendar arithmetic and the texts of instants and dates on the wire; zones are in time_zone.cpp,
// texts for people in date_text.cpp.
#include "base/period.hpp"

#include <charconv>

#include "base/time_format.hpp"

namespace prokat {
namespace {

using namespace std::chrono;

constexpr int instant_year_min = 2000;
constexpr int year_max = 2199;
// Dates of birth are dates too.
constexpr int date_year_min = 1900;

// Exactly `count` digits at the front of `text`, which is advanced past them.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
  if (text.size() < count) return std::nullopt;
  int value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(count);
  return value;
}

bool take_char(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

std::optional<LocalDate> take_date(std::string_view& text) {
  const auto y = take_digits(text, 4);
  if (!y || !take_char(text, '-')) return std::nullopt;
  const auto m = take_digits(text, 2);
  if (!m || !take_char(text, '-')) return std::nullopt;
  const auto d = take_digits(text, 2);
  if (!d) return std::nullopt;
  const LocalDate date{year(*y), month(static_cast<unsigned>(*m)), day(static_cast<unsigned>(*d))};
  if (!date.ok() || *y < date_year_min || *y > year_max) return std::nullopt;
  return date;
}

// "hh:mm", optionally ":ss".
std::optional<seconds> take_clock(std::string_view& text, bool with_seconds) {
  const auto h = take_digits(text, 2);
  if (!h || *h > 23 || !take_char(text, ':')) return std::nullopt;
  const auto m = take_digits(text, 2);
  if (!m || *m > 59) return std::nullopt;
  if (!with_seconds) return hours(*h) + minutes(*m);
  if (!take_char(text, ':')) return std::nullopt;
  const auto s = take_digits(text, 2);
  if (!s || *s > 59) return std::nullopt;
  return hours(*h) + minutes(*m) + seconds(*s);
}

// ".f" to ".ffffff", or nothing at all.
std::optional<Duration> take_fraction(std::string_view& text) {
  if (!take_char(text, '.')) return Duration{0};
  std::size_t digits = 0;
  while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
  if (digits == 0 || digits > 6) return std::nullopt;
  int value = *take_digits(text, digits);
  for (; digits < 6; ++digits) value *= 10;
  return Duration{value};
}

std::optional<seconds> take_offset(std::string_view& text) {
  if (take_char(text, 'Z')) return seconds{0};
  const bool west = !text.empty() && text.front() == '-';
  if (!take_char(text, '+') && !take_char(text, '-')) return std::nullopt;
  const auto offset = take_clock(text, false);
  if (!offset) return std::nullopt;
  return west ? -*offset : *offset;
}

bool is_in_range(Instant instant) {
  return instant >= sys_days(year(instant_year_min) / 1 / 1) &&
         instant < sys_days(year(year_max + 1) / 1 / 1);
}

}  // namespace

std::optional<Instant> parse_instant(std::string_view text) {
  const auto date = take_date(text);
  if (!date || !take_char(text, 'T')) return std::nullopt;
  const auto clock = take_clock(text, true);
  if (!clock) return std::nullopt;
  const auto fraction = take_fraction(text);
  if (!fraction) return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset || !text.empty()) return std::nullopt;
  const Instant instant = sys_days(*date) + *clock + *fraction - *offset;
  return is_in_range(instant) ? std::optional(instant) : std::nullopt;
}

std::string format_instant(Instant instant) {
  return format_with_utc_offset(instant, minutes{0}) + "Z";
}

std::optional<LocalDate> parse_date(std::string_view text) {
  const auto date = take_date(text);
  return date && text.empty() ? date : std::nullopt;
}

std::string format_date(LocalDate date) {
  std::string text;
  append_date(text, date);
  return text;
}

std::optional<DateOrInstant> parse_date_or_instant(std::string_view text) {
  if (const auto date = parse_date(text)) {
    if (int(date->year()) < instant_year_min) return std::nullopt;
    return DateOrInstant(*date);
  }
  if (const auto instant = parse_instant(text)) return DateOrInstant(*instant);
  return std::nullopt;
}

LocalDate add_days(LocalDate date, int days) {
  return LocalDate(sys_days(date) + std::chrono::days(days));
}

int days_between(LocalDate from, LocalDate to) {
  return static_cast<int>((sys_days(to) - sys_days(from)).count());
}

LocalDate first_of_month(LocalDate date) { return date.year() / date.month() / 1; }

LocalDate add_months(LocalDate first_of_month, int months) {
  return first_of_month + std::chrono::months(months);
}

int iso_weekday(LocalDate date) { return static_cast<int>(weekday(sys_days(date)).iso_encoding()); }

// --- pieces that zones share ---------------------------------------------------------------------

void append_padded(std::string& out, unsigned value, int width) {
  char digits[12];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  for (auto missing = width - (end - digits); missing > 0; --missing) out += '0';
  out.append(digits, end);
}

void append_date(std::string& out, LocalDate date) {
  append_padded(out, static_cast<unsigned>(int(date.year())), 4);
  out += '-';
  append_padded(out, unsigned(date.month()), 2);
  out += '-';
  append_padded(out, unsigned(date.day()), 2);
}

std::string format_with_utc_offset(Instant instant, minutes offset) {
  const Instant local = instant + offset;
  const auto day = floor<days>(local);
  const auto time = static_cast<std::uint64_t>((local - day).count());
  const auto second = static_cast<unsigned>(time / 1'000'000);
  const auto fraction = static_cast<unsigned>(time % 1'000'000);

  std::string text;
  text.reserve(32);
  append_date(text, LocalDate(day));
  text += 'T';
  append_padded(text, second / 3600, 2);
  text += ':';
  append_padded(text, second / 60 % 60, 2);
  text += ':';
  append_padded(text, second % 60, 2);
  if (fraction != 0) {
    text += '.';
    append_padded(text, fraction, 6);
  }
  return text;
}

}  // namespace prokat
