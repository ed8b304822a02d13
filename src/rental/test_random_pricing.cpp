#include "rental/test_random_pricing.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/json.hpp"

namespace prokat::rental::testing_random {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

// Berlin and New York: two in the morning. Santiago and Beirut: midnight itself. Lord Howe: by half
// an hour. Moscow and Tokyo: never.
constexpr const char* zones[] = {"Europe/Moscow",    "Europe/Berlin", "America/New_York",
                                 "America/Santiago", "Asia/Beirut",   "Australia/Lord_Howe",
                                 "Asia/Tokyo"};
constexpr const char* currencies[] = {"RUB", "RUB", "EUR", "JPY", "KWD"};
// Changes of the clocks in 2026, the new year, and a plain day.
constexpr const char* dates[] = {"2026-03-08", "2026-03-29", "2026-04-05",
                                 "2026-09-06", "2026-10-25", "2026-11-01",
                                 "2025-12-30", "2026-02-28", "2026-05-14"};

constexpr int packages_units_max = 11;  // the reference tries every combination

template <class Choices>
const auto& pick(Generator& random, const Choices& choices) {
  return choices[random.number(0, static_cast<int>(std::size(choices)) - 1)];
}

}  // namespace

std::string Case::text() const {
  std::string text = json::write(card);
  text += fmt::format("\nrental {} .. {}, {} units, start date {}\n",
                      format_instant(rental.period.start), format_instant(rental.period.end),
                      rental.units, format_date(rental.start_date));
  for (const ChosenAddon& addon : extras.addons) {
    text += fmt::format("chosen {} x {}\n", addon.addon_id.to_string(), addon.quantity);
  }
  if (extras.promo) text += json::write(*extras.promo);
  return text;
}

std::int64_t Generator::amount(int max_major) {
  const std::int64_t major = number(0, max_major);
  return chance(50) ? major * 100 : major * 100 + number(0, 99);
}

LocalDate Generator::date_near(LocalDate date, int span) {
  return add_days(date, number(-span, span));
}

std::vector<int> Generator::weekdays() {
  std::vector<int> chosen;
  for (int day = 1; day <= 7; ++day) {
    if (chance(35)) chosen.push_back(day);
  }
  return chosen;
}

void Generator::add_rates(Tariff& tariff, const std::optional<std::string>& season) {
  const bool packages = tariff.mode == TariffMode::packages;
  int units_from = packages && chance(20) ? number(2, 4) : 1;
  std::int64_t price = amount(5000);
  const int count = number(1, packages ? 4 : 5);
  for (int i = 0; i < count; ++i) {
    tariff.rates.push_back({units_from, price, season});
    // The first is for any day, so that every day has a package.
    if (packages && i > 0 && chance(30)) tariff.rates.back().weekdays = weekdays();
    if (tariff.rates.back().weekdays && tariff.rates.back().weekdays->empty()) {
      tariff.rates.back().weekdays = std::vector{number(1, 7)};
    }
    const int step = number(1, 4);
    // Packages a little cheaper or dearer than their units, often just as dear: ties.
    price = packages ? tariff.rates.front().price_minor * (units_from + step) * number(7, 10) / 10
                     : price * number(75, 102) / 100;
    units_from += step;
  }
}

DayRule Generator::day_rule(const Tariff& tariff) {
  DayRule rule{.name = {"правило", "rule"}, .weekdays = weekdays(), .holidays = chance(40)};
  if (rule.weekdays.empty()) rule.holidays = true;
  if (chance(30)) {
    rule.price_minor = amount(6000);
  } else {
    rule.percent = chance(20) ? 0 : number(-40, 60);
  }
  rule.name.ru += std::to_string(tariff.day_rules.size());
  return rule;
}

Tariff Generator::tariff(LocalDate near) {
  Tariff tariff{.mode = chance(45) ? TariffMode::packages : TariffMode::by_length};
  add_rates(tariff, std::nullopt);
  const int seasons = chance(50) ? number(1, 3) : 0;
  for (int i = 0; i < seasons; ++i) {
    Season season{.key = "s" + std::to_string(i), .name = {"сезон" + std::to_string(i), ""}};
    season.yearly = chance(60);
    season.first = date_near(near, 10);
    season.last = add_days(season.first, number(0, 12));
    if (season.yearly && chance(20)) std::swap(season.first, season.last);
    tariff.seasons.push_back(season);
    if (chance(85)) add_rates(tariff, season.key);
  }
  const int rules = chance(60) ? number(1, 3) : 0;
  for (int i = 0; i < rules; ++i) tariff.day_rules.push_back(day_rule(tariff));
  tariff.capped_by_longer = tariff.mode == TariffMode::by_length && chance(40);
  constexpr int roundings[] = {1, 1, 50, 100, 5000};
  tariff.rounding_minor = pick(*this, roundings);
  return tariff;
}

AddonRule Generator::addon(int index) {
  AddonRule rule{.id = AddonId::derive("addon" + std::to_string(index)),
                 .name = {"Услуга " + std::to_string(index), "Add-on"},
                 .charge = static_cast<AddonCharge>(number(0, 5))};
  if (rule.charge == AddonCharge::percent) {
    rule.percent_thousandths = number(1, 60'000);
  } else {
    rule.price_minor = amount(400);
  }
  const bool once = rule.charge == AddonCharge::percent || rule.charge == AddonCharge::per_rental;
  rule.quantity_max = once ? 1 : number(1, 9);
  if (chance(30)) rule.amount_max_minor = amount(1000);
  if (chance(20)) rule.free_from_units = number(1, 12);
  rule.mandatory = chance(15);
  if (chance(30)) rule.exclusive_group = chance(50) ? "fuel" : "washing";
  return rule;
}

PromoTerms Generator::promo(const Case& made) {
  PromoTerms promo{.id = PromoCodeId::derive("promo"), .code = "CODE"};
  promo.currency = chance(92) ? made.card.currency : Currency::parse("USD").value();
  if (chance(65)) {
    promo.percent_thousandths = number(1, 100'000);
  } else {
    promo.amount_minor = amount(20'000) + 1;
  }
  if (chance(30)) promo.discount_max_minor = amount(3000);
  promo.covers_addons = chance(40);
  if (chance(20)) promo.units_min = number(1, 8);
  if (chance(15)) promo.types = {chance(70) ? "car" : "boat"};
  if (chance(20)) promo.starts_from = date_near(made.rental.start_date, 1);
  if (chance(20)) promo.starts_until = date_near(made.rental.start_date, 1);
  if (chance(20)) promo.valid_from = made.now + hours(number(-3, 1));
  if (chance(20)) promo.valid_until = made.now + hours(number(0, 3));
  return promo;
}

RentalPeriod Generator::rental(const RateCard& card, const TimeZone& zone, LocalDate start) {
  const RentalUnit unit = card.time_rules.rental_unit;
  const bool packages = card.tariff.mode == TariffMode::packages;
  const int units = number(1, packages ? packages_units_max : 24);
  RentalPeriod rental{.start_date = start, .units = units};
  if (unit == RentalUnit::hour) {
    rental.period.start = zone.to_instant(start, minutes(number(0, 47) * 30));
    rental.start_date = zone.date_of(rental.period.start);
    rental.period.end = rental.period.start + hours(units) - minutes(number(0, 59));
  } else {
    const bool whole_days = unit == RentalUnit::calendar_day;
    const LocalTime at = whole_days ? minutes(0) : minutes(number(0, 23) * 60);
    rental.period = {zone.to_instant(start, at), zone.to_instant(add_days(start, units), at)};
  }
  rental.end_date = zone.date_of(rental.period.end);
  return rental;
}

std::vector<ChosenAddon> Generator::chosen(const RateCard& card) {
  std::vector<ChosenAddon> chosen;
  for (const AddonRule& rule : card.addons) {
    if (!chance(50)) continue;
    const bool measured =
        rule.charge == AddonCharge::per_km || rule.charge == AddonCharge::per_litre;
    const int beyond = chance(2) ? 1 : 0;
    chosen.push_back({rule.id, number(measured ? 0 : 1, rule.quantity_max) + beyond});
  }
  if (chance(2)) chosen.push_back({AddonId::derive("not on the list"), 1});
  if (!chosen.empty() && chance(2)) chosen.push_back(chosen.front());
  std::ranges::shuffle(chosen, random_);
  return chosen;
}

Case Generator::make() {
  Case made;
  made.now = parse_instant("2025-12-01T10:00:00Z").value();
  const LocalDate start = date_near(parse_date(pick(*this, dates)).value(), 6);
  RateCard& card = made.card;
  card.type = "car";
  card.currency = Currency::parse(pick(*this, currencies)).value();
  card.time_zone = pick(*this, zones);
  made.zone = TimeZone::find(card.time_zone).value();
  card.time_rules.rental_unit = static_cast<RentalUnit>(number(0, 3));
  card.time_rules.units_max = 30;
  card.tariff = tariff(start);
  for (int i = number(0, 4); i > 0; --i) card.holidays.push_back(date_near(start, 8));
  std::ranges::sort(card.holidays);
  for (int i = number(0, 5); i > 0; --i) card.addons.push_back(addon(i));
  if (chance(60)) {
    const LocalDate change = parse_date("2025-12-31").value();
    card.taxes = {
        {.name = {"НДС 20 %", "VAT 20%"}, .percent_thousandths = 20'000, .valid_until = change},
        {.name = {"НДС", "VAT"}, .percent_thousandths = chance(10) ? 0 : number(1, 30'000)}};
    if (chance(20)) card.taxes.back().valid_until = parse_date("2026-09-01").value();
  }
  card.tax_inclusive = chance(60);
  card.deposit_minor = amount(10'000);
  made.rental = rental(card, made.zone, start);
  made.extras.addons = chosen(card);
  if (chance(40)) made.extras.promo = promo(made);
  return made;
}

}  // namespace prokat::rental::testing_random
