#include "rental/checks.hpp"

#include <gmock/gmock.h>

namespace prokat::rental {
namespace {

using std::chrono::April;
using std::chrono::January;
using std::chrono::March;
using std::chrono::May;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> texts_of(const std::vector<FieldError>& faults) {
  std::vector<std::string> texts;
  for (const FieldError& fault : faults) {
    EXPECT_FALSE(fault.detail.empty()) << fault.pointer;
    texts.push_back(fault.pointer + " " + fault.code);
  }
  return texts;
}

LocalDate on(std::chrono::month month, unsigned day, int year = 2027) {
  return {std::chrono::year(year), month, std::chrono::day(day)};
}

Season high_season() {
  return {.key = "high", .name = {"сезон", "season"}, .first = on(April, 1), .last = on(May, 31)};
}

Tariff lawful_list() {
  return {.name = {"Легковые", "Cars"},
          .seasons = {high_season()},
          .rates = {{1, 300'000}, {4, 270'000}, {1, 400'000, "high"}, {4, 360'000, "high"}},
          .day_rules = {{.name = {"выходные", "weekend"}, .weekdays = {6, 7}, .percent = 20}}};
}

Tariff lawful_packages() {
  return {.mode = TariffMode::packages,
          .rates = {{1, 300'000}, {3, 800'000, std::nullopt, std::vector{5}}, {7, 1'800'000}}};
}

struct TariffRow {
  const char* what;
  void (*spoil)(Tariff&);
  const char* fault;
};

class TariffFault : public testing::TestWithParam<TariffRow> {};

TEST_P(TariffFault, is_named_with_its_field) {
  Tariff tariff = lawful_list();
  GetParam().spoil(tariff);
  EXPECT_THAT(texts_of(check_tariff(tariff)), ElementsAre(GetParam().fault)) << GetParam().what;
}

const TariffRow tariff_rows[] = {
    {"no rates at all", [](Tariff& t) { t.rates.clear(); }, "/rates required"},
    {"no rate outside of the seasons",
     [](Tariff& t) { t.rates.erase(t.rates.begin(), t.rates.begin() + 2); }, "/rates required"},
    {"short rentals without a rate", [](Tariff& t) { t.rates.erase(t.rates.begin()); },
     "/rates required"},
    {"short rentals of a season without a rate",
     [](Tariff& t) { t.rates.erase(t.rates.begin() + 2); }, "/rates required"},
    {"descending", [](Tariff& t) { t.rates.push_back({2, 1}); },
     "/rates/4/units_from not-ascending"},
    {"twice the same length", [](Tariff& t) { t.rates[1].units_from = 1; },
     "/rates/1/units_from repeated"},
    {"no length", [](Tariff& t) { t.rates.insert(t.rates.begin(), {0, 1}); },
     "/rates/0/units_from out-of-range"},
    {"an endless length", [](Tariff& t) { t.rates[1].units_from = 721; },
     "/rates/1/units_from out-of-range"},
    {"a negative price", [](Tariff& t) { t.rates[0].price_minor = -1; },
     "/rates/0/price_minor out-of-range"},
    {"a price that could overflow", [](Tariff& t) { t.rates[0].price_minor = 100'000'000'001; },
     "/rates/0/price_minor out-of-range"},
    {"a season that does not exist", [](Tariff& t) { t.rates.push_back({1, 1, "low"}); },
     "/rates/4/season unknown"},
    {"weekdays of a rate by length", [](Tariff& t) { t.rates[1].weekdays = {5}; },
     "/rates/1/weekdays bad-value"},
    {"a season without key", [](Tariff& t) { t.seasons.push_back({.key = "", .name = {"x", ""}}); },
     "/seasons/1/key required"},
    {"a season without name", [](Tariff& t) { t.seasons[0].name = {}; },
     "/seasons/0/name required"},
    {"two seasons of one key", [](Tariff& t) { t.seasons.push_back(high_season()); },
     "/seasons/1/key repeated"},
    {"dates of one year the wrong way round",
     [](Tariff& t) {
       t.seasons[0].yearly = false;
       t.seasons[0].last = on(March, 1);
     },
     "/seasons/0/last out-of-range"},
    {"a day rule without name", [](Tariff& t) { t.day_rules[0].name = {}; },
     "/day_rules/0/name required"},
    {"a day rule for no day", [](Tariff& t) { t.day_rules[0].weekdays.clear(); },
     "/day_rules/0/weekdays required"},
    {"an eighth day of the week", [](Tariff& t) { t.day_rules[0].weekdays = {1, 8}; },
     "/day_rules/0/weekdays/1 out-of-range"},
    {"a day of the week twice", [](Tariff& t) { t.day_rules[0].weekdays = {6, 7, 6}; },
     "/day_rules/0/weekdays/2 repeated"},
    {"cheaper than nothing", [](Tariff& t) { t.day_rules[0].percent = -101; },
     "/day_rules/0/percent out-of-range"},
    {"a percentage and a price", [](Tariff& t) { t.day_rules[0].price_minor = 1; },
     "/day_rules/0/price_minor bad-value"},
    {"a negative price of a day",
     [](Tariff& t) {
       t.day_rules[0].percent = 0;
       t.day_rules[0].price_minor = -1;
     },
     "/day_rules/0/price_minor out-of-range"},
    {"rounding to nothing", [](Tariff& t) { t.rounding_minor = 0; },
     "/rounding_minor out-of-range"},
    {"more rates than anybody reads", [](Tariff& t) { t.rates.resize(501, {1, 1}); },
     "/rates too-long"},
};
INSTANTIATE_TEST_SUITE_P(Checks, TariffFault, testing::ValuesIn(tariff_rows));

TEST(Checks, lawful_price_lists_have_no_faults) {
  EXPECT_THAT(check_tariff(lawful_list()), IsEmpty());
  EXPECT_THAT(check_tariff(lawful_packages()), IsEmpty());
  Tariff over_new_year = lawful_list();
  over_new_year.seasons[0].first = on(std::chrono::December, 30);
  over_new_year.seasons[0].last = on(January, 8);
  EXPECT_THAT(check_tariff(over_new_year), IsEmpty()) << "yearly: it runs over the new year";
  Tariff without_rates = lawful_list();
  without_rates.rates.resize(2);
  EXPECT_THAT(check_tariff(without_rates), IsEmpty()) << "that season has the prices from outside";
}

TEST(Checks, packages_start_on_every_day_of_the_week) {
  Tariff tariff = lawful_packages();
  tariff.rates[0].weekdays = std::vector{1, 2, 3, 4, 6, 7};
  tariff.rates.pop_back();
  EXPECT_THAT(check_tariff(tariff), IsEmpty()) << "Friday has the package of three days";
  tariff.rates[1].weekdays = std::vector{6};
  EXPECT_THAT(texts_of(check_tariff(tariff)), ElementsAre("/rates required"));
  tariff.rates[1].weekdays = std::vector<int>{};
  EXPECT_THAT(texts_of(check_tariff(tariff)),
              ElementsAre("/rates/1/weekdays required", "/rates required"));
}

TEST(Checks, packages_of_one_length_may_differ_by_their_days) {
  Tariff tariff = lawful_packages();
  tariff.rates.insert(tariff.rates.begin() + 2, {3, 850'000, std::nullopt, std::vector{4}});
  EXPECT_THAT(check_tariff(tariff), IsEmpty());
  tariff.rates[2].weekdays = std::vector{5};
  EXPECT_THAT(texts_of(check_tariff(tariff)), ElementsAre("/rates/2/units_from repeated"));
}

TEST(Checks, packages_are_not_capped) {
  Tariff tariff = lawful_packages();
  tariff.capped_by_longer = true;
  EXPECT_THAT(texts_of(check_tariff(tariff)), ElementsAre("/capped_by_longer bad-value"));
}

TEST(Checks, an_addon_has_the_fields_of_its_charge) {
  const AddonRule seat{.name = {"Кресло", "Seat"}, .price_minor = 30'000, .quantity_max = 2};
  const auto faults_with = [&](auto&& spoil) {
    AddonRule rule = seat;
    rule.charge = AddonCharge::per_unit;
    spoil(rule);
    return texts_of(check_addon(rule));
  };
  EXPECT_THAT(faults_with([](AddonRule&) {}), IsEmpty());
  EXPECT_THAT(faults_with([](AddonRule& a) { a.name = {}; }), ElementsAre("/name required"));
  EXPECT_THAT(faults_with([](AddonRule& a) { a.price_minor = -1; }),
              ElementsAre("/price_minor out-of-range"));
  EXPECT_THAT(faults_with([](AddonRule& a) { a.percent_thousandths = 1; }),
              ElementsAre("/percent_thousandths out-of-range"));
  EXPECT_THAT(faults_with([](AddonRule& a) { a.amount_max_minor = -1; }),
              ElementsAre("/amount_max_minor out-of-range"));
  EXPECT_THAT(faults_with([](AddonRule& a) { a.free_from_units = 0; }),
              ElementsAre("/free_from_units out-of-range"));
  EXPECT_THAT(faults_with([](AddonRule& a) { a.quantity_max = 10'001; }),
              ElementsAre("/quantity_max out-of-range"));
  EXPECT_THAT(faults_with([](AddonRule& a) { a.charge = AddonCharge::per_rental; }),
              ElementsAre("/quantity_max out-of-range"))
      << "once is once";
  EXPECT_THAT(faults_with([](AddonRule& a) {
                a.charge = AddonCharge::percent;
                a.quantity_max = 1;
              }),
              ElementsAre("/percent_thousandths out-of-range", "/price_minor bad-value"));
}

TEST(Checks, a_promo_code_takes_off_a_percentage_or_an_amount) {
  const auto faults_with = [](auto&& spoil) {
    PromoTerms promo{.code = "LETO", .percent_thousandths = 10'000};
    spoil(promo);
    return texts_of(check_promo(promo));
  };
  EXPECT_THAT(faults_with([](PromoTerms&) {}), IsEmpty());
  EXPECT_THAT(faults_with([](PromoTerms& p) { p.percent_thousandths = 0; }),
              ElementsAre("/percent_thousandths required"));
  EXPECT_THAT(faults_with([](PromoTerms& p) { p.percent_thousandths = 100'001; }),
              ElementsAre("/percent_thousandths out-of-range"));
  EXPECT_THAT(faults_with([](PromoTerms& p) { p.amount_minor = 1; }),
              ElementsAre("/amount_minor bad-value"));
  EXPECT_THAT(faults_with([](PromoTerms& p) { p.discount_max_minor = -1; }),
              ElementsAre("/discount_max_minor out-of-range"));
  EXPECT_THAT(faults_with([](PromoTerms& p) { p.units_min = 0; }),
              ElementsAre("/units_min out-of-range"));
  EXPECT_THAT(faults_with([](PromoTerms& p) {
                p.starts_from = on(May, 2);
                p.starts_until = on(May, 1);
              }),
              ElementsAre("/starts_until out-of-range"));
  EXPECT_THAT(faults_with([](PromoTerms& p) { p.valid_from = p.valid_until = Instant{}; }),
              ElementsAre("/valid_until out-of-range"));
}

TEST(Checks, a_tax_rate_is_named_and_its_dates_are_in_order) {
  EXPECT_THAT(check_tax_rate({.name = {"НДС 22 %", "VAT 22%"}, .percent_thousandths = 22'000}),
              IsEmpty());
  EXPECT_THAT(
      texts_of(check_tax_rate(
          {.percent_thousandths = -1, .valid_from = on(May, 2), .valid_until = on(May, 1)})),
      ElementsAre("/name required", "/percent_thousandths out-of-range",
                  "/valid_until out-of-range"));
}

}  // namespace
}  // namespace prokat::rental
