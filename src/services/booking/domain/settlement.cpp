#include "services/booking/domain/settlement.hpp"

#include <algorithm>

#include "base/broken.hpp"

namespace prokat::booking {

namespace {

std::int64_t ceil_divide(std::int64_t value, std::int64_t by) { return (value + by - 1) / by; }

SuggestedCharge charge(ChargeKind kind, std::int64_t quantity_thousandths, Money unit_price,
                       LocalizedText note) {
  return {kind, quantity_thousandths, unit_price, multiply(unit_price, quantity_thousandths, 1000),
          std::move(note)};
}

// What one unit of time cost on the average: seasons and weekdays are evened out.
Money price_of_a_unit(const CompletedRental& rental) {
  return multiply(rental.rent, 1000, std::max<std::int64_t>(rental.units_thousandths, 1));
}

std::optional<SuggestedCharge> late(const SettlementRules& rules, const CompletedRental& rental) {
  const auto over = rental.returned_at - rental.period.end;
  if (over <= std::chrono::minutes(rules.late_grace_minutes.value_or(60))) return std::nullopt;
  const auto hours = ceil_divide(over.count(), Duration(std::chrono::hours(1)).count());
  const auto unit = price_of_a_unit(rental);
  const auto text = std::to_string(hours);
  if (rental.rental_unit == rental::RentalUnit::hour) {
    return charge(ChargeKind::late, hours * 1000, unit,
                  {"опоздание " + text + " ч по цене часа", text + " h late at the hour's price"});
  }
  // Whole days late cost a day each; the started one by the hour, but never more than a day.
  const auto share = rules.late_hour_percent.value_or(20);
  const auto hour = multiply(unit, share, 100);
  const auto days = hours / 24;
  const auto rest = hours % 24;
  const auto of_rest = std::min(multiply(hour, rest, 1).amount_minor, unit.amount_minor);
  const Money amount{multiply(unit, days, 1).amount_minor + of_rest, unit.currency};
  const auto percent = std::to_string(share);
  return SuggestedCharge{
      ChargeKind::late,
      1000,
      amount,
      amount,
      {"опоздание " + text + " ч: " + percent +
           "\u00a0% суточной цены за час, не больше цены суток",
       text + " h late: " + percent + "% of the day's price an hour, at most the day's price"}};
}

// Readings are in `per_unit`-ths: what is over the allowance of all units is charged.
std::optional<SuggestedCharge> over_allowance(ChargeKind kind, std::optional<int> before,
                                              std::optional<int> after, int per_unit,
                                              std::optional<int> included,
                                              std::optional<std::int64_t> price,
                                              const CompletedRental& rental) {
  if (!before || !after || !price || *price <= 0) return std::nullopt;
  const std::int64_t used = static_cast<std::int64_t>(*after - *before) * 1000 / per_unit;
  const std::int64_t allowed = included.value_or(0) * rental.units_thousandths;
  if (used <= allowed) return std::nullopt;
  const bool km = kind == ChargeKind::mileage;
  const auto text = [](std::int64_t thousandths) {
    auto whole = std::to_string(thousandths / 1000);
    if (const auto tenth = thousandths % 1000 / 100; tenth != 0)
      whole += "," + std::to_string(tenth);
    return whole;
  };
  return charge(kind, used - allowed, Money{*price, rental.rent.currency},
                {(km ? "пробег " : "наработка ") + text(used) + (km ? " км" : " моточасов") +
                     ", включено " + text(allowed),
                 (km ? "driven " : "run ") + text(used) + (km ? " km" : " engine hours") +
                     ", included " + text(allowed)});
}

std::optional<SuggestedCharge> fuel(const SettlementRules& rules, const CompletedRental& rental) {
  const auto& out = rental.at_pickup;
  const auto& in = rental.at_return;
  const auto currency = rental.rent.currency;
  if (out.fuel_litres_tenths && in.fuel_litres_tenths && rules.fuel_litre_price_minor) {
    const auto missing = *out.fuel_litres_tenths - *in.fuel_litres_tenths;
    if (missing <= 0) return std::nullopt;
    return charge(ChargeKind::fuel, missing * 100, Money{*rules.fuel_litre_price_minor, currency},
                  {"топливо: не хватает литров", "fuel: litres missing"});
  }
  if (out.fuel_eighths && in.fuel_eighths && rules.fuel_eighth_price_minor) {
    const auto missing = *out.fuel_eighths - *in.fuel_eighths;
    if (missing <= 0) return std::nullopt;
    return charge(ChargeKind::fuel, missing * 1000, Money{*rules.fuel_eighth_price_minor, currency},
                  {"топливо: не хватает восьмых бака", "fuel: eighths of the tank missing"});
  }
  return std::nullopt;
}

}  // namespace

std::vector<SuggestedCharge> suggest_charges(const SettlementRules& rules,
                                             const CompletedRental& rental) {
  const auto& out = rental.at_pickup;
  const auto& in = rental.at_return;
  std::vector<SuggestedCharge> charges;
  for (auto& found :
       {over_allowance(ChargeKind::mileage, out.odometer_km, in.odometer_km, 1,
                       rules.km_included_per_unit, rules.km_price_minor, rental),
        over_allowance(ChargeKind::engine_hours, out.engine_hours_tenths, in.engine_hours_tenths,
                       10, rules.engine_hours_included_per_unit, rules.engine_hour_price_minor,
                       rental),
        late(rules, rental), fuel(rules, rental)}) {
    if (found && found->amount.amount_minor > 0) charges.push_back(*found);
  }
  return charges;
}

LocalizedText charge_title(ChargeKind kind) {
  switch (kind) {
    case ChargeKind::mileage:
      return {"Перепробег", "Extra mileage"};
    case ChargeKind::engine_hours:
      return {"Моточасы сверх включённых", "Extra engine hours"};
    case ChargeKind::late:
      return {"Опоздание с возвратом", "Late return"};
    case ChargeKind::fuel:
      return {"Топливо", "Fuel"};
    case ChargeKind::cleaning:
      return {"Мойка и уборка", "Cleaning"};
    case ChargeKind::damage:
      return {"Повреждение", "Damage"};
    case ChargeKind::fine:
      return {"Штраф", "Fine"};
    case ChargeKind::other:
      return {"Доплата", "Extra charge"};
  }
  broken_logic("a kind of charge was never declared");
}

}  // namespace prokat::booking
