#include "pg/text_format.hpp"

namespace prokat::pg::text_format {
namespace {

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  return parse_number<int>(text.substr(at, count));
}

// "" or ".25": microseconds.
std::optional<Duration> parse_fraction(std::string_view text) {
  if (text.empty()) return Duration{0};
  if (text.size() < 2 || text.size() > 7 || text[0] != '.') return std::nullopt;
  std::string padded(text.substr(1));
  padded.resize(6, '0');
  const auto microseconds = parse_number<int>(padded);
  if (!microseconds) return std::nullopt;
  return Duration{*microseconds};
}

std::optional<int> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return std::nullopt;
}

// Reads one element at the front of `text` and takes it off.
std::optional<std::string> take_element(std::string_view& text) {
  std::string element;
  if (text.empty() || text[0] != '"') {
    const std::size_t length = std::min(text.find(','), text.size());
    element = text.substr(0, length);
    text.remove_prefix(length);
    // An unquoted NULL is SQL's; the word itself would be quoted.
    if (element.empty() || element == "NULL" || element[0] == '{') return std::nullopt;
    return element;
  }
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return element;
    }
    if (text[i] == '\\' && ++i == text.size()) break;
    element += text[i];
  }
  return std::nullopt;
}

}  // namespace

std::optional<Instant> parse_timestamp(std::string_view text) {
  constexpr std::size_t seconds_end = 19;
  if (text.size() < seconds_end + 3 || !text.ends_with("+00")) return std::nullopt;
  if (text[4] != '-' || text[7] != '-' || text[10] != ' ' || text[13] != ':' || text[16] != ':') {
    return std::nullopt;
  }
  const auto year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  const auto hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
  const auto fraction = parse_fraction(text.substr(seconds_end, text.size() - 3 - seconds_end));
  if (!year || !month || !day || !hour || !minute || !second || !fraction) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return Instant(std::chrono::sys_days(date)) + std::chrono::hours(*hour) +
         std::chrono::minutes(*minute) + std::chrono::seconds(*second) + *fraction;
}

std::optional<std::vector<std::uint8_t>> parse_bytes(std::string_view text) {
  if (!text.starts_with("\\x") || text.size() % 2 != 0) return std::nullopt;
  std::vector<std::uint8_t> bytes;
  bytes.reserve(text.size() / 2 - 1);
  for (std::size_t i = 2; i < text.size(); i += 2) {
    const auto high = hex_digit(text[i]), low = hex_digit(text[i + 1]);
    if (!high || !low) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>(*high << 4 | *low));
  }
  return bytes;
}

std::optional<std::vector<std::string>> parse_array(std::string_view text) {
  if (text.size() < 2 || text.front() != '{' || text.back() != '}') return std::nullopt;
  text = text.substr(1, text.size() - 2);
  std::vector<std::string> elements;
  while (!text.empty()) {
    auto element = take_element(text);
    if (!element) return std::nullopt;
    elements.push_back(*std::move(element));
    if (text.empty()) break;
    if (text[0] != ',' || text.size() == 1) return std::nullopt;
    text.remove_prefix(1);
  }
  return elements;
}

}  // namespace prokat::pg::text_format
