// A price list: what one unit of time costs, by the length of the rental, the season and the day.
// Pure data; pricing.hpp says how it is applied, docs/pricing.md shows it on worked examples.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/period.hpp"
#include "base/text.hpp"

namespace prokat::rental {

// by_length: the length of the whole rental chooses the rate of every unit; the season in which a
// unit starts chooses the price list. packages: the cheapest lawful combination of packages that
// covers the rental.
enum class TariffMode { by_length, packages };
BOOST_DESCRIBE_ENUM(TariffMode, by_length, packages)

// Dates with prices of their own. Both ends belong to it. `yearly`: the years of the two dates do
// not count, and first > last (by month and day) runs over the new year.
struct Season {
  std::string key;  // names it within its tariff
  LocalizedText name;
  LocalDate first;
  LocalDate last;
  bool yearly = true;
  bool operator==(const Season&) const = default;
};
BOOST_DESCRIBE_STRUCT(Season, (), (key, name, first, last, yearly))

// by_length: from this many units on, each unit of the whole rental costs price_minor.
// packages: a package of just this many units costs price_minor as a whole.
struct Rate {
  int units_from = 1;
  std::int64_t price_minor = 0;
  std::optional<std::string> season;  // key; none: outside of all seasons
  // packages: it starts on these days alone (ISO, 1 Monday .. 7 Sunday), as "from Friday to Monday"
  // does; none: on any day.
  std::optional<std::vector<int>> weekdays;
  bool operator==(const Rate&) const = default;
};
BOOST_DESCRIBE_STRUCT(Rate, (), (units_from, price_minor, season, weekdays))

// What certain days change about the rate of units that start on them. The first rule that fits a
// day applies, alone.
struct DayRule {
  LocalizedText name;                       // "выходные" / "weekend"
  std::vector<int> weekdays;                // ISO, 1 Monday .. 7 Sunday
  bool holidays = false;                    // fits the holidays of the business
  int percent = 0;                          // +20: a fifth dearer; -10: a tenth cheaper
  std::optional<std::int64_t> price_minor;  // instead of the rate; percent is 0 then
  bool operator==(const DayRule&) const = default;
};
BOOST_DESCRIBE_STRUCT(DayRule, (), (name, weekdays, holidays, percent, price_minor))

struct Tariff {
  LocalizedText name;
  TariffMode mode = TariffMode::by_length;
  std::vector<Season> seasons;  // the first that has the date counts
  // Each season's ascending by units_from; by_length: the first is 1. A season without rates has
  // the prices from outside of the seasons.
  std::vector<Rate> rates;
  std::vector<DayRule> day_rules;
  // by_length: a rental is never dearer than a longer one that starts with it ("9 days at the
  // ten-day price when that is less").
  bool capped_by_longer = false;
  std::int64_t rounding_minor = 1;  // rates changed by a percentage are rounded to this, half up
  bool operator==(const Tariff&) const = default;
};
BOOST_DESCRIBE_STRUCT(Tariff, (),
                      (name, mode, seasons, rates, day_rules, capped_by_longer, rounding_minor))

}  // namespace prokat::rental
