#include <fmt/format.h>

#include <algorithm>

#include "rental/line_texts.hpp"
#include "rental/price_parts.hpp"

namespace prokat::rental {
namespace {

constexpr int whole = 100'000;  // in thousandths of a percent

bool is_measured(AddonCharge charge) {
  return charge == AddonCharge::per_km || charge == AddonCharge::per_litre;
}

const AddonRule* find_rule(const RateCard& card, AddonId id) {
  const auto found = std::ranges::find(card.addons, id, &AddonRule::id);
  return found == card.addons.end() ? nullptr : &*found;
}

// Whether another add-on of its group is in the price already.
bool is_excluded(const RateCard& card, const AddonRule& rule,
                 std::span<const ChosenAddon> chosen_before) {
  if (rule.exclusive_group.empty()) return false;
  const auto conflicts = [&](const AddonRule& other) {
    return other.id != rule.id && other.exclusive_group == rule.exclusive_group;
  };
  const bool beside_mandatory = std::ranges::any_of(
      card.addons, [&](const AddonRule& other) { return other.mandatory && conflicts(other); });
  return beside_mandatory || std::ranges::any_of(chosen_before, [&](const ChosenAddon& before) {
           const AddonRule* other = find_rule(card, before.addon_id);
           return other && conflicts(*other);
         });
}

std::optional<FieldError> find_fault(const RateCard& card, std::span<const ChosenAddon> chosen,
                                     std::size_t i) {
  const std::string pointer = fmt::format("/addons/{}/addon_id", i);
  const auto before = chosen.first(i);
  const AddonRule* rule = find_rule(card, chosen[i].addon_id);
  if (!rule) return FieldError{pointer, "unknown", "The object has no such add-on."};
  if (std::ranges::find(before, rule->id, &ChosenAddon::addon_id) != before.end()) {
    return FieldError{pointer, "repeated", "This add-on stands in the list already."};
  }
  if (is_excluded(card, *rule, before)) {
    return FieldError{pointer, "excluded",
                      fmt::format("At most one of the group \"{}\".", rule->exclusive_group)};
  }
  const bool once = rule->charge == AddonCharge::per_rental || rule->charge == AddonCharge::percent;
  const int least = is_measured(rule->charge) ? 0 : 1;
  const int most = once ? 1 : rule->quantity_max;
  if (chosen[i].quantity < least || chosen[i].quantity > most) {
    return FieldError{fmt::format("/addons/{}/quantity", i), "out-of-range",
                      fmt::format("{} to {}", least, most)};
  }
  return std::nullopt;
}

// What an add-on costs: so many times so much.
struct Charge {
  std::int64_t quantity = 1;
  std::int64_t price_minor = 0;
};

Charge charge_of(const PricedRent& priced, const AddonRule& rule, int quantity) {
  Charge charge{quantity, rule.price_minor};
  if (rule.charge == AddonCharge::per_unit) charge.quantity *= priced.rental.units;
  if (rule.charge == AddonCharge::percent) {
    charge.price_minor = multiply(priced.rent, rule.percent_thousandths, whole).amount_minor;
  }
  const std::int64_t most = rule.amount_max_minor.value_or(-1);
  if (most >= 0 && charge.quantity * charge.price_minor > most) return {1, most};
  return charge;
}

PriceLine price_addon(const PricedRent& priced, const AddonRule& rule, int quantity) {
  const bool free = rule.free_from_units && priced.rental.units >= *rule.free_from_units;
  const Charge charge = free ? Charge{} : charge_of(priced, rule, quantity);
  return make_line(LineKind::addon, addon_texts(priced.card, rule, quantity, free), charge.quantity,
                   Money{charge.price_minor, priced.card.currency});
}

}  // namespace

std::vector<PriceLine> price_addons(const PricedRent& priced,
                                    const std::vector<ChosenAddon>& chosen,
                                    std::vector<FieldError>& faults) {
  const std::size_t faults_before = faults.size();
  for (std::size_t i = 0; i < chosen.size(); ++i) {
    if (auto fault = find_fault(priced.card, chosen, i)) faults.push_back(std::move(*fault));
  }
  std::vector<PriceLine> lines;
  if (faults.size() > faults_before) return lines;
  for (const AddonRule& rule : priced.card.addons) {
    const auto choice = std::ranges::find(chosen, rule.id, &ChosenAddon::addon_id);
    if (choice != chosen.end()) {
      lines.push_back(price_addon(priced, rule, choice->quantity));
    } else if (rule.mandatory) {
      lines.push_back(price_addon(priced, rule, is_measured(rule.charge) ? 0 : 1));
    }
  }
  return lines;
}

}  // namespace prokat::rental
