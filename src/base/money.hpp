// Money as whole minor units of one currency. No doubles anywhere; two currencies are never added
// (that aborts: broken logic).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/text.hpp"

namespace prokat {

// ISO 4217 code. Only codes of the table in money.cpp exist (RUB, USD, EUR, KZT, BYN, GEL, AMD,
// TRY, AED, CNY, JPY, KRW, VND, ...).
class Currency {
 public:
  Currency() : code_{'R', 'U', 'B'} {}
  static std::optional<Currency> parse(std::string_view code);
  std::string_view code() const { return {code_.data(), code_.size()}; }
  int exponent() const;  // digits after the point: 2 for RUB, 0 for JPY
  auto operator<=>(const Currency&) const = default;

 private:
  std::array<char, 3> code_;
};

struct Money {
  std::int64_t amount_minor = 0;
  Currency currency;

  bool operator==(const Money&) const = default;
  Money operator-() const { return {-amount_minor, currency}; }
};

// Both abort on different currencies and on overflow.
Money operator+(const Money& left, const Money& right);
Money operator-(const Money& left, const Money& right);

// amount * numerator / denominator, rounded half away from zero to a minor unit, computed in 128
// bits.
Money multiply(const Money& amount, std::int64_t numerator, std::int64_t denominator);

// "12 500 ₽" / "12 500,50 ₽" in Russian (no-break spaces), "₽12,500" / "$12,500.50" in English.
std::string format_money(const Money& money, Language language);

// "1500.00", the wire form of YooKassa: dot, exactly exponent() decimals.
std::string to_decimal(const Money& money);
// The reverse, strict: digits, one dot, exactly exponent() decimals.
std::optional<Money> parse_decimal(std::string_view text, Currency currency);

}  // namespace prokat
