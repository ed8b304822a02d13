#include "services/objects/domain/tax_numbers.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace prokat::objects {
namespace {

bool is_digits(std::string_view text, std::size_t length) {
  if (text.size() != length) return false;
  for (const char c : text)
    if (c < '0' || c > '9') return false;
  return true;
}

int digit(char c) { return c - '0'; }

// The digit after the weighted ones, as ИНН has it.
bool check_digit_fits(std::string_view text, std::span<const int> weights) {
  int sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * digit(text[i]);
  return sum % 11 % 10 == digit(text[weights.size()]);
}

std::uint64_t number_of(std::string_view digits) {
  std::uint64_t number = 0;
  for (const char c : digits) number = number * 10 + static_cast<std::uint64_t>(digit(c));
  return number;
}

}  // namespace

bool is_inn(std::string_view text) {
  static constexpr std::array company{2, 4, 10, 3, 5, 9, 4, 6, 8};
  static constexpr std::array person_first{7, 2, 4, 10, 3, 5, 9, 4, 6, 8};
  static constexpr std::array person_second{3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8};
  if (is_digits(text, 10)) return check_digit_fits(text, company);
  return is_digits(text, 12) && check_digit_fits(text, person_first) &&
         check_digit_fits(text, person_second);
}

bool is_kpp(std::string_view text) {
  if (text.size() != 9) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_digit = text[i] >= '0' && text[i] <= '9';
    const bool is_letter = text[i] >= 'A' && text[i] <= 'Z';
    if (!is_digit && !(is_letter && (i == 4 || i == 5))) return false;
  }
  return true;
}

bool is_ogrn(std::string_view text) {
  if (!is_digits(text, 13) && !is_digits(text, 15)) return false;
  const auto divisor = text.size() == 13 ? 11U : 13U;
  const auto rest = number_of(text.substr(0, text.size() - 1)) % divisor % 10;
  return rest == static_cast<std::uint64_t>(digit(text.back()));
}

bool is_bic(std::string_view text) { return is_digits(text, 9); }

bool is_account(std::string_view account, std::string_view bic) {
  if (!is_digits(account, 20) || !is_bic(bic)) return false;
  const std::string text = std::string(bic.substr(6)) + std::string(account);
  static constexpr std::array weights{7, 1, 3};
  int sum = 0;
  for (std::size_t i = 0; i < text.size(); ++i) sum += weights[i % 3] * digit(text[i]);
  return sum % 10 == 0;
}

}  // namespace prokat::objects
