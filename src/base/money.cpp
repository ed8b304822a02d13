#include "base/money.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/broken.hpp"

namespace prokat {
namespace {

struct CurrencyRow {
  std::string_view code;
  int exponent;
  std::string_view symbol;  // empty: the code stands for it
};

// ISO 4217, active codes that a rental may meet. Sorted by code. A symbol that several currencies
// share ("$", "kr") is given to one of them alone.
constexpr CurrencyRow currencies[] = {
    {"AED", 2, ""},    {"AMD", 2, "֏"},  {"ARS", 2, ""},    {"AUD", 2, "A$"}, {"AZN", 2, "₼"},
    {"BGN", 2, ""},    {"BHD", 3, ""},   {"BRL", 2, "R$"},  {"BYN", 2, "Br"}, {"CAD", 2, "C$"},
    {"CHF", 2, ""},    {"CLP", 0, ""},   {"CNY", 2, "¥"},   {"COP", 2, ""},   {"CZK", 2, "Kč"},
    {"DKK", 2, ""},    {"EGP", 2, ""},   {"EUR", 2, "€"},   {"GBP", 2, "£"},  {"GEL", 2, "₾"},
    {"HKD", 2, "HK$"}, {"HUF", 2, "Ft"}, {"IDR", 2, "Rp"},  {"ILS", 2, "₪"},  {"INR", 2, "₹"},
    {"ISK", 0, ""},    {"JOD", 3, ""},   {"JPY", 0, "JP¥"}, {"KGS", 2, ""},   {"KRW", 0, "₩"},
    {"KWD", 3, ""},    {"KZT", 2, "₸"},  {"LKR", 2, ""},    {"MAD", 2, ""},   {"MDL", 2, ""},
    {"MNT", 2, "₮"},   {"MXN", 2, ""},   {"MYR", 2, "RM"},  {"NOK", 2, ""},   {"NZD", 2, "NZ$"},
    {"OMR", 3, ""},    {"PEN", 2, ""},   {"PHP", 2, "₱"},   {"PLN", 2, "zł"}, {"QAR", 2, ""},
    {"RON", 2, ""},    {"RSD", 2, ""},   {"RUB", 2, "₽"},   {"SAR", 2, ""},   {"SEK", 2, ""},
    {"SGD", 2, "S$"},  {"THB", 2, "฿"},  {"TJS", 2, ""},    {"TMT", 2, ""},   {"TND", 3, ""},
    {"TRY", 2, "₺"},   {"UAH", 2, "₴"},  {"USD", 2, "$"},   {"UZS", 2, ""},   {"VND", 0, "₫"},
    {"ZAR", 2, ""},
};

const CurrencyRow* find_row(std::string_view code) {
  const auto* row = std::lower_bound(std::begin(currencies), std::end(currencies), code,
                                     [](const CurrencyRow& candidate, std::string_view wanted) {
                                       return candidate.code < wanted;
                                     });
  return row != std::end(currencies) && row->code == code ? row : nullptr;
}

const CurrencyRow& row_of(const Currency& currency) {
  const CurrencyRow* row = find_row(currency.code());
  if (!row) broken_logic("a currency outside the table");  // parse() lets none through
  return *row;
}

constexpr std::string_view no_break_space = "\u00A0";
constexpr std::string_view minus_sign = "\u2212";

std::uint64_t magnitude(std::int64_t amount) {
  return amount < 0 ? 0 - static_cast<std::uint64_t>(amount) : static_cast<std::uint64_t>(amount);
}

std::uint64_t power_of_ten(int exponent) {
  std::uint64_t power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}

std::string padded(std::uint64_t value, int width) {
  const std::string digits = std::to_string(value);
  return std::string(std::max<std::size_t>(width, digits.size()) - digits.size(), '0') + digits;
}

std::string grouped(std::uint64_t value, std::string_view separator) {
  const std::string digits = std::to_string(value);
  std::string text;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i > 0 && (digits.size() - i) % 3 == 0) text += separator;
    text += digits[i];
  }
  return text;
}

}  // namespace

std::optional<Currency> Currency::parse(std::string_view code) {
  if (!find_row(code)) return std::nullopt;
  Currency currency;
  std::copy_n(code.begin(), 3, currency.code_.begin());
  return currency;
}

int Currency::exponent() const { return row_of(*this).exponent; }

Money operator+(const Money& left, const Money& right) {
  if (left.currency != right.currency) broken_logic("money of two currencies is added");
  std::int64_t sum = 0;
  if (__builtin_add_overflow(left.amount_minor, right.amount_minor, &sum)) {
    broken_logic("a sum of money does not fit");
  }
  return {sum, left.currency};
}

Money operator-(const Money& left, const Money& right) {
  if (left.currency != right.currency) broken_logic("money of two currencies is subtracted");
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(left.amount_minor, right.amount_minor, &difference)) {
    broken_logic("a difference of money does not fit");
  }
  return {difference, left.currency};
}

Money multiply(const Money& amount, std::int64_t numerator, std::int64_t denominator) {
  if (denominator == 0) broken_logic("money is divided by zero");
  __int128 product = static_cast<__int128>(amount.amount_minor) * numerator;
  __int128 divisor = denominator;
  if (divisor < 0) {
    product = -product;
    divisor = -divisor;
  }
  const __int128 half = product < 0 ? -(divisor / 2) : divisor / 2;
  // For an odd divisor divisor/2 rounds down, which is right: there is no exact half then.
  const __int128 rounded = (product + half) / divisor;
  if (rounded > std::numeric_limits<std::int64_t>::max() ||
      rounded < std::numeric_limits<std::int64_t>::min()) {
    broken_logic("a product of money does not fit");
  }
  return {static_cast<std::int64_t>(rounded), amount.currency};
}

std::string format_money(const Money& money, Language language) {
  const CurrencyRow& row = row_of(money.currency);
  const std::uint64_t unit = power_of_ten(row.exponent);
  const std::uint64_t amount = magnitude(money.amount_minor);
  const bool russian = language == Language::ru;

  std::string number = grouped(amount / unit, russian ? no_break_space : ",");
  if (amount % unit != 0) {
    number += russian ? "," : ".";
    number += padded(amount % unit, row.exponent);
  }
  const std::string sign(money.amount_minor < 0 ? minus_sign : "");
  const std::string space(no_break_space);
  if (russian) {
    return sign + number + space + std::string(row.symbol.empty() ? row.code : row.symbol);
  }
  return row.symbol.empty() ? sign + std::string(row.code) + space + number
                            : sign + std::string(row.symbol) + number;
}

std::string to_decimal(const Money& money) {
  const int exponent = money.currency.exponent();
  const std::uint64_t unit = power_of_ten(exponent);
  const std::uint64_t amount = magnitude(money.amount_minor);
  std::string text = money.amount_minor < 0 ? "-" : "";
  text += std::to_string(amount / unit);
  if (exponent > 0) text += "." + padded(amount % unit, exponent);
  return text;
}

std::optional<Money> parse_decimal(std::string_view text, Currency currency) {
  const auto decimals = static_cast<std::size_t>(currency.exponent());
  const std::size_t tail = decimals == 0 ? 0 : decimals + 1;  // with its point
  if (text.size() <= tail) return std::nullopt;
  const std::string_view whole = text.substr(0, text.size() - tail);
  if (whole.size() > 1 && whole.front() == '0') return std::nullopt;
  if (decimals > 0 && text[whole.size()] != '.') return std::nullopt;

  std::string digits(whole);
  if (decimals > 0) digits += text.substr(whole.size() + 1);
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  if (!std::all_of(digits.begin(), digits.end(), is_digit)) return std::nullopt;

  Money money{0, currency};
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), money.amount_minor);
  if (error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
  return money;
}

}  // namespace prokat
