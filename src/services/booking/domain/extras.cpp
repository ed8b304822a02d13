#include "services/booking/domain/extras.hpp"

#include <algorithm>

namespace prokat::booking {

std::vector<AgreedAddon> agreed_addons(const rental::RateCard& card,
                                       const std::vector<rental::ChosenAddon>& chosen) {
  std::vector<AgreedAddon> agreed;
  for (const auto& rule : card.addons) {
    const auto found = std::ranges::find(chosen, rule.id, &rental::ChosenAddon::addon_id);
    if (found == chosen.end() && !rule.mandatory) continue;
    agreed.push_back({.id = rule.id,
                      .quantity = found == chosen.end() ? 1 : found->quantity,
                      .name = rule.name,
                      .charge = rule.charge,
                      .price_minor = rule.price_minor,
                      .limited = rule.limited});
  }
  return agreed;
}

std::int64_t discount_of(const rental::Price& price) {
  std::int64_t discount = 0;
  for (const auto& line : price.lines)
    if (line.kind == rental::LineKind::discount) discount -= line.amount.amount_minor;
  return std::max<std::int64_t>(discount, 0);
}

std::optional<FieldError> fault_of_promo(const rental::PromoTerms& promo,
                                         const std::string& object_type,
                                         const rental::RentalPeriod& rental, Instant now) {
  const auto fault = [](const char* code, std::string detail) {
    return FieldError{"/promo_code", code, std::move(detail)};
  };
  if (promo.valid_until && now >= *promo.valid_until)
    return fault("expired", "the code was valid until " + format_instant(*promo.valid_until));
  if (promo.valid_from && now < *promo.valid_from)
    return fault("not-yet-valid", "the code is valid from " + format_instant(*promo.valid_from));
  if (!promo.types.empty() && std::ranges::find(promo.types, object_type) == promo.types.end())
    return fault("not-for-this-type", "the code is for other types of objects");
  if (promo.starts_from && rental.start_date < *promo.starts_from)
    return fault("not-for-these-dates",
                 "the rental has to start on " + format_date(*promo.starts_from) + " or later");
  if (promo.starts_until && rental.start_date > *promo.starts_until)
    return fault("not-for-these-dates",
                 "the rental has to start on " + format_date(*promo.starts_until) + " or earlier");
  if (rental.units < promo.units_min)
    return fault("too-short", "the code is for rentals of " + std::to_string(promo.units_min) +
                                  " units of time or more");
  return std::nullopt;
}

}  // namespace prokat::booking
