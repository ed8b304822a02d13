// The cheapest packages that cover a rental: from its end to its start, the best for what is left
// from each unit on. At most 720 units times the packages of a price list.
#include <fmt/format.h>

#include <algorithm>

#include "base/broken.hpp"
#include "rental/rent.hpp"

namespace prokat::rental {
namespace {

// How the units from one on are covered best.
struct Cover {
  std::int64_t cost_minor = 0;
  int packages = 0;
  const RentPart* first = nullptr;
};

// Which day's packages may start at each unit.
std::vector<int> days_of_units(std::span<const DateUnits> dates, int units) {
  std::vector<int> days;
  days.reserve(units);
  for (int day = 0; const DateUnits& date : dates) days.insert(days.end(), date.units, day++);
  return days;
}

bool better(const Cover& left, const Cover& right) {
  if (left.cost_minor != right.cost_minor) return left.cost_minor < right.cost_minor;
  return left.packages < right.packages;
}

Cover find_best(std::span<const RentPart> packages, std::span<const Cover> covers, int unit) {
  const int end = static_cast<int>(covers.size()) - 1;
  Cover best;
  for (const RentPart& package : packages) {
    const Cover& rest = covers[std::min(end, unit + package.rate->units_from)];
    const Cover cover{package.price_minor + rest.cost_minor, rest.packages + 1, &package};
    if (!best.first || better(cover, best)) best = cover;
  }
  return best;
}

void add_package(Rent& rent, const RentPart& package, int units_used) {
  rent.parts_minor += package.price_minor;
  const auto same = std::ranges::find_if(rent.parts, [&](const RentPart& other) {
    return other.rate == package.rate && other.day_rule == package.day_rule &&
           other.units_used == units_used;
  });
  if (same != rent.parts.end()) {
    ++same->count;
    return;
  }
  rent.parts.push_back(package);
  rent.parts.back().count = 1;
  rent.parts.back().units_used = units_used;
}

}  // namespace

std::vector<RentPart> packages_on(const RateCard& card, const DayTerms& terms) {
  std::vector<RentPart> packages;
  for (const Rate& rate : card.tariff.rates) {
    const bool of_season = terms.season ? rate.season == terms.season->key : !rate.season;
    const bool starts = !rate.weekdays || std::ranges::count(*rate.weekdays, terms.weekday) > 0;
    if (!of_season || !starts) continue;
    // A day's own price is that of a unit, not of a package of several.
    const bool own_price = terms.rule && terms.rule->price_minor;
    const DayRule* rule = own_price && rate.units_from > 1 ? nullptr : terms.rule;
    packages.push_back({.rate = &rate,
                        .season = rule && own_price ? nullptr : terms.season,
                        .day_rule = rule,
                        .price_minor = price_on_day(card.tariff, rate, rule)});
  }
  if (packages.empty()) {
    broken_logic(fmt::format("object {} has no package that starts on weekday {}",
                             card.object_id.to_string(), terms.weekday));
  }
  std::ranges::sort(packages, [](const RentPart& left, const RentPart& right) {
    if (left.rate->units_from != right.rate->units_from) {
      return left.rate->units_from > right.rate->units_from;
    }
    if (left.price_minor != right.price_minor) return left.price_minor < right.price_minor;
    return left.rate < right.rate;  // the first listed
  });
  return packages;
}

Rent find_packages(const RateCard& card, std::span<const DateUnits> dates, int units) {
  std::vector<std::vector<RentPart>> packages;
  packages.reserve(dates.size());
  for (const DateUnits& day : dates) {
    packages.push_back(packages_on(card, terms_on(card, day.date)));
  }
  const std::vector<int> days = days_of_units(dates, units);

  std::vector<Cover> covers(units + 1);
  for (int unit = units; unit-- > 0;) covers[unit] = find_best(packages[days[unit]], covers, unit);

  Rent rent;
  for (int unit = 0; unit < units;) {
    const RentPart& package = *covers[unit].first;
    const int used = std::min(package.rate->units_from, units - unit);
    add_package(rent, package, used);
    unit += used;
  }
  return rent;
}

}  // namespace prokat::rental
