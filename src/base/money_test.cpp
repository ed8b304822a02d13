#include "base/money.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace prokat {
namespace {

Money money(std::int64_t amount_minor, std::string_view code = "RUB") {
  return {amount_minor, Currency::parse(code).value()};
}

TEST(Currency, only_codes_of_the_table_exist) {
  for (const char* code : {"RUB", "USD", "EUR", "KZT", "BYN", "GEL", "AMD", "TRY", "AED", "CNY",
                           "JPY", "KRW", "VND", "THB", "UZS", "KGS", "ZAR"}) {
    ASSERT_TRUE(Currency::parse(code)) << code;
    EXPECT_EQ(Currency::parse(code)->code(), code);
  }
  for (const char* code : {"", "RU", "rub", "RUR", "QQQ", "RUBL", "₽"}) {
    EXPECT_FALSE(Currency::parse(code)) << code;
  }
  EXPECT_EQ(Currency().code(), "RUB");
}

TEST(Currency, digits_after_the_point_are_those_of_iso_4217) {
  EXPECT_EQ(Currency::parse("RUB")->exponent(), 2);
  EXPECT_EQ(Currency::parse("JPY")->exponent(), 0);
  EXPECT_EQ(Currency::parse("VND")->exponent(), 0);
  EXPECT_EQ(Currency::parse("KWD")->exponent(), 3);
}

TEST(Money, is_rounded_half_away_from_zero) {
  struct Row {
    std::int64_t amount, numerator, denominator, expected;
  };
  const Row table[] = {
      {100, 1, 3, 33},
      {200, 1, 3, 67},
      {5, 1, 2, 3},
      {-5, 1, 2, -3},
      {15, 1, 10, 2},
      {14, 1, 10, 1},
      {-15, 1, 10, -2},
      {-14, 1, 10, -1},
      {25, 1, 10, 3},
      {1, 1, 2, 1},
      {-1, 1, 2, -1},
      {0, 7, 3, 0},
      {10, -1, 4, -3},
      {10, 1, -4, -3},
      {-10, -1, 4, 3},
      {450'000, 3, 1, 1'350'000},
      {99'999, 20, 120, 16'667},
      {1, 1, 3, 0},
      {2, 1, 3, 1},
      {std::numeric_limits<std::int64_t>::max(), 1'000'000, 1'000'000,
       std::numeric_limits<std::int64_t>::max()},
      {std::numeric_limits<std::int64_t>::min(), 3, 3, std::numeric_limits<std::int64_t>::min()},
  };
  for (const Row& row : table) {
    EXPECT_EQ(multiply(money(row.amount), row.numerator, row.denominator), money(row.expected))
        << row.amount << " * " << row.numerator << " / " << row.denominator;
  }
}

TEST(Money, sums_and_differences_keep_the_currency) {
  EXPECT_EQ(money(150, "USD") + money(-50, "USD"), money(100, "USD"));
  EXPECT_EQ(money(150) - money(200), money(-50));
  EXPECT_EQ(-money(7), money(-7));
}

using MoneyDeathTest = testing::Test;

TEST(MoneyDeathTest, two_currencies_are_never_added) {
  EXPECT_DEATH(money(1) + money(1, "USD"), "two currencies");
  EXPECT_DEATH(money(1) - money(1, "USD"), "two currencies");
}

TEST(MoneyDeathTest, what_does_not_fit_ends_the_process) {
  const Money largest = money(std::numeric_limits<std::int64_t>::max());
  EXPECT_DEATH(largest + money(1), "does not fit");
  EXPECT_DEATH(-largest - money(2), "does not fit");
  EXPECT_DEATH(multiply(largest, 2, 1), "does not fit");
  EXPECT_DEATH(multiply(largest, 1, 0), "divided by zero");
}

TEST(Money, reads_as_people_write_it) {
  struct Row {
    Money money;
    const char* ru;
    const char* en;
  };
  // \u00A0 is the no-break space, \u2212 the minus sign.
  const Row table[] = {
      {money(1'250'000), "12\u00A0500\u00A0₽", "₽12,500"},
      {money(1'250'050), "12\u00A0500,50\u00A0₽", "₽12,500.50"},
      {money(0), "0\u00A0₽", "₽0"},
      {money(5), "0,05\u00A0₽", "₽0.05"},
      {money(-450'000), "\u22124\u00A0500\u00A0₽", "\u2212₽4,500"},
      {money(99'900), "999\u00A0₽", "₽999"},
      {money(100'000'000'000), "1\u00A0000\u00A0000\u00A0000\u00A0₽", "₽1,000,000,000"},
      {money(1'250'050, "USD"), "12\u00A0500,50\u00A0$", "$12,500.50"},
      {money(12'500, "JPY"), "12\u00A0500\u00A0JP¥", "JP¥12,500"},
      {money(1'500, "KWD"), "1,500\u00A0KWD", "KWD\u00A01.500"},
      {money(300'000, "CHF"), "3\u00A0000\u00A0CHF", "CHF\u00A03,000"},
      {money(std::numeric_limits<std::int64_t>::min()),
       "\u221292\u00A0233\u00A0720\u00A0368\u00A0547\u00A0758,08\u00A0₽",
       "\u2212₽92,233,720,368,547,758.08"},
  };
  for (const Row& row : table) {
    EXPECT_EQ(format_money(row.money, Language::ru), row.ru);
    EXPECT_EQ(format_money(row.money, Language::en), row.en);
  }
}

TEST(Money, decimal_texts_go_there_and_back) {
  struct Row {
    Money money;
    const char* text;
  };
  const Row table[] = {{money(150'000), "1500.00"},
                       {money(5), "0.05"},
                       {money(0), "0.00"},
                       {money(1500, "JPY"), "1500"},
                       {money(1'234, "KWD"), "1.234"},
                       {money(99, "USD"), "0.99"}};
  for (const Row& row : table) {
    EXPECT_EQ(to_decimal(row.money), row.text);
    EXPECT_EQ(parse_decimal(row.text, row.money.currency), row.money) << row.text;
  }
  EXPECT_EQ(to_decimal(money(-1'505)), "-15.05");
}

TEST(Money, decimal_texts_of_another_shape_are_refused) {
  const Currency rub;
  for (const char* text : {"", ".", "1500", "1500.", "1500.0", "1500.000", ".50", "1,500.00",
                           "1500,00", "-15.00", "+15.00", " 15.00", "15.00 ", "1e2.00", "01.00",
                           "0x1.00", "15.0a", "92233720368547758.08", "99999999999999999999.00"}) {
    EXPECT_FALSE(parse_decimal(text, rub)) << text;
  }
  EXPECT_FALSE(parse_decimal("1500.00", *Currency::parse("JPY")));
  EXPECT_EQ(parse_decimal("92233720368547758.07", rub),
            money(std::numeric_limits<std::int64_t>::max()));
}

}  // namespace
}  // namespace prokat
