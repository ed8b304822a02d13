// What joins the rent in a price: add-ons, promo codes, taxes. Pure data.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/period.hpp"
#include "base/text.hpp"

namespace prokat::rental {

// What the price of an add-on is for. per_unit: each unit of time (and piece); per_km, per_litre:
// what is ordered ahead, or with quantity 0 what is measured at the return; percent: of the rent.
enum class AddonCharge { per_rental, per_unit, per_piece, per_km, per_litre, percent };
BOOST_DESCRIBE_ENUM(AddonCharge, per_rental, per_unit, per_piece, per_km, per_litre, percent)

// An add-on as it applies to one object.
struct AddonRule {
  AddonId id;
  LocalizedText name;
  AddonCharge charge = AddonCharge::per_rental;
  std::int64_t price_minor = 0;                  // in the rate card's currency
  int percent_thousandths = 0;                   // percent: 10'000 is 10 %
  std::optional<std::int64_t> amount_max_minor;  // "не более 3 000 ₽ за аренду"
  std::optional<int> free_from_units;            // costs nothing from this length on
  bool mandatory = false;                        // in every booking, also when it was not chosen
  std::string exclusive_group;                   // at most one of a group; empty: none
  int quantity_max = 1;                          // pieces, km or litres
  bool limited = false;                          // there is a stock: the booking counts it
  bool operator==(const AddonRule&) const = default;
};
BOOST_DESCRIBE_STRUCT(AddonRule, (),
                      (id, name, charge, price_minor, percent_thousandths, amount_max_minor,
                       free_from_units, mandatory, exclusive_group, quantity_max, limited))

struct ChosenAddon {
  AddonId addon_id;
  int quantity = 1;
  bool operator==(const ChosenAddon&) const = default;
};
BOOST_DESCRIBE_STRUCT(ChosenAddon, (), (addon_id, quantity))

// A promo code as far as the price knows it. Its budgets are counted where the booking is stored.
struct PromoTerms {
  PromoCodeId id;
  std::string code;
  LocalizedText name;
  int percent_thousandths = 0;    // of rent (and add-ons where `covers_addons`), or
  std::int64_t amount_minor = 0;  // this much, in `currency`; never more than what it is taken from
  Currency currency;
  std::optional<std::int64_t> discount_max_minor;
  bool covers_addons = false;
  int units_min = 1;                     // of the rental
  std::vector<std::string> types;        // of objects; empty: all
  std::optional<LocalDate> starts_from;  // the rental starts within these days, both included
  std::optional<LocalDate> starts_until;
  std::optional<Instant> valid_from;  // the booking is made within these instants
  std::optional<Instant> valid_until;
  bool operator==(const PromoTerms&) const = default;
};
BOOST_DESCRIBE_STRUCT(PromoTerms, (),
                      (id, code, name, percent_thousandths, amount_minor, currency,
                       discount_max_minor, covers_addons, units_min, types, starts_from,
                       starts_until, valid_from, valid_until))

// A dated rate of the legal entity, as of the day on which the rental ends (the day of the service;
// protocols of tax law: docs/pricing.md).
struct TaxRate {
  LocalizedText name;           // "НДС 22 %"
  int percent_thousandths = 0;  // 22'000
  std::optional<LocalDate> valid_from;
  std::optional<LocalDate> valid_until;  // included
  bool operator==(const TaxRate&) const = default;
};
BOOST_DESCRIBE_STRUCT(TaxRate, (), (name, percent_thousandths, valid_from, valid_until))

}  // namespace prokat::rental
