// What an add-on has to fulfil; rental/checks.hpp has what pricing relies on.
#include "rental/checks.hpp"

#include <set>

#include "documents/faults.hpp"
#include "services/addons/service.hpp"

namespace prokat::addons {
namespace {

constexpr std::size_t name_bytes_max = 200;
constexpr std::size_t description_bytes_max = 2000;
constexpr int stock_max = 100'000;

rental::AddonRule rule_of(const AddonDocument& addon) {
  return {.id = {},
          .name = addon.name,
          .charge = addon.charge,
          .price_minor = addon.price.amount_minor,
          .percent_thousandths = addon.percent_thousandths,
          .amount_max_minor = addon.amount_max_minor,
          .free_from_units = addon.free_from_units,
          .mandatory = addon.mandatory,
          .exclusive_group = addon.exclusive_group,
          .quantity_max = addon.quantity_max,
          .limited = !addon.stock.empty()};
}

// The rule has its price flat, the document as money.
std::string document_pointer(const std::string& pointer) {
  return pointer == "/price_minor" ? "/price/amount_minor" : pointer;
}

void check_length(json::Issues& issues, const char* member, const LocalizedText& text,
                  std::size_t bytes_max) {
  issues.enter(member);
  const auto limit = "at most " + std::to_string(bytes_max) + " bytes";
  if (text.ru.size() > bytes_max) issues.add("ru", "too-long", limit);
  if (text.en.size() > bytes_max) issues.add("en", "too-long", limit);
  issues.leave();
}

void check_stock(const std::vector<Stock>& stock, json::Issues& issues) {
  std::set<std::optional<LocationId>> seen;
  issues.enter("stock");
  for (std::size_t i = 0; i < stock.size(); ++i) {
    issues.enter(std::to_string(i));
    if (stock[i].quantity < 0 || stock[i].quantity > stock_max)
      issues.add("quantity", "out-of-range", "0 to 100000");
    if (!seen.insert(stock[i].location_id).second)
      issues.add("location_id", "repeated", "another entry is for the same place");
    if (!stock[i].location_id && stock.size() > 1)
      issues.add("location_id", "required",
                 "shared pieces stand alone, else each has its location");
    issues.leave();
  }
  issues.leave();
}

}  // namespace

void check(const AddonDocument& addon, json::Issues& issues) {
  for (const auto& error : rental::check_addon(rule_of(addon)))
    documents::add_fault(issues, {document_pointer(error.pointer), error.code, error.detail});
  check_length(issues, "name", addon.name, name_bytes_max);
  check_length(issues, "description", addon.description, description_bytes_max);
  if (addon.exclusive_group.size() > 64)
    issues.add("exclusive_group", "too-long", "at most 64 bytes");
  check_stock(addon.stock, issues);
}

}  // namespace prokat::addons
