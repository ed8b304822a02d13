#include "services/booking/domain/cancellation.hpp"

#include <algorithm>
#include <chrono>

namespace prokat::booking {

namespace {

constexpr int whole = 100'000;

const rental::CancellationPolicy& in_force(const rental::CancellationPolicy& policy) {
  return policy.tiers.empty() ? law_policy() : policy;
}

// "50 %", "12,5 %" / "50%", "12.5%".
std::string percent_text(int thousandths, Language language) {
  auto text = std::to_string(thousandths / 1000);
  auto rest = std::to_string(1000 + thousandths % 1000).substr(1);
  while (!rest.empty() && rest.back() == '0') rest.pop_back();
  const bool russian = language == Language::ru;
  if (!rest.empty()) text += (russian ? "," : ".") + rest;
  return text + (russian ? "\u00a0%" : "%");
}

LocalizedText rule_of(const rental::CancellationPolicy& policy, std::optional<int> hours,
                      int percent) {
  const auto ru = percent_text(percent, Language::ru);
  const auto en = percent_text(percent, Language::en);
  if (!hours) {
    const auto last = std::to_string(policy.tiers.back().hours_before);
    return {"отмена менее чем за " + last + " ч до начала: " + ru,
            "cancelled less than " + last + " h before the start: " + en};
  }
  if (*hours <= 0) return {"отмена до начала: " + ru, "cancelled before the start: " + en};
  const auto text = std::to_string(*hours);
  return {"отмена не позднее чем за " + text + " ч до начала: " + ru,
          "cancelled at least " + text + " h before the start: " + en};
}

}  // namespace

const rental::CancellationPolicy& law_policy() {
  static const rental::CancellationPolicy policy{
      "law",
      {"Возврат по ст. 32 ЗоЗПП", "Full refund (consumer protection law, art. 32)"},
      {{0, 0}}};
  return policy;
}

CancellationFee fee_by_tier(const rental::CancellationPolicy& given, const Money& amount,
                            Instant start, Instant now) {
  const auto& policy = in_force(given);
  const auto left = std::max(start - now, Duration(0));
  const auto tier = std::ranges::find_if(policy.tiers, [left](const auto& candidate) {
    return left >= std::chrono::hours(candidate.hours_before);
  });
  CancellationFee fee;
  fee.percent_thousandths = whole;
  if (tier != policy.tiers.end()) {
    fee.percent_thousandths = tier->fee_percent_thousandths;
    fee.hours_before = tier->hours_before;
  }
  fee.fee = multiply(amount, fee.percent_thousandths, whole);
  fee.rule = rule_of(policy, fee.hours_before, fee.percent_thousandths);
  return fee;
}

CancellationFee fee_of_cancelling(const rental::CancellationPolicy& policy, Status status,
                                  CancelReason reason, const Money& amount, Instant start,
                                  Instant now) {
  CancellationFee none;
  none.fee = Money{0, amount.currency};
  if (status == Status::awaiting_payment) {
    none.rule = {"бронь не была оплачена", "the booking was not paid for"};
    return none;
  }
  if (reason != CancelReason::customer && reason != CancelReason::no_show) {
    none.rule = {"отмена по решению проката", "cancelled by the rental business"};
    return none;
  }
  auto fee = fee_by_tier(policy, amount, start, now);
  if (reason == CancelReason::no_show) {
    const auto ru = percent_text(fee.percent_thousandths, Language::ru);
    const auto en = percent_text(fee.percent_thousandths, Language::en);
    fee.rule = {"клиент не приехал: " + ru, "the customer did not come: " + en};
  }
  return fee;
}

std::optional<Instant> free_until(const rental::CancellationPolicy& given, Instant start) {
  const auto& policy = in_force(given);
  std::optional<Instant> until;
  for (const auto& tier : policy.tiers) {  // descending: the last free one is the latest moment
    if (tier.fee_percent_thousandths != 0) break;
    until = start - std::chrono::hours(tier.hours_before);
  }
  return until;
}

}  // namespace prokat::booking
