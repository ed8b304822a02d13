#include "services/booking/domain/hold.hpp"

#include <algorithm>

namespace prokat::booking {

Instant hold_deadline(Instant now, Instant start, const TimeZone& zone, int type_minutes,
                      const HoldRules& rules) {
  const bool same_day =
      std::chrono::sys_days(zone.date_of(start)) <= std::chrono::sys_days(zone.date_of(now));
  auto length = same_day ? rules.hold_time_same_day : rules.hold_time;
  if (type_minutes > 0) length = std::chrono::minutes(type_minutes);
  const Instant shortest = now + std::min(length, rules.hold_time_same_day);
  return std::min<Instant>(now + length, std::max(start, shortest));
}

HoldVerdict judge_due_hold(const MoneyUnderWay& money, Instant deadline, Instant now) {
  if (money.received) return HoldVerdict::leave;
  if (money.provider_answered) return HoldVerdict::expire;
  return now < deadline + hold_grace ? HoldVerdict::ask_again : HoldVerdict::expire;
}

}  // namespace prokat::booking
