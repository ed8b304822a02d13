#include "rental/pricing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>

#include "base/broken.hpp"
#include "rental/texts.hpp"
#include "texts/catalog.hpp"

namespace prokat::rental {
namespace {

struct LineTexts {
  LocalizedText title;
  LocalizedText rule;
};

struct UnitKeys {
  std::string_view title;
  std::string_view rule;
};

UnitKeys keys_of(RentalUnit unit) {
  switch (unit) {
    case RentalUnit::hour:
      return {"title_hour", "rule_hour"};
    case RentalUnit::day_24h:
      return {"title_day_24h", "rule_day_24h"};
    case RentalUnit::calendar_day:
      return {"title_calendar_day", "rule_calendar_day"};
    case RentalUnit::night:
      return {"title_night", "rule_night"};
  }
  broken_logic("a rental unit without texts");
}

LineTexts write_texts(RentalUnit unit, int units, int units_from, const Money& unit_price) {
  thread_local const texts::Catalog catalog(texts_table::entries);
  const UnitKeys keys = keys_of(unit);
  LineTexts texts;
  for (const Language language : {Language::ru, Language::en}) {
    const bool russian = language == Language::ru;
    (russian ? texts.title.ru : texts.title.en) =
        catalog.format(keys.title, language, {{"units", units}});
    (russian ? texts.rule.ru : texts.rule.en) = catalog.format(
        keys.rule, language, {{"from", units_from}, {"price", format_money(unit_price, language)}});
  }
  return texts;
}

// Formatting by ICU costs more than the rest of a quote; a price list has few different lines, so
// they are kept, per thread. Emptied when full: nobody has so many price lines in use at a time.
const LineTexts& line_texts(RentalUnit unit, int units, int units_from, const Money& unit_price) {
  constexpr std::size_t kept_max = 4096;
  using Key = std::tuple<RentalUnit, int, int, std::int64_t, Currency>;
  thread_local std::map<Key, LineTexts> kept;
  const Key key{unit, units, units_from, unit_price.amount_minor, unit_price.currency};
  const auto found = kept.find(key);
  if (found != kept.end()) return found->second;
  if (kept.size() >= kept_max) kept.clear();
  return kept.emplace(key, write_texts(unit, units, units_from, unit_price)).first->second;
}

const Rate& rate_for(const RateCard& card, int units) {
  const auto after = std::ranges::upper_bound(card.tariff.rates, units, {}, &Rate::units_from);
  if (after == card.tariff.rates.begin()) {
    broken_logic(
        fmt::format("object {} has no rate for {} units", card.object_id.to_string(), units));
  }
  return *std::prev(after);
}

}  // namespace

Result<Price> price_rental(const RateCard& card, const RentalPeriod& rental, const TimeZone&,
                           const Extras&, Instant) {
  const Rate& rate = rate_for(card, rental.units);
  const Money unit_price{rate.price_minor, card.currency};
  const LineTexts& texts =
      line_texts(card.time_rules.rental_unit, rental.units, rate.units_from, unit_price);
  PriceLine line{.kind = LineKind::rental,
                 .title = texts.title,
                 .quantity_thousandths = std::int64_t{rental.units} * 1000,
                 .unit_price = unit_price,
                 .amount = multiply(unit_price, rental.units, 1),
                 .rule = texts.rule};
  Price price;
  price.total = line.amount;
  price.deposit = Money{card.deposit_minor, card.currency};
  price.lines.push_back(std::move(line));
  return price;
}

Money unit_price_from(const RateCard& card, LocalDate) {
  return Money{rate_for(card, card.time_rules.units_min).price_minor, card.currency};
}

Money lowest_price(const RateCard& card) {
  std::int64_t lowest = rate_for(card, card.time_rules.units_min).price_minor;
  for (const Rate& rate : card.tariff.rates) {
    if (rate.units_from > card.time_rules.units_min &&
        rate.units_from <= card.time_rules.units_max) {
      lowest = std::min(lowest, rate.price_minor);
    }
  }
  return Money{lowest, card.currency};
}

}  // namespace prokat::rental
