#include "rental/pricing.hpp"

#include <gmock/gmock.h>

#include "rental/line_texts.hpp"
#include "rental/texts.hpp"
#include "texts/table_check.hpp"

namespace prokat::rental {
namespace {

RateCard card_of(RentalUnit unit) {
  RateCard card;
  card.time_rules.rental_unit = unit;
  card.tariff.rates = {{1, 500'000}, {3, 450'000}, {7, 400'000}, {21, 350'000}};
  card.deposit_minor = 1'000'000;
  return card;
}

Price price_of(const RateCard& card, const RentalPeriod& rental) {
  return price_rental(card, rental, TimeZone(), {}, Instant{}).value();
}

PriceLine line_of(RentalUnit unit, int units) {
  const Price price = price_of(card_of(unit), RentalPeriod{.units = units});
  EXPECT_EQ(price.lines.size(), 1U);
  return price.lines.at(0);
}

TEST(Pricing, the_whole_length_chooses_the_rate_of_every_unit) {
  struct Row {
    int units;
    std::int64_t unit_price;
  };
  const Row table[] = {{1, 500'000}, {2, 500'000},  {3, 450'000},  {4, 450'000}, {6, 450'000},
                       {7, 400'000}, {20, 400'000}, {21, 350'000}, {60, 350'000}};
  for (const auto& [units, unit_price] : table) {
    const Price price = price_of(card_of(RentalUnit::day_24h), RentalPeriod{.units = units});
    ASSERT_EQ(price.lines.size(), 1U);
    EXPECT_EQ(price.lines[0].unit_price.amount_minor, unit_price) << units;
    EXPECT_EQ(price.lines[0].amount.amount_minor, unit_price * units) << units;
    EXPECT_EQ(price.lines[0].quantity_thousandths, units * 1000);
    EXPECT_EQ(price.lines[0].kind, LineKind::rental);
    EXPECT_EQ(price.total, price.lines[0].amount);
    EXPECT_EQ(price.deposit.amount_minor, 1'000'000) << "the deposit stands apart";
  }
}

TEST(Pricing, titles_have_correct_plurals_in_both_languages) {
  struct Row {
    RentalUnit unit;
    int units;
    const char* ru;
    const char* en;
  };
  const Row table[] = {
      {RentalUnit::hour, 1, "Аренда: 1 час", "Rental: 1 hour"},
      {RentalUnit::hour, 2, "Аренда: 2 часа", "Rental: 2 hours"},
      {RentalUnit::hour, 5, "Аренда: 5 часов", "Rental: 5 hours"},
      {RentalUnit::day_24h, 1, "Аренда: 1 сутки", "Rental: 1 day"},
      {RentalUnit::day_24h, 3, "Аренда: 3 суток", "Rental: 3 days"},
      {RentalUnit::day_24h, 11, "Аренда: 11 суток", "Rental: 11 days"},
      {RentalUnit::day_24h, 21, "Аренда: 21 сутки", "Rental: 21 days"},
      {RentalUnit::calendar_day, 1, "Аренда: 1 день", "Rental: 1 day"},
      {RentalUnit::calendar_day, 4, "Аренда: 4 дня", "Rental: 4 days"},
      {RentalUnit::calendar_day, 12, "Аренда: 12 дней", "Rental: 12 days"},
      {RentalUnit::night, 1, "Аренда: 1 ночь", "Rental: 1 night"},
      {RentalUnit::night, 3, "Аренда: 3 ночи", "Rental: 3 nights"},
      {RentalUnit::night, 30, "Аренда: 30 ночей", "Rental: 30 nights"},
  };
  for (const Row& row : table) {
    EXPECT_EQ(line_of(row.unit, row.units).title, (LocalizedText{row.ru, row.en}));
  }
}

TEST(Pricing, each_line_names_the_rule_it_came_from) {
  struct Row {
    RentalUnit unit;
    int units;
    const char* ru;
    const char* en;
  };
  const Row table[] = {
      {RentalUnit::hour, 2, "5\u00a0000\u00a0₽ за час", "₽5,000 an hour"},
      {RentalUnit::hour, 3, "от 3 часов — 4\u00a0500\u00a0₽ за час",
       "from 3 hours: ₽4,500 an hour"},
      {RentalUnit::hour, 21, "от 21 часа — 3\u00a0500\u00a0₽ за час",
       "from 21 hours: ₽3,500 an hour"},
      {RentalUnit::day_24h, 1, "5\u00a0000\u00a0₽ за сутки", "₽5,000 a day"},
      {RentalUnit::day_24h, 6, "от 3 суток — 4\u00a0500\u00a0₽ за сутки",
       "from 3 days: ₽4,500 a day"},
      {RentalUnit::calendar_day, 7, "от 7 дней — 4\u00a0000\u00a0₽ за день",
       "from 7 days: ₽4,000 a day"},
      {RentalUnit::calendar_day, 30, "от 21 дня — 3\u00a0500\u00a0₽ за день",
       "from 21 days: ₽3,500 a day"},
      {RentalUnit::night, 1, "5\u00a0000\u00a0₽ за ночь", "₽5,000 a night"},
      {RentalUnit::night, 8, "от 7 ночей — 4\u00a0000\u00a0₽ за ночь",
       "from 7 nights: ₽4,000 a night"},
      {RentalUnit::night, 21, "от 21 ночи — 3\u00a0500\u00a0₽ за ночь",
       "from 21 nights: ₽3,500 a night"},
  };
  for (const Row& row : table) {
    EXPECT_EQ(line_of(row.unit, row.units).rule, (LocalizedText{row.ru, row.en}));
  }
}

TEST(Pricing, currency_of_the_card_is_that_of_every_amount) {
  RateCard card = card_of(RentalUnit::night);
  card.currency = Currency::parse("JPY").value();
  const Price price = price_of(card, RentalPeriod{.units = 2});
  EXPECT_EQ(price.total, (Money{1'000'000, card.currency}));
  EXPECT_EQ(price.deposit.currency, card.currency);
}

TEST(Pricing, the_same_card_and_length_give_the_same_lines_again) {
  const RateCard card = card_of(RentalUnit::hour);
  const Price first = price_of(card, RentalPeriod{.units = 5});
  const Price second = price_of(card, RentalPeriod{.units = 5});
  EXPECT_EQ(first.lines[0].title, second.lines[0].title);
  EXPECT_EQ(first.lines[0].rule, second.lines[0].rule);
}

TEST(Pricing, a_longer_rental_at_the_same_price_is_not_mentioned) {
  RateCard card;
  card.tariff = {.rates = {{1, 400}, {2, 200}, {3, 150}}, .capped_by_longer = true};
  const Price one = price_of(card, RentalPeriod{.units = 1});
  EXPECT_EQ(one.lines.size(), 1U) << "two cost 400, three 450";
  EXPECT_EQ(one.total.amount_minor, 400);
  card.tariff.rates = {{1, 400}, {2, 190}, {4, 95}};
  const Price capped = price_of(card, RentalPeriod{.units = 1});
  ASSERT_EQ(capped.lines.size(), 2U);
  EXPECT_EQ(capped.lines[1].title.en, "No dearer than 2 days") << "the nearest of two";
}

TEST(Pricing, a_cap_does_not_look_beyond_the_longest_rental_allowed) {
  RateCard card;
  card.tariff = {.rates = {{1, 400}, {10, 10}}, .capped_by_longer = true};
  card.time_rules.units_max = 9;
  EXPECT_EQ(price_of(card, RentalPeriod{.units = 5}).total.amount_minor, 2000);
  card.time_rules.units_max = 10;
  EXPECT_EQ(price_of(card, RentalPeriod{.units = 5}).total.amount_minor, 100);
}

TEST(Pricing, percentages_are_written_as_people_write_them) {
  struct Row {
    std::int64_t thousandths;
    const char* ru;
    const char* en;
  };
  const Row table[] = {{20'000, "20\u00a0%", "20%"},
                       {12'500, "12,5\u00a0%", "12.5%"},
                       {50, "0,05\u00a0%", "0.05%"},
                       {100'001, "100,001\u00a0%", "100.001%"},
                       {0, "0\u00a0%", "0%"}};
  for (const auto& [thousandths, ru, en] : table) {
    EXPECT_EQ(percent_text(thousandths, Language::ru), ru);
    EXPECT_EQ(percent_text(thousandths, Language::en), en);
  }
}

TEST(RentalTexts, every_text_formats_in_both_languages) {
  EXPECT_THAT(texts::find_faults(texts_table::entries), testing::IsEmpty());
}

}  // namespace
}  // namespace prokat::rental
