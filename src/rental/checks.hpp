// Whether price lists, add-ons, promo codes and tax rates can be priced with: for whoever stores
// them. Pointers are relative to the checked value ("/rates/1/units_from"); codes: "required",
// "repeated", "unknown", "out-of-range", "not-ascending", "bad-value", "too-long". Empty: lawful,
// and price_rental never aborts on it.
#pragma once

#include <vector>

#include "base/result.hpp"
#include "rental/extras.hpp"
#include "rental/tariff.hpp"

namespace prokat::rental {

std::vector<FieldError> check_tariff(const Tariff& tariff);
std::vector<FieldError> check_addon(const AddonRule& addon);
std::vector<FieldError> check_promo(const PromoTerms& promo);
std::vector<FieldError> check_tax_rate(const TaxRate& rate);

}  // namespace prokat::rental
