// The price of a rental as lines that each name their rule, in both languages. Total = sum of the
// lines; the deposit stands apart.
#pragma once

#include <optional>
#include <vector>

#include "base/result.hpp"
#include "rental/rate_card.hpp"
#include "rental/rental_period.hpp"

namespace prokat::rental {

enum class LineKind { rental, addon, discount, tax, fee };
BOOST_DESCRIBE_ENUM(LineKind, rental, addon, discount, tax, fee)

struct PriceLine {
  LineKind kind = LineKind::rental;
  LocalizedText title;                       // "Аренда: 3 суток" / "Rental: 3 days"
  std::int64_t quantity_thousandths = 1000;  // 2500 = 2.5 l
  Money unit_price;
  Money amount;
  LocalizedText rule;  // "от 3 суток — 4 500 ₽ за сутки" / "from 3 days: ₽4,500 a day"
};
BOOST_DESCRIBE_STRUCT(PriceLine, (), (kind, title, quantity_thousandths, unit_price, amount, rule))

// A tax that is in the total, for receipts and the panel: with tax_inclusive none of the lines is
// it.
struct TaxPart {
  LocalizedText name;
  int percent_thousandths = 0;
  Money base;  // what it is computed from, the tax included where prices include it
  Money amount;
};
BOOST_DESCRIBE_STRUCT(TaxPart, (), (name, percent_thousandths, base, amount))

struct Price {
  std::vector<PriceLine> lines;
  Money total;  // of the lines
  Money deposit;
  std::vector<TaxPart> taxes;
};
BOOST_DESCRIBE_STRUCT(Price, (), (lines, total, deposit, taxes))

// What a customer adds to the bare rental.
struct Extras {
  std::vector<ChosenAddon> addons;
  std::optional<PromoTerms> promo;
};

// The price of `rental` by the card. `now` is business time: promo codes are valid for a while.
// Problems: validation-failed with /addons/N/addon_id "unknown" | "repeated" | "excluded",
// /addons/N/quantity "out-of-range", /promo_code "not-applicable" (the reason is in its detail).
Result<Price> price_rental(const RateCard& card, const RentalPeriod& rental, const TimeZone& zone,
                           const Extras& extras, Instant now);

// For calendars: what the first unit that starts on this date costs in the shortest rental allowed
// (packages: that rental's rent, shared among its units), without add-ons and tax on top.
Money unit_price_from(const RateCard& card, LocalDate date);

// For lists, "from 3 500 a day": the least that a unit of time can cost in any rental allowed, by
// any length, season and day. Without add-ons, promo codes and tax on top.
Money lowest_price(const RateCard& card);

}  // namespace prokat::rental
