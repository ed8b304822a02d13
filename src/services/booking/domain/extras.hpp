// What a booking takes besides its dates: add-ons and the use of a promo code. Pure.
#pragma once

#include <optional>
#include <vector>

#include "base/result.hpp"
#include "rental/pricing.hpp"

namespace prokat::booking {

// An add-on as agreed on when the booking was made; later changes of the add-on do not touch it.
struct AgreedAddon {
  AddonId id;
  int quantity = 1;  // 0: measured at the return
  LocalizedText name;
  rental::AddonCharge charge = rental::AddonCharge::per_rental;
  std::int64_t price_minor = 0;  // of one unit
  bool limited = false;          // pieces are counted
  bool operator==(const AgreedAddon&) const = default;
};

// The use of a code that a price was computed with.
struct PromoUse {
  PromoCodeId id;
  int terms_version = 0;
  std::int64_t discount_minor = 0;  // what it takes off, >= 0
  bool operator==(const PromoUse&) const = default;
};

struct BookingExtras {
  std::vector<AgreedAddon> addons;
  std::optional<PromoUse> promo;
  bool empty() const { return addons.empty() && !promo; }
};

// The chosen add-ons, and the mandatory ones that were not chosen, in the order of the card.
// `chosen` has been priced by the card: nothing in it is unknown.
std::vector<AgreedAddon> agreed_addons(const rental::RateCard& card,
                                       const std::vector<rental::ChosenAddon>& chosen);

std::int64_t discount_of(const rental::Price& price);

// Why the code does not apply, by the reasons that a customer can do something about: "expired",
// "not-yet-valid", "not-for-this-type", "not-for-these-dates", "too-short". Nothing: price_rental
// has the last word.
std::optional<FieldError> fault_of_promo(const rental::PromoTerms& promo,
                                         const std::string& object_type,
                                         const rental::RentalPeriod& rental, Instant now);

}  // namespace prokat::booking
