#include "rental/rent.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/broken.hpp"
#include "base/money.hpp"

namespace prokat::rental {
namespace {

std::chrono::month_day day_of_year(LocalDate date) { return date.month() / date.day(); }

bool contains(const Season& season, LocalDate date) {
  if (!season.yearly) return season.first <= date && date <= season.last;
  const auto first = day_of_year(season.first);
  const auto last = day_of_year(season.last);
  const auto day = day_of_year(date);
  return first <= last ? first <= day && day <= last : first <= day || day <= last;
}

// The last rate of the season (nullptr: outside of all) that starts at `units` or less.
const Rate* rate_from(const Tariff& tariff, const Season* season, int units) {
  const Rate* found = nullptr;
  for (const Rate& rate : tariff.rates) {
    const bool of_season = season ? rate.season == season->key : !rate.season;
    if (!of_season || rate.units_from > units) continue;
    if (!found || rate.units_from > found->units_from) found = &rate;
  }
  return found;
}

bool same_line(const RentPart& left, const RentPart& right) {
  if (left.day_rule != right.day_rule) return false;
  // A day's own price is the same for every rate.
  return left.rate == right.rate || (left.day_rule && left.day_rule->price_minor);
}

Rent sum_by_length(const RateCard& card, std::span<const DateUnits> dates, int units) {
  Rent rent;
  int left = units;
  for (const DateUnits& day : dates) {
    if (left == 0) break;
    RentPart part = unit_part(card, terms_on(card, day.date), units);
    part.count = std::min(day.units, left);
    left -= part.count;
    rent.parts_minor += part.count * part.price_minor;
    const auto same = std::ranges::find_if(
        rent.parts, [&](const RentPart& other) { return same_line(other, part); });
    if (same == rent.parts.end()) {
      rent.parts.push_back(part);
    } else {
      same->count += part.count;
    }
  }
  return rent;
}

// Within one rate a longer rental only costs more, so those that just reach the next rate are
// enough.
std::vector<int> longer_lengths(const RateCard& card, int units) {
  std::vector<int> lengths;
  for (const Rate& rate : card.tariff.rates) {
    if (rate.units_from > units && rate.units_from <= card.time_rules.units_max) {
      lengths.push_back(rate.units_from);
    }
  }
  std::ranges::sort(lengths);
  lengths.erase(std::ranges::unique(lengths).begin(), lengths.end());
  return lengths;
}

std::optional<RentCap> find_cap(const RateCard& card, std::span<const DateUnits> dates,
                                std::span<const int> lengths, std::int64_t rent_minor) {
  std::optional<RentCap> cap;
  for (const int units : lengths) {
    const std::int64_t longer = sum_by_length(card, dates, units).parts_minor;
    if (longer < (cap ? cap->rent_minor : rent_minor)) cap = RentCap{units, longer};
  }
  return cap;
}

}  // namespace

DayTerms terms_on(const RateCard& card, LocalDate date) {
  const Tariff& tariff = card.tariff;
  DayTerms terms{.weekday = iso_weekday(date)};
  const auto season = std::ranges::find_if(
      tariff.seasons, [&](const Season& candidate) { return contains(candidate, date); });
  if (season != tariff.seasons.end() && has_rates(tariff, *season)) terms.season = &*season;
  terms.rule = rule_for(tariff, terms.weekday, std::ranges::binary_search(card.holidays, date));
  return terms;
}

const DayRule* rule_for(const Tariff& tariff, int weekday, bool holiday) {
  for (const DayRule& rule : tariff.day_rules) {
    const bool fits = (holiday && rule.holidays) || std::ranges::count(rule.weekdays, weekday) > 0;
    if (!fits) continue;
    // It keeps later rules away also where it changes nothing itself.
    return rule.percent != 0 || rule.price_minor ? &rule : nullptr;
  }
  return nullptr;
}

bool has_rates(const Tariff& tariff, const Season& season) {
  return std::ranges::any_of(tariff.rates,
                             [&](const Rate& rate) { return rate.season == season.key; });
}

bool same_every_day(const Tariff& tariff) {
  return tariff.seasons.empty() && tariff.day_rules.empty() &&
         std::ranges::none_of(tariff.rates,
                              [](const Rate& rate) { return rate.weekdays.has_value(); });
}

std::int64_t price_on_day(const Tariff& tariff, const Rate& rate, const DayRule* rule) {
  if (!rule) return rate.price_minor;
  if (rule->price_minor) return *rule->price_minor;
  const std::int64_t step = tariff.rounding_minor;
  const Money steps =
      multiply(Money{.amount_minor = rate.price_minor}, 100 + rule->percent, 100 * step);
  return steps.amount_minor * step;
}

RentPart unit_part(const RateCard& card, const DayTerms& terms, int units) {
  const Rate* rate = terms.season ? rate_from(card.tariff, terms.season, units) : nullptr;
  if (!rate) rate = rate_from(card.tariff, nullptr, units);
  if (!rate) {
    broken_logic(
        fmt::format("object {} has no rate for {} units", card.object_id.to_string(), units));
  }
  const bool own_price = terms.rule && terms.rule->price_minor;
  return {.rate = rate,
          .season = rate->season && !own_price ? terms.season : nullptr,
          .day_rule = terms.rule,
          .count = 1,
          .price_minor = price_on_day(card.tariff, *rate, terms.rule)};
}

Rent find_rent(const RateCard& card, const RentalStart& start, int units, const TimeZone& zone) {
  const Tariff& tariff = card.tariff;
  const bool capped = tariff.capped_by_longer && tariff.mode == TariffMode::by_length;
  const std::vector<int> longer = capped ? longer_lengths(card, units) : std::vector<int>();
  const int longest = longer.empty() ? units : longer.back();
  const std::vector<DateUnits> dates =
      same_every_day(tariff) ? std::vector<DateUnits>{{start.date, longest}}
                             : unit_dates(card.time_rules.rental_unit, start, longest, zone);
  if (tariff.mode == TariffMode::packages) return find_packages(card, dates, units);
  Rent rent = sum_by_length(card, dates, units);
  rent.cap = find_cap(card, dates, longer, rent.parts_minor);
  return rent;
}

}  // namespace prokat::rental
