// Prices before there is a rental: what calendars and lists show.
#include <algorithm>
#include <limits>

#include "rental/pricing.hpp"
#include "rental/rent.hpp"

namespace prokat::rental {
namespace {

// Every kind of day that the price list tells apart.
std::vector<DayTerms> all_terms(const RateCard& card) {
  const Tariff& tariff = card.tariff;
  std::vector<const Season*> seasons{nullptr};
  for (const Season& season : tariff.seasons) {
    if (has_rates(tariff, season)) seasons.push_back(&season);
  }
  std::vector<DayTerms> terms;
  for (const Season* season : seasons) {
    for (int weekday = 1; weekday <= 7; ++weekday) {
      terms.push_back({season, rule_for(tariff, weekday, false), weekday});
      if (card.holidays.empty()) continue;
      terms.push_back({season, rule_for(tariff, weekday, true), weekday});
    }
  }
  return terms;
}

// Lengths at which the price of a unit may change.
std::vector<int> lengths_to_try(const RateCard& card) {
  const TimeRules& rules = card.time_rules;
  std::vector<int> lengths{rules.units_min};
  for (const Rate& rate : card.tariff.rates) {
    if (rate.units_from > rules.units_min && rate.units_from <= rules.units_max) {
      lengths.push_back(rate.units_from);
    }
  }
  return lengths;
}

std::int64_t lowest_by_length(const RateCard& card, const DayTerms& terms) {
  std::int64_t lowest = std::numeric_limits<std::int64_t>::max();
  for (const int units : lengths_to_try(card)) {
    lowest = std::min(lowest, unit_part(card, terms, units).price_minor);
  }
  return lowest;
}

std::int64_t lowest_of_packages(const RateCard& card, const DayTerms& terms) {
  std::int64_t lowest = std::numeric_limits<std::int64_t>::max();
  for (const RentPart& package : packages_on(card, terms)) {
    const int units_used = std::min(package.rate->units_from, card.time_rules.units_max);
    const Money price{package.price_minor, card.currency};
    lowest = std::min(lowest, multiply(price, 1, units_used).amount_minor);
  }
  return lowest;
}

}  // namespace

Money unit_price_from(const RateCard& card, LocalDate date) {
  const int units = std::max(1, card.time_rules.units_min);
  if (card.tariff.mode == TariffMode::by_length) {
    return Money{unit_part(card, terms_on(card, date), units).price_minor, card.currency};
  }
  const bool hours = card.time_rules.rental_unit == RentalUnit::hour;
  const auto dates = hours ? std::vector<DateUnits>{{date, units}}
                           : unit_dates(card.time_rules.rental_unit, {{}, date}, units, TimeZone());
  return multiply(Money{find_packages(card, dates, units).parts_minor, card.currency}, 1, units);
}

Money lowest_price(const RateCard& card) {
  const bool by_length = card.tariff.mode == TariffMode::by_length;
  std::int64_t lowest = std::numeric_limits<std::int64_t>::max();
  for (const DayTerms& terms : all_terms(card)) {
    lowest = std::min(lowest,
                      by_length ? lowest_by_length(card, terms) : lowest_of_packages(card, terms));
  }
  return Money{lowest, card.currency};
}

}  // namespace prokat::rental
