#include "services/booking/domain/settlement.hpp"

#include <gtest/gtest.h>

namespace prokat::booking {
namespace {

Money roubles(std::int64_t amount) { return Money{amount * 100, Currency()}; }

// Three days at 4,000 roubles, 200 km a day included, 10 roubles a kilometre above.
CompletedRental three_days(const char* returned_at) {
  CompletedRental rental;
  rental.period = {*parse_instant("2027-05-01T07:00:00Z"), *parse_instant("2027-05-04T07:00:00Z")};
  rental.returned_at = *parse_instant(returned_at);
  rental.units_thousandths = 3000;
  rental.rent = roubles(12'000);
  return rental;
}

SettlementRules rules() {
  SettlementRules rules;
  rules.km_included_per_unit = 200;
  rules.km_price_minor = 1000;
  rules.engine_hours_included_per_unit = 2;
  rules.engine_hour_price_minor = 50'000;
  rules.fuel_eighth_price_minor = 45'000;
  rules.fuel_litre_price_minor = 7'000;
  return rules;
}

std::int64_t only(ChargeKind kind, const CompletedRental& rental,
                  const SettlementRules& given = rules()) {
  const auto charges = suggest_charges(given, rental);
  if (charges.empty()) return 0;
  EXPECT_EQ(charges.size(), 1U);
  EXPECT_EQ(charges[0].kind, kind);
  return charges[0].amount.amount_minor / 100;
}

TEST(Settlement, of_a_late_return_counts_started_hours_after_the_grace) {
  const std::pair<const char*, std::int64_t> rows[] = {
      {"2027-05-04T06:00:00Z", 0},       {"2027-05-04T07:00:00Z", 0},
      {"2027-05-04T08:00:00Z", 0},       {"2027-05-04T08:00:01Z", 2 * 800},
      {"2027-05-04T09:00:00Z", 2 * 800}, {"2027-05-04T12:00:00Z", 4'000},
      {"2027-05-05T00:00:00Z", 4'000},   {"2027-05-05T07:00:00Z", 4'000},
      {"2027-05-05T08:00:00Z", 4'800},   {"2027-05-07T07:00:00Z", 12'000},
  };
  for (const auto& [returned_at, roubles_due] : rows)
    EXPECT_EQ(only(ChargeKind::late, three_days(returned_at)), roubles_due) << returned_at;
}

TEST(Settlement, of_a_late_return_by_the_hour_costs_the_hours_price) {
  auto rental = three_days("2027-05-04T09:30:00Z");
  rental.rental_unit = rental::RentalUnit::hour;
  rental.units_thousandths = 4000;
  rental.rent = roubles(6'000);
  EXPECT_EQ(only(ChargeKind::late, rental), 3 * 1'500);
}

TEST(Settlement, of_kilometres_charges_what_is_above_the_allowance_of_all_days) {
  const std::pair<int, std::int64_t> rows[] = {{600, 0}, {601, 10}, {750, 1'500}, {0, 0}};
  for (const auto& [driven, roubles_due] : rows) {
    auto rental = three_days("2027-05-04T07:00:00Z");
    rental.at_pickup.odometer_km = 50'000;
    rental.at_return.odometer_km = 50'000 + driven;
    EXPECT_EQ(only(ChargeKind::mileage, rental), roubles_due) << driven;
  }
}

TEST(Settlement, of_engine_hours_counts_tenths) {
  auto rental = three_days("2027-05-04T07:00:00Z");
  rental.at_pickup.engine_hours_tenths = 1'000;
  rental.at_return.engine_hours_tenths = 1'075;  // 7.5 h, 6 included
  EXPECT_EQ(only(ChargeKind::engine_hours, rental), 750);
}

TEST(Settlement, of_fuel_goes_by_litres_where_both_were_read_else_by_eighths) {
  auto rental = three_days("2027-05-04T07:00:00Z");
  rental.at_pickup.fuel_eighths = 8;
  rental.at_return.fuel_eighths = 6;
  EXPECT_EQ(only(ChargeKind::fuel, rental), 900);
  rental.at_pickup.fuel_litres_tenths = 500;
  rental.at_return.fuel_litres_tenths = 385;
  EXPECT_EQ(only(ChargeKind::fuel, rental), 805);
  rental.at_return.fuel_litres_tenths = 600;
  EXPECT_EQ(only(ChargeKind::fuel, rental), 0);
}

TEST(Settlement, suggests_nothing_without_a_reading_or_a_price) {
  auto rental = three_days("2027-05-04T07:00:00Z");
  rental.at_return = {90'000, 5'000, 0, 0};
  EXPECT_TRUE(suggest_charges(rules(), rental).empty());
  rental.at_pickup = {10'000, 1'000, 8, 500};
  EXPECT_TRUE(suggest_charges(SettlementRules(), rental).empty());
  EXPECT_EQ(suggest_charges(rules(), rental).size(), 3U);
}

}  // namespace
}  // namespace prokat::booking
