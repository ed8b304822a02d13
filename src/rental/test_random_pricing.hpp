// Random price lists and rentals for property tests: lawful by checks.hpp, near new years and
// changes of the clocks, in zones of all kinds.
#pragma once

#include <random>
#include <string>

#include "rental/pricing.hpp"

namespace prokat::rental::testing_random {

struct Case {
  RateCard card;
  TimeZone zone;
  RentalPeriod rental;
  Extras extras;
  Instant now;

  std::string text() const;  // everything, for a failure's message
};

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  Case make();
  int number(int min, int max) { return std::uniform_int_distribution(min, max)(random_); }
  bool chance(int percent) { return number(1, 100) <= percent; }

 private:
  std::int64_t amount(int max_major);
  LocalDate date_near(LocalDate date, int days);
  std::vector<int> weekdays();
  void add_rates(Tariff& tariff, const std::optional<std::string>& season);
  Tariff tariff(LocalDate near);
  DayRule day_rule(const Tariff& tariff);
  AddonRule addon(int index);
  PromoTerms promo(const Case& made);
  RentalPeriod rental(const RateCard& card, const TimeZone& zone, LocalDate start);
  std::vector<ChosenAddon> chosen(const RateCard& card);

  std::mt19937_64 random_;
};

}  // namespace prokat::rental::testing_random
