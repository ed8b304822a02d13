#include "rental/test_pricing_reference.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace prokat::rental::reference {
namespace {

using std::int64_t;

// Rule 2: half away from zero.
int64_t divide(__int128 number, __int128 by) {
  const bool negative = number < 0;
  if (negative) number = -number;
  __int128 quotient = number / by;
  if ((number % by) * 2 >= by) ++quotient;
  return static_cast<int64_t>(negative ? -quotient : quotient);
}

// Rule 5.
LocalDate date_of_unit(const RateCard& card, const RentalPeriod& rental, const TimeZone& zone,
                       int unit) {
  if (card.time_rules.rental_unit == RentalUnit::hour) {
    return zone.date_of(rental.period.start + std::chrono::hours(unit));
  }
  return LocalDate(std::chrono::sys_days(rental.start_date) + std::chrono::days(unit));
}

int number_of(LocalDate date) {
  return static_cast<int>(unsigned(date.month()) * 100 + unsigned(date.day()));
}

// Rules 6 and 7: the index of the season whose list a date has, -1 for that from outside.
int season_of(const Tariff& tariff, LocalDate date) {
  for (int i = 0; i < static_cast<int>(tariff.seasons.size()); ++i) {
    const Season& season = tariff.seasons[i];
    const int first = number_of(season.first);
    const int last = number_of(season.last);
    const int day = number_of(date);
    bool has_date = season.first <= date && date <= season.last;
    if (season.yearly) {
      has_date = first <= last ? (day >= first && day <= last) : (day >= first || day <= last);
    }
    if (!has_date) continue;
    for (const Rate& rate : tariff.rates) {
      if (rate.season && *rate.season == season.key) return i;
    }
    return -1;
  }
  return -1;
}

// Rules 12 and 13: the index of the rule that changes a price on a date, -1 for none.
int rule_of(const RateCard& card, LocalDate date) {
  const int weekday =
      static_cast<int>(std::chrono::weekday(std::chrono::sys_days(date)).iso_encoding());
  const std::set<LocalDate> holidays(card.holidays.begin(), card.holidays.end());
  for (int i = 0; i < static_cast<int>(card.tariff.day_rules.size()); ++i) {
    const DayRule& rule = card.tariff.day_rules[i];
    const std::set<int> weekdays(rule.weekdays.begin(), rule.weekdays.end());
    if (!weekdays.contains(weekday) && !(rule.holidays && holidays.contains(date))) continue;
    if (rule.percent == 0 && !rule.price_minor) return -1;
    return i;
  }
  return -1;
}

int64_t on_day(const Tariff& tariff, int64_t rate, int rule) {
  if (rule < 0) return rate;
  const DayRule& day = tariff.day_rules[rule];
  if (day.price_minor) return *day.price_minor;
  const int64_t hundredths = rate * (100 + day.percent);
  return divide(hundredths, 100 * tariff.rounding_minor) * tariff.rounding_minor;
}

bool in_list(const Tariff& tariff, const Rate& rate, int season) {
  if (season < 0) return !rate.season;
  return rate.season && *rate.season == tariff.seasons[season].key;
}

// Rules 8 to 10: the index of the rate for a length in a season's list.
int column(const Tariff& tariff, int season, int units) {
  int found = -1;
  for (int i = 0; i < static_cast<int>(tariff.rates.size()); ++i) {
    const Rate& rate = tariff.rates[i];
    if (in_list(tariff, rate, season) && rate.units_from <= units &&
        (found < 0 || rate.units_from > tariff.rates[found].units_from)) {
      found = i;
    }
  }
  return found < 0 && season >= 0 ? column(tariff, -1, units) : found;
}

// Rule 14: equal rate and rule are one line, in the order of their first unit. A day's own price
// does not depend on the rate.
struct Lines {
  std::vector<std::array<int, 3>> keys;
  std::vector<Line> lines;

  void add(std::array<int, 3> key, int64_t price) {
    const auto found = std::find(keys.begin(), keys.end(), key);
    if (found == keys.end()) {
      keys.push_back(key);
      lines.push_back({LineKind::rental, 1, price, price});
      return;
    }
    Line& line = lines[found - keys.begin()];
    line.quantity += 1;
    line.amount += price;
  }
  int64_t sum() const {
    int64_t total = 0;
    for (const Line& line : lines) total += line.amount;
    return total;
  }
};

Lines by_length(const RateCard& card, const RentalPeriod& rental, const TimeZone& zone, int units) {
  Lines lines;
  for (int unit = 0; unit < units; ++unit) {
    const LocalDate date = date_of_unit(card, rental, zone, unit);
    const int rate = column(card.tariff, season_of(card.tariff, date), units);
    const int rule = rule_of(card, date);
    const bool own_price = rule >= 0 && card.tariff.day_rules[rule].price_minor;
    lines.add({own_price ? -1 : rate, rule, 0},
              on_day(card.tariff, card.tariff.rates[rate].price_minor, rule));
  }
  return lines;
}

// Rules 15 to 18, by trying everything.
class Packing {
 public:
  Packing(const RateCard& card, const RentalPeriod& rental, const TimeZone& zone)
      : card_(card), rental_(rental) {
    for (int unit = 0; unit < rental.units; ++unit) {
      dates_.push_back(date_of_unit(card, rental, zone, unit));
    }
  }

  Lines best() {
    lay(0);
    Lines lines;
    int unit = 0;
    for (const Package& package : best_) {
      const int size = card_.tariff.rates[package.rate].units_from;
      const int used = std::min(size, rental_.units - unit);
      lines.add({package.rate, package.rule, size == used ? 0 : used}, package.price);
      unit += used;
    }
    return lines;
  }

 private:
  struct Package {
    int rate = 0;
    int rule = -1;
    int64_t price = 0;
  };

  void lay(int unit) {
    if (unit >= rental_.units) {
      if (best_.empty() || better()) best_ = laid_;
      return;
    }
    const LocalDate date = dates_[unit];
    const int season = season_of(card_.tariff, date);
    const int day_rule = rule_of(card_, date);
    const int weekday =
        static_cast<int>(std::chrono::weekday(std::chrono::sys_days(date)).iso_encoding());
    for (int i = 0; i < static_cast<int>(card_.tariff.rates.size()); ++i) {
      const Rate& rate = card_.tariff.rates[i];
      if (!in_list(card_.tariff, rate, season)) continue;
      if (rate.weekdays && std::ranges::find(*rate.weekdays, weekday) == rate.weekdays->end()) {
        continue;
      }
      int rule = day_rule;
      if (rule >= 0 && card_.tariff.day_rules[rule].price_minor && rate.units_from > 1) rule = -1;
      laid_.push_back({i, rule, on_day(card_.tariff, rate.price_minor, rule)});
      lay(unit + rate.units_from);
      laid_.pop_back();
    }
  }

  static int64_t cost(const std::vector<Package>& packages) {
    int64_t sum = 0;
    for (const Package& package : packages) sum += package.price;
    return sum;
  }
  std::vector<int> sizes(const std::vector<Package>& packages) const {
    std::vector<int> all;
    for (const Package& package : packages) {
      all.push_back(card_.tariff.rates[package.rate].units_from);
    }
    return all;
  }
  // Rule 18. What is equal in all of it stays with what was tried first: the first listed.
  bool better() const {
    if (cost(laid_) != cost(best_)) return cost(laid_) < cost(best_);
    if (laid_.size() != best_.size()) return laid_.size() < best_.size();
    return sizes(laid_) > sizes(best_);
  }

  const RateCard& card_;
  const RentalPeriod& rental_;
  std::vector<LocalDate> dates_;
  std::vector<Package> laid_;
  std::vector<Package> best_;
};

// Rule 11.
std::optional<int64_t> cheaper_longer(const RateCard& card, const RentalPeriod& rental,
                                      const TimeZone& zone, int64_t rent) {
  if (!card.tariff.capped_by_longer || card.tariff.mode == TariffMode::packages) return {};
  std::optional<int64_t> cheapest;
  for (int units = rental.units + 1; units <= card.time_rules.units_max; ++units) {
    const int64_t longer = by_length(card, rental, zone, units).sum();
    if (longer < cheapest.value_or(rent)) cheapest = longer;
  }
  return cheapest;
}

// Rules 19 and 20.
class Addons {
 public:
  Addons(const RateCard& card, const RentalPeriod& rental, const Extras& extras)
      : card_(card), rental_(rental), extras_(extras) {}

  bool refused() const {
    std::map<std::string, std::set<AddonId>> groups;
    for (const AddonRule& rule : card_.addons) {
      if (rule.mandatory && !rule.exclusive_group.empty()) {
        groups[rule.exclusive_group].insert(rule.id);
      }
    }
    std::set<AddonId> seen;
    for (const ChosenAddon& chosen : extras_.addons) {
      const auto rule = std::ranges::find(card_.addons, chosen.addon_id, &AddonRule::id);
      if (rule == card_.addons.end() || !seen.insert(chosen.addon_id).second) return true;
      if (!rule->exclusive_group.empty()) {
        auto& group = groups[rule->exclusive_group];
        group.insert(rule->id);
        if (group.size() > 1) return true;
      }
      const auto [least, most] = range(*rule);
      if (chosen.quantity < least || chosen.quantity > most) return true;
    }
    return false;
  }

  std::vector<Line> lines(int64_t rent) const {
    std::vector<Line> all;
    for (const AddonRule& rule : card_.addons) {
      std::optional<int> quantity;
      if (rule.mandatory) quantity = range(rule).first;
      for (const ChosenAddon& chosen : extras_.addons) {
        if (chosen.addon_id == rule.id) quantity = chosen.quantity;
      }
      if (quantity) all.push_back(line(rule, *quantity, rent));
    }
    return all;
  }

 private:
  static std::pair<int, int> range(const AddonRule& rule) {
    switch (rule.charge) {
      case AddonCharge::per_rental:
      case AddonCharge::percent:
        return {1, 1};
      case AddonCharge::per_km:
      case AddonCharge::per_litre:
        return {0, rule.quantity_max};
      case AddonCharge::per_unit:
      case AddonCharge::per_piece:
        return {1, rule.quantity_max};
    }
    return {};
  }

  Line line(const AddonRule& rule, int quantity, int64_t rent) const {
    if (rule.free_from_units && rental_.units >= *rule.free_from_units) {
      return {LineKind::addon, 1, 0, 0};
    }
    int64_t price = rule.price_minor;
    int64_t times = quantity;
    if (rule.charge == AddonCharge::percent) {
      price = divide(static_cast<__int128>(rent) * rule.percent_thousandths, 100'000);
    }
    if (rule.charge == AddonCharge::per_unit) times = int64_t{rental_.units} * quantity;
    if (rule.amount_max_minor && price * times > *rule.amount_max_minor) {
      return {LineKind::addon, 1, *rule.amount_max_minor, *rule.amount_max_minor};
    }
    return {LineKind::addon, times, price, price * times};
  }

  const RateCard& card_;
  const RentalPeriod& rental_;
  const Extras& extras_;
};

// Rule 22.
bool applies(const PromoTerms& promo, const RateCard& card, const RentalPeriod& rental,
             Instant now) {
  const bool booked_in_time = (!promo.valid_from || *promo.valid_from <= now) &&
                              (!promo.valid_until || now < *promo.valid_until);
  const bool starts_in_time = (!promo.starts_from || *promo.starts_from <= rental.start_date) &&
                              (!promo.starts_until || rental.start_date <= *promo.starts_until);
  const std::set<std::string> types(promo.types.begin(), promo.types.end());
  const bool in_amounts = promo.amount_minor != 0 || promo.discount_max_minor;
  return booked_in_time && starts_in_time && rental.units >= promo.units_min &&
         (types.empty() || types.contains(card.type)) &&
         (!in_amounts || promo.currency == card.currency);
}

// Rule 21.
Line discount(const PromoTerms& promo, int64_t rent, int64_t addons) {
  const int64_t base = rent + (promo.covers_addons ? addons : 0);
  int64_t amount = promo.amount_minor;
  if (promo.percent_thousandths != 0) {
    amount = divide(static_cast<__int128>(base) * promo.percent_thousandths, 100'000);
  }
  amount = std::min({amount, base, promo.discount_max_minor.value_or(base)});
  return {LineKind::discount, 1, -amount, -amount};
}

// Rules 23 to 26.
void tax(const RateCard& card, const RentalPeriod& rental, const TimeZone& zone, Outcome& outcome) {
  const LocalDate day = zone.date_of(rental.period.end - std::chrono::microseconds(1));
  for (const TaxRate& rate : card.taxes) {
    if (rate.valid_from && day < *rate.valid_from) continue;
    if (rate.valid_until && day > *rate.valid_until) continue;
    const int r = rate.percent_thousandths;
    outcome.tax_base = outcome.total;
    outcome.tax = 0;
    if (card.tax_inclusive) {
      for (const Line& line : outcome.lines) {
        *outcome.tax += divide(static_cast<__int128>(line.amount) * r, 100'000 + r);
      }
      return;
    }
    outcome.tax = divide(static_cast<__int128>(outcome.total) * r, 100'000);
    if (r != 0) outcome.lines.push_back({LineKind::tax, 1, *outcome.tax, *outcome.tax});
    outcome.total += *outcome.tax;
    return;
  }
}

}  // namespace

void PrintTo(const Line& line, std::ostream* out) {
  *out << static_cast<int>(line.kind) << ": " << line.quantity << " × " << line.unit_price << " = "
       << line.amount;
}

Outcome price(const RateCard& card, const RentalPeriod& rental, const TimeZone& zone,
              const Extras& extras, Instant now) {
  const Addons addons(card, rental, extras);
  Outcome outcome;
  outcome.refused =
      addons.refused() || (extras.promo && !applies(*extras.promo, card, rental, now));
  if (outcome.refused) return outcome;

  const Lines units = card.tariff.mode == TariffMode::packages
                          ? Packing(card, rental, zone).best()
                          : by_length(card, rental, zone, rental.units);
  outcome.lines = units.lines;
  int64_t rent = units.sum();
  if (const auto cheaper = cheaper_longer(card, rental, zone, rent)) {
    outcome.lines.push_back({LineKind::discount, 1, *cheaper - rent, *cheaper - rent});
    rent = *cheaper;
  }
  int64_t addons_sum = 0;
  for (const Line& line : addons.lines(rent)) {
    outcome.lines.push_back(line);
    addons_sum += line.amount;
  }
  if (extras.promo) outcome.lines.push_back(discount(*extras.promo, rent, addons_sum));
  for (const Line& line : outcome.lines) outcome.total += line.amount;
  outcome.deposit = card.deposit_minor;
  tax(card, rental, zone, outcome);
  return outcome;
}

Outcome outcome_of(const Result<Price>& answered) {
  Outcome outcome;
  outcome.refused = !answered;
  if (!answered) return outcome;
  for (const PriceLine& line : answered->lines) {
    outcome.lines.push_back({line.kind, line.quantity_thousandths / 1000,
                             line.unit_price.amount_minor, line.amount.amount_minor});
  }
  outcome.total = answered->total.amount_minor;
  outcome.deposit = answered->deposit.amount_minor;
  if (!answered->taxes.empty()) {
    outcome.tax_base = answered->taxes.front().base.amount_minor;
    outcome.tax = answered->taxes.front().amount.amount_minor;
  }
  return outcome;
}

}  // namespace prokat::rental::reference
