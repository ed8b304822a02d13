// What a return suggests to charge: late hours, kilometres, engine hours, fuel. Suggestions only:
// a person posts a charge or does not. Pure.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <vector>

#include "base/money.hpp"
#include "base/period.hpp"
#include "base/text.hpp"
#include "rental/rate_card.hpp"

namespace prokat::booking {

enum class ChargeKind { mileage, engine_hours, late, fuel, cleaning, damage, fine, other };
BOOST_DESCRIBE_ENUM(ChargeKind, mileage, engine_hours, late, fuel, cleaning, damage, fine, other)

// Of the object's type (object_types.settlement). A rule that has no price suggests nothing.
struct SettlementRules {
  std::optional<int> late_grace_minutes;  // 60
  // Of a day's price for each started hour, at most the day's price; 20.
  std::optional<int> late_hour_percent;
  std::optional<int> km_included_per_unit;
  std::optional<std::int64_t> km_price_minor;
  std::optional<int> engine_hours_included_per_unit;
  std::optional<std::int64_t> engine_hour_price_minor;
  std::optional<std::int64_t> fuel_eighth_price_minor;
  std::optional<std::int64_t> fuel_litre_price_minor;
};
BOOST_DESCRIBE_STRUCT(SettlementRules, (),
                      (late_grace_minutes, late_hour_percent, km_included_per_unit, km_price_minor,
                       engine_hours_included_per_unit, engine_hour_price_minor,
                       fuel_eighth_price_minor, fuel_litre_price_minor))

// What is read off at a pick-up or a return.
struct Readings {
  std::optional<int> odometer_km;
  std::optional<int> engine_hours_tenths;
  std::optional<int> fuel_eighths;  // of a full tank
  std::optional<int> fuel_litres_tenths;
};
BOOST_DESCRIBE_STRUCT(Readings, (),
                      (odometer_km, engine_hours_tenths, fuel_eighths, fuel_litres_tenths))

// The rental as it was booked and as it went.
struct CompletedRental {
  Period period;
  Instant returned_at;
  rental::RentalUnit rental_unit = rental::RentalUnit::day_24h;
  std::int64_t units_thousandths = 1000;  // as charged
  Money rent;                             // of all of them
  Readings at_pickup;
  Readings at_return;
};

struct SuggestedCharge {
  ChargeKind kind = ChargeKind::other;
  std::int64_t quantity_thousandths = 1000;
  Money unit_price;
  Money amount;
  LocalizedText note;  // the measurement and the rule
};
BOOST_DESCRIBE_STRUCT(SuggestedCharge, (), (kind, quantity_thousandths, unit_price, amount, note))

// In the order of ChargeKind; nothing where nothing is due or a reading is missing.
std::vector<SuggestedCharge> suggest_charges(const SettlementRules& rules,
                                             const CompletedRental& rental);

LocalizedText charge_title(ChargeKind kind);

}  // namespace prokat::booking
