// What is refused of add-ons and promo codes, and with which field.
#include <gmock/gmock.h>

#include "rental/pricing.hpp"

namespace prokat::rental {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

AddonId id_of(const char* name) { return AddonId::derive(name); }

AddonRule rule_of(const char* name, AddonCharge charge, int quantity_max = 1,
                  const char* group = "") {
  return {.id = id_of(name),
          .name = {name, name},
          .charge = charge,
          .price_minor = charge == AddonCharge::percent ? 0 : 10'000,
          .percent_thousandths = charge == AddonCharge::percent ? 10'000 : 0,
          .exclusive_group = group,
          .quantity_max = quantity_max};
}

RateCard card_with_addons() {
  RateCard card;
  card.type = "car";
  card.tariff.rates = {{1, 300'000}};
  card.addons = {rule_of("once", AddonCharge::per_rental),
                 rule_of("seat", AddonCharge::per_unit, 2),
                 rule_of("chain", AddonCharge::per_piece, 4),
                 rule_of("km", AddonCharge::per_km, 500),
                 rule_of("litre", AddonCharge::per_litre, 80),
                 rule_of("insurance", AddonCharge::percent),
                 rule_of("dirty", AddonCharge::per_rental, 1, "washing"),
                 rule_of("wash", AddonCharge::per_rental, 1, "washing")};
  return card;
}

const Instant now = parse_instant("2026-05-01T09:00:00Z").value();

RentalPeriod five_days() {
  return {.period = {parse_instant("2026-05-12T07:00:00Z").value(),
                     parse_instant("2026-05-17T07:00:00Z").value()},
          .start_date = parse_date("2026-05-12").value(),
          .end_date = parse_date("2026-05-17").value(),
          .units = 5};
}

std::vector<std::string> faults_of(const RateCard& card, const Extras& extras) {
  const auto price = price_rental(card, five_days(), TimeZone(), extras, now);
  std::vector<std::string> faults;
  if (price) return faults;
  EXPECT_EQ(price.error().code, ProblemCode::validation_failed);
  for (const FieldError& fault : price.error().errors) {
    faults.push_back(fault.pointer + " " + fault.code);
  }
  return faults;
}

TEST(Addons, each_fault_is_named_with_its_field) {
  struct Row {
    std::vector<ChosenAddon> chosen;
    const char* fault;
  };
  const Row table[] = {
      {{{id_of("tent"), 1}}, "/addons/0/addon_id unknown"},
      {{{id_of("seat"), 1}, {id_of("chain"), 1}, {id_of("seat"), 1}},
       "/addons/2/addon_id repeated"},
      {{{id_of("dirty"), 1}, {id_of("wash"), 1}}, "/addons/1/addon_id excluded"},
      {{{id_of("once"), 2}}, "/addons/0/quantity out-of-range"},
      {{{id_of("once"), 0}}, "/addons/0/quantity out-of-range"},
      {{{id_of("insurance"), 2}}, "/addons/0/quantity out-of-range"},
      {{{id_of("seat"), 3}}, "/addons/0/quantity out-of-range"},
      {{{id_of("seat"), 0}}, "/addons/0/quantity out-of-range"},
      {{{id_of("chain"), 5}}, "/addons/0/quantity out-of-range"},
      {{{id_of("chain"), -1}}, "/addons/0/quantity out-of-range"},
      {{{id_of("km"), 501}}, "/addons/0/quantity out-of-range"},
      {{{id_of("litre"), -1}}, "/addons/0/quantity out-of-range"},
  };
  for (const Row& row : table) {
    EXPECT_THAT(faults_of(card_with_addons(), {row.chosen, {}}), ElementsAre(row.fault));
  }
}

TEST(Addons, edges_of_quantities_are_taken) {
  const std::vector<ChosenAddon> chosen = {{id_of("seat"), 2}, {id_of("chain"), 4},
                                           {id_of("km"), 0},   {id_of("litre"), 80},
                                           {id_of("once"), 1}, {id_of("insurance"), 1}};
  EXPECT_THAT(faults_of(card_with_addons(), {chosen, {}}), IsEmpty());
}

TEST(Addons, all_faults_of_a_request_are_named_at_once) {
  PromoTerms promo{.code = "LONG", .percent_thousandths = 10'000, .units_min = 7};
  EXPECT_THAT(faults_of(card_with_addons(), {{{id_of("tent"), 1}, {id_of("seat"), 3}}, promo}),
              ElementsAre("/addons/0/addon_id unknown", "/addons/1/quantity out-of-range",
                          "/promo_code not-applicable"));
}

TEST(Addons, a_mandatory_one_keeps_the_others_of_its_group_out) {
  RateCard card = card_with_addons();
  card.addons.back().mandatory = true;
  EXPECT_THAT(faults_of(card, {{{id_of("dirty"), 1}}, {}}),
              ElementsAre("/addons/0/addon_id excluded"));
  EXPECT_THAT(faults_of(card, {{{id_of("wash"), 1}}, {}}), IsEmpty()) << "named, not doubled";
  const auto price = price_rental(card, five_days(), TimeZone(), {{{id_of("wash"), 1}}, {}}, now);
  EXPECT_EQ(price->lines.size(), 2U);
}

struct PromoRow {
  const char* what;
  void (*spoil)(PromoTerms&);
};

class PromoObstacle : public testing::TestWithParam<PromoRow> {};

TEST_P(PromoObstacle, is_answered_with_its_reason) {
  PromoTerms promo{.code = "MAY", .percent_thousandths = 10'000};
  ASSERT_THAT(faults_of(card_with_addons(), {{}, promo}), IsEmpty());
  GetParam().spoil(promo);
  const auto price = price_rental(card_with_addons(), five_days(), TimeZone(), {{}, promo}, now);
  ASSERT_FALSE(price) << GetParam().what;
  EXPECT_EQ(price.error().errors.at(0).pointer, "/promo_code");
  EXPECT_EQ(price.error().errors.at(0).code, "not-applicable");
  EXPECT_FALSE(price.error().errors.at(0).detail.empty());
}

const PromoRow promo_rows[] = {
    {"not yet", [](PromoTerms& p) { p.valid_from = now + Duration(1); }},
    {"no longer: the end is excluded", [](PromoTerms& p) { p.valid_until = now; }},
    {"starts too early", [](PromoTerms& p) { p.starts_from = parse_date("2026-05-13"); }},
    {"starts too late", [](PromoTerms& p) { p.starts_until = parse_date("2026-05-11"); }},
    {"too short", [](PromoTerms& p) { p.units_min = 6; }},
    {"another type", [](PromoTerms& p) { p.types = {"boat", "house"}; }},
    {"an amount in another currency",
     [](PromoTerms& p) {
       p.percent_thousandths = 0;
       p.amount_minor = 100;
       p.currency = Currency::parse("EUR").value();
     }},
    {"a maximum in another currency",
     [](PromoTerms& p) {
       p.discount_max_minor = 100;
       p.currency = Currency::parse("EUR").value();
     }},
};
INSTANTIATE_TEST_SUITE_P(Promo, PromoObstacle, testing::ValuesIn(promo_rows));

TEST(Promo, applies_at_the_edges_of_its_windows) {
  PromoTerms promo{.code = "MAY", .percent_thousandths = 10'000};
  promo.valid_from = now;
  promo.valid_until = now + Duration(1);
  promo.starts_from = promo.starts_until = parse_date("2026-05-12");
  promo.units_min = 5;
  promo.types = {"boat", "car"};
  promo.currency = Currency::parse("EUR").value();  // a percentage has no currency
  EXPECT_THAT(faults_of(card_with_addons(), {{}, promo}), IsEmpty());
}

}  // namespace
}  // namespace prokat::rental
