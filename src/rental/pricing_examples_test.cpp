// The worked examples of docs/pricing.md, read from the page itself.
#include "rental/pricing_examples.hpp"

#include <gmock/gmock.h>

#include "base/json.hpp"
#include "rental/checks.hpp"
#include "rental/pricing.hpp"

namespace prokat::rental {
namespace {

struct ExampleLine {
  LineKind kind = LineKind::rental;
  LocalizedText title;
  LocalizedText rule;
  std::int64_t quantity = 0;
  std::int64_t unit_price_minor = 0;
  std::int64_t amount_minor = 0;
  bool operator==(const ExampleLine&) const = default;
};
BOOST_DESCRIBE_STRUCT(ExampleLine, (),
                      (kind, title, rule, quantity, unit_price_minor, amount_minor))

void PrintTo(const ExampleLine& line, std::ostream* out) { *out << json::write(line); }

struct ExampleTax {
  LocalizedText name;
  std::int64_t base_minor = 0;
  std::int64_t amount_minor = 0;
};
BOOST_DESCRIBE_STRUCT(ExampleTax, (), (name, base_minor, amount_minor))

struct Example {
  int number = 0;
  std::string title;
  RentalUnit unit = RentalUnit::day_24h;
  Currency currency;
  std::string zone;
  int grace_minutes = 0;
  int check_in_minutes = 0;
  int check_out_minutes = 0;
  Tariff tariff;
  std::vector<LocalDate> holidays;
  std::vector<AddonRule> addons;
  std::vector<ChosenAddon> chosen;
  std::optional<PromoTerms> promo;
  std::vector<TaxRate> taxes;
  bool tax_inclusive = true;
  std::int64_t deposit_minor = 0;
  Instant now;
  std::string start;  // "2026-05-12", or with " 10:00" of the local clock
  std::string end;
  int units = 0;
  std::vector<ExampleLine> lines;
  std::int64_t total_minor = 0;
  std::optional<ExampleTax> tax;
  std::optional<std::string> problem;  // "pointer code"
};
BOOST_DESCRIBE_STRUCT(Example, (),
                      (number, title, unit, currency, zone, grace_minutes, check_in_minutes,
                       check_out_minutes, tariff, holidays, addons, chosen, promo, taxes,
                       tax_inclusive, deposit_minor, now, start, end, units, lines, total_minor,
                       tax, problem))

void PrintTo(const Example& example, std::ostream* out) {
  *out << "example " << example.number << ": " << example.title;
}

std::vector<Example> read_examples() {
  auto examples = json::parse<std::vector<Example>>(pricing_examples_json);
  if (examples) return std::move(*examples);
  for (const FieldError& fault : examples.error().errors) {
    ADD_FAILURE() << fault.pointer << " " << fault.code << ": " << fault.detail;
  }
  return {};
}

DateOrInstant when(const std::string& text, const TimeZone& zone) {
  const LocalDate date = parse_date(text.substr(0, 10)).value();
  if (text.size() == 10) return date;
  return zone.to_instant(date, std::chrono::minutes(std::stoi(text.substr(11, 2)) * 60 +
                                                    std::stoi(text.substr(14, 2))));
}

RateCard card_of(const Example& example) {
  RateCard card;
  card.time_zone = example.zone;
  card.time_rules.rental_unit = example.unit;
  card.time_rules.grace_minutes = example.grace_minutes;
  card.time_rules.check_in_minutes = example.check_in_minutes;
  card.time_rules.check_out_minutes = example.check_out_minutes;
  card.tariff = example.tariff;
  card.holidays = example.holidays;
  card.addons = example.addons;
  card.taxes = example.taxes;
  card.tax_inclusive = example.tax_inclusive;
  card.currency = example.currency;
  card.deposit_minor = example.deposit_minor;
  return card;
}

// The page has ordinary spaces where the program has no-break ones.
LocalizedText with_plain_spaces(LocalizedText text) {
  constexpr std::string_view no_break_space = "\u00A0";
  for (std::string* side : {&text.ru, &text.en}) {
    for (auto at = side->find(no_break_space); at != std::string::npos;
         at = side->find(no_break_space)) {
      side->replace(at, no_break_space.size(), " ");
    }
    // It writes minus as people type it, too.
    for (auto at = side->find("\u2212"); at != std::string::npos; at = side->find("\u2212")) {
      side->replace(at, 3, "-");
    }
  }
  return text;
}

ExampleLine shown(const ExampleLine& line) {
  ExampleLine plain = line;
  plain.title = with_plain_spaces(line.title);
  plain.rule = with_plain_spaces(line.rule);
  return plain;
}

ExampleLine shown(const PriceLine& line) {
  EXPECT_EQ(line.quantity_thousandths % 1000, 0);
  return {.kind = line.kind,
          .title = with_plain_spaces(line.title),
          .rule = with_plain_spaces(line.rule),
          .quantity = line.quantity_thousandths / 1000,
          .unit_price_minor = line.unit_price.amount_minor,
          .amount_minor = line.amount.amount_minor};
}

template <class Line>
std::vector<ExampleLine> shown_lines(const std::vector<Line>& lines) {
  std::vector<ExampleLine> plain;
  for (const Line& line : lines) plain.push_back(shown(line));
  return plain;
}

void expect_tax(const Example& example, const std::vector<TaxPart>& taxes) {
  ASSERT_EQ(taxes.size(), example.tax ? 1U : 0U);
  if (!example.tax) return;
  EXPECT_EQ(taxes[0].name, example.tax->name);
  EXPECT_EQ(taxes[0].base.amount_minor, example.tax->base_minor);
  EXPECT_EQ(taxes[0].amount.amount_minor, example.tax->amount_minor);
}

void expect_lawful(const Example& example) {
  EXPECT_THAT(check_tariff(example.tariff), testing::IsEmpty());
  for (const AddonRule& addon : example.addons) {
    EXPECT_THAT(check_addon(addon), testing::IsEmpty());
  }
  for (const TaxRate& rate : example.taxes) {
    EXPECT_THAT(check_tax_rate(rate), testing::IsEmpty());
  }
  if (example.promo) EXPECT_THAT(check_promo(*example.promo), testing::IsEmpty());
}

class PricingExample : public testing::TestWithParam<Example> {};

TEST_P(PricingExample, comes_out_as_reckoned_by_hand) {
  const Example& example = GetParam();
  expect_lawful(example);
  const RateCard card = card_of(example);
  const TimeZone zone = TimeZone::find(example.zone).value();
  const auto rental = resolve_period(when(example.start, zone), when(example.end, zone),
                                     card.time_rules, zone, example.now, Caller::operator_);
  ASSERT_TRUE(rental) << rental.error().detail;
  EXPECT_EQ(rental->units, example.units);

  const auto price =
      price_rental(card, *rental, zone, {example.chosen, example.promo}, example.now);
  if (example.problem) {
    ASSERT_FALSE(price);
    ASSERT_EQ(price.error().errors.size(), 1U);
    const FieldError& fault = price.error().errors[0];
    EXPECT_EQ(fault.pointer + " " + fault.code, *example.problem);
    return;
  }
  ASSERT_TRUE(price) << price.error().errors.at(0).pointer;
  EXPECT_EQ(shown_lines(price->lines), shown_lines(example.lines));
  EXPECT_EQ(price->total, (Money{example.total_minor, example.currency}));
  EXPECT_EQ(price->deposit, (Money{example.deposit_minor, example.currency}));
  expect_tax(example, price->taxes);
}

INSTANTIATE_TEST_SUITE_P(Page, PricingExample, testing::ValuesIn(read_examples()),
                         [](const auto& tested) { return std::to_string(tested.param.number); });

TEST(PricingPage, has_at_least_25_examples) { EXPECT_GE(read_examples().size(), 25U); }

}  // namespace
}  // namespace prokat::rental
