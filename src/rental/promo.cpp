#include <fmt/format.h>

#include <algorithm>

#include "rental/line_texts.hpp"
#include "rental/price_parts.hpp"

namespace prokat::rental {
namespace {

constexpr int whole = 100'000;  // in thousandths of a percent

// Only a percentage without a maximum is the same in every currency.
bool has_amounts(const PromoTerms& promo) {
  return promo.percent_thousandths == 0 || promo.discount_max_minor;
}

}  // namespace

std::optional<std::string> find_promo_obstacle(const PricedRent& priced, const PromoTerms& promo,
                                               Instant now) {
  const LocalDate start = priced.rental.start_date;
  if ((promo.valid_from && now < *promo.valid_from) ||
      (promo.valid_until && now >= *promo.valid_until)) {
    return "The promo code is not valid now.";
  }
  if (promo.starts_from && start < *promo.starts_from) {
    return fmt::format("The rental must start on {} or later.", format_date(*promo.starts_from));
  }
  if (promo.starts_until && start > *promo.starts_until) {
    return fmt::format("The rental must start on {} or earlier.", format_date(*promo.starts_until));
  }
  if (priced.rental.units < promo.units_min) {
    return fmt::format("The rental must have at least {} units.", promo.units_min);
  }
  if (!promo.types.empty() && std::ranges::count(promo.types, priced.card.type) == 0) {
    return "The promo code is for other types of objects.";
  }
  if (has_amounts(promo) && promo.currency != priced.card.currency) {
    return fmt::format("The promo code is for prices in {}.", promo.currency.code());
  }
  return std::nullopt;
}

PriceLine price_promo(const PricedRent& priced, const PromoTerms& promo, const Money& addons) {
  const Money base = promo.covers_addons ? priced.rent + addons : priced.rent;
  std::int64_t discount = promo.percent_thousandths != 0
                              ? multiply(base, promo.percent_thousandths, whole).amount_minor
                              : promo.amount_minor;
  if (promo.discount_max_minor) discount = std::min(discount, *promo.discount_max_minor);
  discount = std::min(discount, base.amount_minor);
  return make_line(LineKind::discount, promo_texts(promo), 1, -Money{discount, base.currency});
}

}  // namespace prokat::rental
