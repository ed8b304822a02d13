#include <gmock/gmock.h>

#include "rental/pricing.hpp"

namespace prokat::rental {
namespace {

LocalDate on(const char* date) { return parse_date(date).value(); }

RateCard cars() {
  RateCard card;
  card.tariff.seasons = {{"high", {"сезон", "season"}, on("2000-06-01"), on("2000-08-31")}};
  card.tariff.rates = {{1, 300'000}, {4, 270'000}, {8, 240'000}, {1, 400'000, "high"}};
  card.tariff.day_rules = {
      {.name = {"праздники", "holidays"}, .holidays = true, .price_minor = 500'000},
      {.name = {"выходные", "weekend"}, .weekdays = {6, 7}, .percent = 10}};
  card.holidays = {on("2026-05-09")};
  return card;
}

RateCard boats() {
  RateCard card;
  card.time_rules.rental_unit = RentalUnit::hour;
  card.tariff.mode = TariffMode::packages;
  card.tariff.rates = {{1, 600'000}, {4, 2'000'000}, {8, 3'600'000}};
  return card;
}

TEST(PriceFrom, of_a_day_is_that_of_the_first_unit_of_the_shortest_rental) {
  RateCard card = cars();
  EXPECT_EQ(unit_price_from(card, on("2026-05-12")).amount_minor, 300'000);
  EXPECT_EQ(unit_price_from(card, on("2026-05-16")).amount_minor, 330'000) << "a Saturday";
  EXPECT_EQ(unit_price_from(card, on("2026-05-09")).amount_minor, 500'000) << "a holiday";
  EXPECT_EQ(unit_price_from(card, on("2026-06-01")).amount_minor, 400'000) << "in the season";
  card.time_rules.units_min = 5;
  EXPECT_EQ(unit_price_from(card, on("2026-05-12")).amount_minor, 270'000) << "none is shorter";
}

TEST(PriceFrom, of_a_day_with_packages_shares_the_shortest_rental_among_its_units) {
  RateCard card = boats();
  EXPECT_EQ(unit_price_from(card, on("2026-06-06")).amount_minor, 600'000);
  card.time_rules.units_min = 3;
  EXPECT_EQ(unit_price_from(card, on("2026-06-06")).amount_minor, 600'000) << "three hours";
  card.time_rules.units_min = 5;
  EXPECT_EQ(unit_price_from(card, on("2026-06-06")).amount_minor, 520'000) << "26 000 / 5";
  card.time_rules.units_min = 7;
  EXPECT_EQ(unit_price_from(card, on("2026-06-06")).amount_minor, 514'286) << "36 000 / 7";
}

TEST(PriceFrom, of_a_list_is_the_least_that_a_unit_can_cost) {
  RateCard card = cars();
  EXPECT_EQ(lowest_price(card).amount_minor, 240'000);
  card.time_rules.units_max = 7;
  EXPECT_EQ(lowest_price(card).amount_minor, 270'000) << "eight days cannot be booked";
  card.time_rules.units_min = card.time_rules.units_max = 3;
  EXPECT_EQ(lowest_price(card).amount_minor, 300'000);
  card.tariff.day_rules.push_back({.name = {"будни", "workdays"}, .weekdays = {1}, .percent = -10});
  EXPECT_EQ(lowest_price(card).amount_minor, 270'000) << "on a Monday";
  EXPECT_EQ(lowest_price(boats()).amount_minor, 450'000) << "36 000 / 8";
  RateCard short_boats = boats();
  short_boats.time_rules.units_max = 6;
  EXPECT_EQ(lowest_price(short_boats).amount_minor, 500'000) << "20 000 / 4; 36 000 / 6 is more";
}

TEST(PriceFrom, of_a_list_counts_a_day_rule_only_where_its_days_exist) {
  RateCard card = cars();
  card.tariff.day_rules = {
      {.name = {"праздники", "holidays"}, .holidays = true, .price_minor = 100'000}};
  EXPECT_EQ(lowest_price(card).amount_minor, 100'000);
  card.holidays.clear();
  EXPECT_EQ(lowest_price(card).amount_minor, 240'000);
}

}  // namespace
}  // namespace prokat::rental
