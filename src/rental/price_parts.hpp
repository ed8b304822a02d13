// What joins the rent in a price, each part by its own rules (docs/pricing.md). Faults are
// gathered, so that a request with several gets all of them.
#pragma once

#include <vector>

#include "rental/pricing.hpp"

namespace prokat::rental {

struct LineTexts;

PriceLine make_line(LineKind kind, const LineTexts& texts, std::int64_t quantity,
                    const Money& unit_price);

// Of the rental that is priced: all that add-ons and promo codes look at.
struct PricedRent {
  const RateCard& card;
  const RentalPeriod& rental;
  Money rent;  // after the cap by a longer rental
};

// The lines of all mandatory and chosen add-ons, in the order of the card.
std::vector<PriceLine> price_addons(const PricedRent& priced,
                                    const std::vector<ChosenAddon>& chosen,
                                    std::vector<FieldError>& faults);

// Why the promo code does not apply to this rental; none: it does.
std::optional<std::string> find_promo_obstacle(const PricedRent& priced, const PromoTerms& promo,
                                               Instant now);
PriceLine price_promo(const PricedRent& priced, const PromoTerms& promo, const Money& addons);

// Names the tax that is in the lines, or adds it as the last one. The total is summed before.
void add_tax(const RateCard& card, const RentalPeriod& rental, const TimeZone& zone, Price& price);

}  // namespace prokat::rental
