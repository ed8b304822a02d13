// The rent itself, before add-ons, discounts and taxes: which rate and which day's rule each unit
// or package has. The rules: docs/pricing.md.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "rental/rate_card.hpp"
#include "rental/unit_dates.hpp"

namespace prokat::rental {

// Units (by_length) or packages of equal price and rule: one line. Points into the card.
struct RentPart {
  const Rate* rate = nullptr;
  const Season* season = nullptr;     // none: outside of the seasons, or it does not matter
  const DayRule* day_rule = nullptr;  // none: the rate stands as it is
  int count = 0;
  int units_used = 1;            // packages: of each one
  std::int64_t price_minor = 0;  // of each
};

// What a longer rental with the same start costs, where that is less.
struct RentCap {
  int units = 0;
  std::int64_t rent_minor = 0;
};

struct Rent {
  std::vector<RentPart> parts;
  std::int64_t parts_minor = 0;
  std::optional<RentCap> cap;

  std::int64_t amount_minor() const { return cap ? cap->rent_minor : parts_minor; }
};

Rent find_rent(const RateCard& card, const RentalStart& start, int units, const TimeZone& zone);

// --- parts of it ---

// What a price list looks at in a day: the season, when it has rates of its own, and the day's
// rule, when it changes a price.
struct DayTerms {
  const Season* season = nullptr;
  const DayRule* rule = nullptr;
  int weekday = 1;
};
DayTerms terms_on(const RateCard& card, LocalDate date);
const DayRule* rule_for(const Tariff& tariff, int weekday, bool holiday);
bool has_rates(const Tariff& tariff, const Season& season);
bool same_every_day(const Tariff& tariff);

// by_length: the rate of a unit in a rental of `units`, as the day's rule leaves it.
RentPart unit_part(const RateCard& card, const DayTerms& terms, int units);
// A rate's price as the rule leaves it. nullptr: as it is.
std::int64_t price_on_day(const Tariff& tariff, const Rate& rate, const DayRule* rule);

Rent find_packages(const RateCard& card, std::span<const DateUnits> dates, int units);
// Those that may start on such a day, the largest first; of one length the cheapest first.
std::vector<RentPart> packages_on(const RateCard& card, const DayTerms& terms);

}  // namespace prokat::rental
