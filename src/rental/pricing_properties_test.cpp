// The program against the slow reference, and what must hold for every price.
#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>

#include "base/json.hpp"
#include "rental/checks.hpp"
#include "rental/test_pricing_reference.hpp"
#include "rental/test_random_pricing.hpp"

namespace prokat::rental {
namespace {

using testing_random::Case;
using testing_random::Generator;

bool is_long() { return std::getenv("PROKAT_TEST_LONG") != nullptr; }

std::uint64_t fresh_seed(const char* of) {
  const char* given = std::getenv("PROKAT_TEST_SEED");
  const std::uint64_t seed = given ? std::strtoull(given, nullptr, 10) : std::random_device()();
  std::cout << of << ": PROKAT_TEST_SEED=" << seed << std::endl;
  return seed;
}

Result<Price> price_of(const Case& tried, const Extras& extras) {
  return price_rental(tried.card, tried.rental, tried.zone, extras, tried.now);
}

void expect_equal(const Case& tried, const Result<Price>& answered) {
  const reference::Outcome program = reference::outcome_of(answered);
  const reference::Outcome wanted =
      reference::price(tried.card, tried.rental, tried.zone, tried.extras, tried.now);
  EXPECT_EQ(program.refused, wanted.refused);
  EXPECT_EQ(program.lines, wanted.lines);
  EXPECT_EQ(program.total, wanted.total);
  EXPECT_EQ(program.deposit, wanted.deposit);
  EXPECT_EQ(program.tax_base, wanted.tax_base);
  EXPECT_EQ(program.tax, wanted.tax);
}

void expect_sound_lines(const Case& tried, const Price& price) {
  Money sum{0, tried.card.currency};
  Money takable{0, tried.card.currency};
  for (const PriceLine& line : price.lines) {
    sum = sum + line.amount;
    EXPECT_EQ(line.quantity_thousandths % 1000, 0) << "no line with a fraction";
    EXPECT_EQ(line.amount, multiply(line.unit_price, line.quantity_thousandths / 1000, 1));
    EXPECT_EQ(line.amount.amount_minor <= 0 || line.kind != LineKind::discount, true);
    for (const std::string* text : {&line.title.ru, &line.title.en, &line.rule.ru, &line.rule.en}) {
      EXPECT_FALSE(text->empty());
    }
    if (line.kind == LineKind::rental || line.kind == LineKind::addon)
      takable = takable + line.amount;
    if (line.kind == LineKind::discount) {
      takable = takable + line.amount;
      EXPECT_GE(takable.amount_minor, 0) << "no discount above what it is taken from";
    }
  }
  EXPECT_EQ(price.total, sum);
  EXPECT_GE(price.total.amount_minor, 0);
}

// Whatever else a customer takes, it does not become cheaper.
void expect_addons_only_add(const Case& tried, const Price& price) {
  for (const AddonRule& rule : tried.card.addons) {
    Extras more = tried.extras;
    more.addons.push_back({rule.id, 1});
    const auto with_it = price_of(tried, more);
    if (with_it) EXPECT_GE(with_it->total.amount_minor, price.total.amount_minor);
  }
}

void expect_order_of_choice_not_to_matter(const Case& tried, const Price& price) {
  Extras turned = tried.extras;
  std::ranges::reverse(turned.addons);
  const auto again = price_of(tried, turned);
  ASSERT_TRUE(again);
  EXPECT_EQ(json::write(*again), json::write(price));
}

void expect_lowest_price_to_be_the_lowest(const Case& tried) {
  const auto bare = price_rental(tried.card, tried.rental, tried.zone, {}, tried.now);
  ASSERT_TRUE(bare);
  std::int64_t rent = 0;
  for (const PriceLine& line : bare->lines) {
    if (line.kind == LineKind::rental || line.kind == LineKind::discount)
      rent += line.amount.amount_minor;
  }
  // A package's price is shared among its units, rounded to a minor unit.
  EXPECT_GE(2 * rent, (2 * lowest_price(tried.card).amount_minor - 1) * tried.rental.units);
}

void expect_lawful(const Case& tried) {
  EXPECT_THAT(check_tariff(tried.card.tariff), testing::IsEmpty());
  for (const AddonRule& addon : tried.card.addons)
    EXPECT_THAT(check_addon(addon), testing::IsEmpty());
}

TEST(PricingProperties, random_prices_equal_the_reference_and_are_sound) {
  Generator random(fresh_seed("random prices"));
  const int cases = is_long() ? 100'000 : 2'000;
  int priced = 0;
  for (int i = 0; i < cases; ++i) {
    const Case tried = random.make();
    const auto answered = price_of(tried, tried.extras);
    expect_lawful(tried);
    expect_equal(tried, answered);
    if (answered) {
      ++priced;
      expect_sound_lines(tried, *answered);
      expect_lowest_price_to_be_the_lowest(tried);
      if (i % 4 == 0) {
        expect_addons_only_add(tried, *answered);
        expect_order_of_choice_not_to_matter(tried, *answered);
      }
    }
    if (testing::Test::HasFailure()) FAIL() << "case " << i << "\n" << tried.text();
  }
  EXPECT_GT(priced, cases / 2) << "most cases must be prices, not refusals";
}

std::int64_t rent_of(const Case& tried, int units) {
  RentalPeriod rental = tried.rental;
  rental.units = units;
  return price_rental(tried.card, rental, tried.zone, {}, tried.now)->total.amount_minor;
}

TEST(PricingProperties, a_longer_rental_never_costs_less_where_prices_are_capped_or_packed) {
  Generator random(fresh_seed("longer rentals"));
  const int cases = is_long() ? 3'000 : 150;
  for (int i = 0; i < cases; ++i) {
    Case tried = random.make();
    tried.card.addons.clear();
    tried.card.taxes.clear();
    tried.card.tariff.capped_by_longer = tried.card.tariff.mode == TariffMode::by_length;
    std::int64_t shorter = 0;
    for (int units = 1; units <= tried.card.time_rules.units_max; ++units) {
      const std::int64_t rent = rent_of(tried, units);
      ASSERT_GE(rent, shorter) << units << " units\n" << tried.text();
      shorter = rent;
    }
  }
}

TEST(PricingProperties, no_other_packages_are_cheaper_for_a_month_of_hours) {
  Generator random(fresh_seed("months of hours"));
  const int cases = is_long() ? 500 : 20;
  for (int i = 0; i < cases; ++i) {
    Case tried = random.make();
    tried.card.time_rules.rental_unit = RentalUnit::hour;
    tried.card.tariff = {.mode = TariffMode::packages,
                         .rates = {{1, 60'000},
                                   {4, random.number(180'000, 240'000)},
                                   {9, random.number(400'000, 540'000)},
                                   {24, random.number(900'000, 1'440'000)}}};
    tried.card.addons.clear();
    tried.card.taxes.clear();
    const int units = random.number(100, 720);
    const std::int64_t best = rent_of(tried, units);
    const auto& rates = tried.card.tariff.rates;
    std::int64_t cheapest = best;
    for (int days = 0; days <= units / 24 + 1; ++days) {
      for (int nines = 0; nines <= 30; ++nines) {
        const int left = std::max(0, units - days * 24 - nines * 9);
        const int fours = left / 4;
        const std::int64_t above = days * rates[3].price_minor + nines * rates[2].price_minor +
                                   fours * rates[1].price_minor;
        cheapest = std::min({cheapest, above + (left - fours * 4) * rates[0].price_minor,
                             above + (left > fours * 4 ? rates[1].price_minor : 0)});
      }
    }
    ASSERT_EQ(best, cheapest) << units << " units\n" << tried.text();
  }
}

}  // namespace
}  // namespace prokat::rental
