#include <algorithm>

#include "rental/line_texts.hpp"
#include "rental/price_parts.hpp"

namespace prokat::rental {
namespace {

constexpr int whole = 100'000;  // in thousandths of a percent

const TaxRate* rate_on(const std::vector<TaxRate>& rates, LocalDate date) {
  const auto found = std::ranges::find_if(rates, [&](const TaxRate& rate) {
    return (!rate.valid_from || *rate.valid_from <= date) &&
           (!rate.valid_until || date <= *rate.valid_until);
  });
  return found == rates.end() ? nullptr : &*found;
}

// Midnight belongs to the day that ends with it: a rental of calendar days ends on its last date.
LocalDate last_day(const RentalPeriod& rental, const TimeZone& zone) {
  return zone.date_of(rental.period.end - Duration(1));
}

}  // namespace

void add_tax(const RateCard& card, const RentalPeriod& rental, const TimeZone& zone, Price& price) {
  if (card.taxes.empty()) return;
  const TaxRate* rate = rate_on(card.taxes, last_day(rental, zone));
  if (!rate) return;
  const int percent = rate->percent_thousandths;
  TaxPart part{.name = rate->name,
               .percent_thousandths = percent,
               .base = price.total,
               .amount = Money{0, card.currency}};
  if (card.tax_inclusive) {
    for (const PriceLine& line : price.lines) {
      part.amount = part.amount + multiply(line.amount, percent, whole + percent);
    }
  } else {
    part.amount = multiply(price.total, percent, whole);
    if (percent != 0) {
      price.lines.push_back(make_line(LineKind::tax, tax_texts(*rate), 1, part.amount));
      price.total = price.total + part.amount;
    }
  }
  price.taxes.push_back(std::move(part));
}

}  // namespace prokat::rental
