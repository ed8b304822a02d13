#include "rental/pricing.hpp"

#include <algorithm>
#include <iterator>

#include "rental/line_texts.hpp"
#include "rental/price_parts.hpp"

namespace prokat::rental {
namespace {

std::vector<PriceLine> rent_lines(const RateCard& card, const Rent& rent) {
  std::vector<PriceLine> lines;
  for (const RentPart& part : rent.parts) {
    lines.push_back(make_line(LineKind::rental, rent_texts(card, part), part.count,
                              Money{part.price_minor, card.currency}));
  }
  if (rent.cap) {
    const Money saved{rent.parts_minor - rent.cap->rent_minor, card.currency};
    lines.push_back(make_line(LineKind::discount, cap_texts(card, *rent.cap), 1, -saved));
  }
  return lines;
}

Money sum_of(const std::vector<PriceLine>& lines, Currency currency) {
  Money sum{0, currency};
  for (const PriceLine& line : lines) sum = sum + line.amount;
  return sum;
}

}  // namespace

PriceLine make_line(LineKind kind, const LineTexts& texts, std::int64_t quantity,
                    const Money& unit_price) {
  return {.kind = kind,
          .title = texts.title,
          .quantity_thousandths = quantity * 1000,
          .unit_price = unit_price,
          .amount = multiply(unit_price, quantity, 1),
          .rule = texts.rule};
}

Result<Price> price_rental(const RateCard& card, const RentalPeriod& rental, const TimeZone& zone,
                           const Extras& extras, Instant now) {
  const Rent rent = find_rent(card, {rental.period.start, rental.start_date}, rental.units, zone);
  const PricedRent priced{card, rental, Money{rent.amount_minor(), card.currency}};

  std::vector<FieldError> faults;
  std::vector<PriceLine> addons = price_addons(priced, extras.addons, faults);
  if (extras.promo) {
    if (auto obstacle = find_promo_obstacle(priced, *extras.promo, now)) {
      faults.push_back({"/promo_code", "not-applicable", std::move(*obstacle)});
    }
  }
  if (!faults.empty()) {
    return fail(ProblemCode::validation_failed, "The price cannot be made.", std::move(faults));
  }

  Price price;
  price.lines = rent_lines(card, rent);
  const Money addons_total = sum_of(addons, card.currency);
  std::ranges::move(addons, std::back_inserter(price.lines));
  if (extras.promo) price.lines.push_back(price_promo(priced, *extras.promo, addons_total));
  price.total = sum_of(price.lines, card.currency);
  price.deposit = Money{card.deposit_minor, card.currency};
  add_tax(card, rental, zone, price);
  return price;
}

}  // namespace prokat::rental
