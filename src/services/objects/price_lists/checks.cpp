// What every document about prices has to fulfil; rental/checks.hpp has what pricing relies on.
#include "rental/checks.hpp"

#include "documents/faults.hpp"
#include "services/objects/price_lists/price_lists.hpp"

namespace prokat::objects {
namespace {

constexpr std::size_t name_bytes_max = 200;

void add_all(json::Issues& issues, const std::vector<FieldError>& errors) {
  for (const auto& error : errors) documents::add_fault(issues, error);
}

void check_name(const LocalizedText& name, json::Issues& issues) {
  issues.enter("name");
  if (name.ru.empty()) issues.add("ru", "required", "a name in Russian");
  if (name.ru.size() > name_bytes_max) issues.add("ru", "too-long", "at most 200 bytes");
  if (name.en.size() > name_bytes_max) issues.add("en", "too-long", "at most 200 bytes");
  issues.leave();
}

}  // namespace

void check(const TariffDocument& tariff, json::Issues& issues) {
  check_name(tariff.name, issues);
  add_all(issues, rental::check_tariff(tariff));
}

void check(const HolidayDocument& holiday, json::Issues& issues) {
  if (!holiday.date) issues.add("date", "required", "the day");
  check_name(holiday.name, issues);
}

void check(const TaxRateDocument& rate, json::Issues& issues) {
  if (rate.legal_entity_id.is_nil()) issues.add("legal_entity_id", "required", "whose tax it is");
  add_all(issues, rental::check_tax_rate(rate));
}

void check(const CancellationPolicyDocument& policy, json::Issues& issues) {
  bool good = !policy.code.empty() && policy.code.size() <= 64;
  for (const char c : policy.code)
    good = good && ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-');
  if (!good)
    issues.add("code", policy.code.empty() ? "required" : "bad-value", "1 to 64 of a-z 0-9 -");
  check_name(policy.name, issues);
  issues.enter("tiers");
  for (std::size_t i = 0; i < policy.tiers.size(); ++i) {
    const auto& tier = policy.tiers[i];
    issues.enter(std::to_string(i));
    if (tier.hours_before < 0) issues.add("hours_before", "out-of-range", "0 or more");
    if (i > 0 && tier.hours_before >= policy.tiers[i - 1].hours_before)
      issues.add("hours_before", "not-descending", "the longest before the start comes first");
    if (tier.fee_percent_thousandths < 0 || tier.fee_percent_thousandths > 100'000)
      issues.add("fee_percent_thousandths", "out-of-range", "0 to 100000");
    issues.leave();
  }
  issues.leave();
}

}  // namespace prokat::objects
