#include "services/auth/domain/contact.hpp"

#include <algorithm>

namespace prokat::auth {
namespace {

// E.164: at most 15 digits; shorter than 8 no country's subscribers have with the country's code.
constexpr std::size_t digits_min = 8;
constexpr std::size_t digits_max = 15;
constexpr std::size_t russian_digits = 11;  // with the 7
constexpr std::size_t name_bytes_max = 200;
constexpr std::size_t email_bytes_max = 254;  // RFC 5321 §4.5.3.1.3, less the brackets

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Digits alone, or nothing when there is a character that no phone has.
std::optional<std::string> digits_of(std::string_view text) {
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_digit(text[i])) {
      digits += text[i];
    } else if (text.substr(i).starts_with("\u00a0")) {
      ++i;  // a no-break space, two bytes
    } else if (std::string_view(" ()-.\t").find(text[i]) == std::string_view::npos) {
      return std::nullopt;
    }
  }
  return digits;
}

std::string with_country(std::string digits, bool plus) {
  if (plus) {
    // "+8 9XX": the domestic prefix where the country code belongs; no country has +89.
    if (digits.size() == russian_digits && digits.starts_with("89")) digits[0] = '7';
    return digits;
  }
  if (digits.starts_with("00")) return digits.substr(2);
  if (digits.size() == russian_digits && digits[0] == '8') digits[0] = '7';
  if (digits.size() == russian_digits - 1 && digits[0] == '9') digits.insert(0, "7");
  return digits;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && static_cast<unsigned char>(text.front()) <= ' ') text.remove_prefix(1);
  while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

std::optional<std::string> normalise_phone(std::string_view text) {
  text = trim(text);
  const bool plus = text.starts_with('+');
  if (plus) text.remove_prefix(1);
  const auto plain = digits_of(text);
  if (!plain) return std::nullopt;
  const std::string digits = with_country(*plain, plus);
  if (digits.size() < digits_min || digits.size() > digits_max || digits[0] == '0') {
    return std::nullopt;
  }
  if (digits[0] == '7' && digits.size() != russian_digits) return std::nullopt;
  return "+" + digits;
}

std::optional<std::string> normalise_email(std::string_view text) {
  std::string email(trim(text));
  std::ranges::transform(email, email.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  const auto at = email.find('@');
  if (email.size() > email_bytes_max || at == std::string::npos || at == 0 ||
      email.find('@', at + 1) != std::string::npos) {
    return std::nullopt;
  }
  const auto dot = email.rfind('.');
  if (dot == std::string::npos || dot < at + 2 || dot + 2 >= email.size()) return std::nullopt;
  const bool unprintable = std::ranges::any_of(
      email, [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\x7f'; });
  return unprintable ? std::nullopt : std::optional(std::move(email));
}

std::string normalise_name(std::string_view text) {
  std::string name;
  for (const char c : text) {
    const bool space = static_cast<unsigned char>(c) <= ' ' || c == '\x7f';
    if (!space) {
      name += c;
    } else if (!name.empty() && name.back() != ' ') {
      name += ' ';
    }
  }
  if (name.size() > name_bytes_max) {
    std::size_t end = name_bytes_max;
    // Not within a character: UTF-8 goes on with bytes 10xxxxxx.
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U) --end;
    name.resize(end);
  }
  return std::string(trim(name));
}

}  // namespace prokat::auth
