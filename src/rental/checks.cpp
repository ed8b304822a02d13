#include "rental/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <span>

namespace prokat::rental {
namespace {

// Far above any price list, and so low that no rental, with all its add-ons, can overflow.
constexpr std::int64_t amount_max = 100'000'000'000;
constexpr int units_from_max = 720;
constexpr int percent_min = -100;
constexpr int percent_max = 1000;
constexpr std::int64_t rounding_max = 10'000'000;
constexpr int whole = 100'000;  // in thousandths of a percent
constexpr int quantity_limit = 10'000;
constexpr std::size_t list_max = 500;

class Faults {
 public:
  void add(std::string pointer, const char* code, std::string detail) {
    faults_.push_back({std::move(pointer), code, std::move(detail)});
  }
  void check_range(std::string pointer, std::int64_t value, std::int64_t min, std::int64_t max) {
    if (value < min || value > max) {
      add(std::move(pointer), "out-of-range", fmt::format("{} to {}", min, max));
    }
  }
  void check_amount(std::string pointer, std::int64_t value) {
    check_range(std::move(pointer), value, 0, amount_max);
  }
  void check_name(std::string pointer, const LocalizedText& name) {
    if (name.ru.empty()) add(std::move(pointer), "required", "People read it in the price.");
  }
  void check_weekdays(const std::string& pointer, const std::vector<int>& weekdays) {
    for (std::size_t i = 0; i < weekdays.size(); ++i) {
      const std::string at = fmt::format("{}/{}", pointer, i);
      check_range(at, weekdays[i], 1, 7);
      if (std::ranges::count(std::span(weekdays).first(i), weekdays[i]) > 0) {
        add(at, "repeated", "This day stands in the list already.");
      }
    }
  }
  std::vector<FieldError> take() { return std::move(faults_); }

 private:
  std::vector<FieldError> faults_;
};

void check_seasons(const Tariff& tariff, Faults& faults) {
  std::set<std::string_view> keys;
  for (std::size_t i = 0; i < tariff.seasons.size(); ++i) {
    const Season& season = tariff.seasons[i];
    const std::string at = fmt::format("/seasons/{}", i);
    if (season.key.empty()) faults.add(at + "/key", "required", "Rates name it.");
    if (!keys.insert(season.key).second) {
      faults.add(at + "/key", "repeated", "Another season has this key.");
    }
    faults.check_name(at + "/name", season.name);
    if (!season.yearly && season.last < season.first) {
      faults.add(at + "/last", "out-of-range", "The season ends before it starts.");
    }
  }
}

bool is_season(const Tariff& tariff, const std::string& key) {
  return std::ranges::find(tariff.seasons, key, &Season::key) != tariff.seasons.end();
}

// The lists are short: each rate is held against all before it.
void check_order(const Tariff& tariff, std::size_t i, Faults& faults) {
  const Rate& rate = tariff.rates[i];
  for (std::size_t j = i; j-- > 0;) {
    const Rate& before = tariff.rates[j];
    if (before.season != rate.season) continue;
    if (before.units_from > rate.units_from) {
      faults.add(fmt::format("/rates/{}/units_from", i), "not-ascending",
                 "A rate of the same season before it starts at more units.");
      return;
    }
    if (before.units_from == rate.units_from && before.weekdays == rate.weekdays) {
      faults.add(fmt::format("/rates/{}/units_from", i), "repeated",
                 "Another rate of the same season starts at as many units.");
      return;
    }
  }
}

void check_rate(const Tariff& tariff, std::size_t i, Faults& faults) {
  const Rate& rate = tariff.rates[i];
  const std::string at = fmt::format("/rates/{}", i);
  faults.check_range(at + "/units_from", rate.units_from, 1, units_from_max);
  faults.check_amount(at + "/price_minor", rate.price_minor);
  if (rate.season && !is_season(tariff, *rate.season)) {
    faults.add(at + "/season", "unknown", "The price list has no season with this key.");
  }
  if (rate.weekdays) {
    if (tariff.mode == TariffMode::by_length) {
      faults.add(at + "/weekdays", "bad-value", "Only packages start on certain days.");
    } else if (rate.weekdays->empty()) {
      faults.add(at + "/weekdays", "required", "A package that starts on no day is never sold.");
    }
    faults.check_weekdays(at + "/weekdays", *rate.weekdays);
  }
  check_order(tariff, i, faults);
}

using Rates = std::vector<const Rate*>;

Rates rates_of(const Tariff& tariff, const std::optional<std::string>& season) {
  Rates found;
  for (const Rate& rate : tariff.rates) {
    if (rate.season == season) found.push_back(&rate);
  }
  return found;
}

bool starts_on(const Rate& rate, int weekday) {
  return !rate.weekdays || std::ranges::count(*rate.weekdays, weekday) > 0;
}

// Every length (by_length) and every day of the week (packages) must have a price.
void check_cover(const Tariff& tariff, const std::optional<std::string>& season, Faults& faults) {
  const Rates rates = rates_of(tariff, season);
  if (season && rates.empty()) return;
  const std::string where = season ? "in season " + *season : "outside of the seasons";
  if (tariff.mode == TariffMode::by_length) {
    if (std::ranges::none_of(rates, [](const Rate* rate) { return rate->units_from == 1; })) {
      faults.add("/rates", "required", "There is no rate from 1 unit " + where + ".");
    }
    return;
  }
  for (int weekday = 1; weekday <= 7; ++weekday) {
    if (std::ranges::none_of(rates, [&](const Rate* rate) { return starts_on(*rate, weekday); })) {
      faults.add("/rates", "required",
                 fmt::format("No package starts on weekday {} {}.", weekday, where));
      return;
    }
  }
}

void check_day_rules(const Tariff& tariff, Faults& faults) {
  for (std::size_t i = 0; i < tariff.day_rules.size(); ++i) {
    const DayRule& rule = tariff.day_rules[i];
    const std::string at = fmt::format("/day_rules/{}", i);
    faults.check_name(at + "/name", rule.name);
    faults.check_weekdays(at + "/weekdays", rule.weekdays);
    if (rule.weekdays.empty() && !rule.holidays) {
      faults.add(at + "/weekdays", "required", "The rule fits no day.");
    }
    faults.check_range(at + "/percent", rule.percent, percent_min, percent_max);
    if (!rule.price_minor) continue;
    faults.check_amount(at + "/price_minor", *rule.price_minor);
    if (rule.percent != 0) {
      faults.add(at + "/price_minor", "bad-value", "Either a percentage or a price.");
    }
  }
}

}  // namespace

std::vector<FieldError> check_tariff(const Tariff& tariff) {
  Faults faults;
  const auto check_count = [&](const char* pointer, std::size_t count) {
    if (count > list_max) faults.add(pointer, "too-long", fmt::format("At most {}.", list_max));
    return count <= list_max;
  };
  // What is longer is not looked through: the checks compare each with each.
  if (!check_count("/seasons", tariff.seasons.size()) ||
      !check_count("/rates", tariff.rates.size()) ||
      !check_count("/day_rules", tariff.day_rules.size())) {
    return faults.take();
  }
  check_seasons(tariff, faults);
  for (std::size_t i = 0; i < tariff.rates.size(); ++i) check_rate(tariff, i, faults);
  check_cover(tariff, std::nullopt, faults);
  for (const Season& season : tariff.seasons) check_cover(tariff, season.key, faults);
  check_day_rules(tariff, faults);
  if (tariff.capped_by_longer && tariff.mode == TariffMode::packages) {
    faults.add("/capped_by_longer", "bad-value", "Packages are the cheapest already.");
  }
  faults.check_range("/rounding_minor", tariff.rounding_minor, 1, rounding_max);
  return faults.take();
}

std::vector<FieldError> check_addon(const AddonRule& addon) {
  Faults faults;
  faults.check_name("/name", addon.name);
  faults.check_amount("/price_minor", addon.price_minor);
  const bool percent = addon.charge == AddonCharge::percent;
  faults.check_range("/percent_thousandths", addon.percent_thousandths, percent ? 1 : 0,
                     percent ? whole : 0);
  if (percent && addon.price_minor != 0) {
    faults.add("/price_minor", "bad-value", "Either a percentage or a price.");
  }
  if (addon.amount_max_minor) faults.check_amount("/amount_max_minor", *addon.amount_max_minor);
  if (addon.free_from_units) {
    faults.check_range("/free_from_units", *addon.free_from_units, 1, units_from_max);
  }
  const bool once = percent || addon.charge == AddonCharge::per_rental;
  faults.check_range("/quantity_max", addon.quantity_max, 1, once ? 1 : quantity_limit);
  return faults.take();
}

std::vector<FieldError> check_promo(const PromoTerms& promo) {
  Faults faults;
  faults.check_range("/percent_thousandths", promo.percent_thousandths, 0, whole);
  faults.check_amount("/amount_minor", promo.amount_minor);
  if (promo.percent_thousandths == 0 && promo.amount_minor == 0) {
    faults.add("/percent_thousandths", "required", "Either a percentage or an amount.");
  }
  if (promo.percent_thousandths != 0 && promo.amount_minor != 0) {
    faults.add("/amount_minor", "bad-value", "Either a percentage or an amount.");
  }
  if (promo.discount_max_minor) {
    faults.check_amount("/discount_max_minor", *promo.discount_max_minor);
  }
  faults.check_range("/units_min", promo.units_min, 1, units_from_max);
  if (promo.starts_from && promo.starts_until && *promo.starts_until < *promo.starts_from) {
    faults.add("/starts_until", "out-of-range", "It lies before starts_from.");
  }
  if (promo.valid_from && promo.valid_until && *promo.valid_until <= *promo.valid_from) {
    faults.add("/valid_until", "out-of-range", "It must lie after valid_from.");
  }
  return faults.take();
}

std::vector<FieldError> check_tax_rate(const TaxRate& rate) {
  Faults faults;
  faults.check_name("/name", rate.name);
  faults.check_range("/percent_thousandths", rate.percent_thousandths, 0, whole);
  if (rate.valid_from && rate.valid_until && *rate.valid_until < *rate.valid_from) {
    faults.add("/valid_until", "out-of-range", "It lies before valid_from.");
  }
  return faults.take();
}

}  // namespace prokat::rental
