// How long an unpaid booking keeps its dates, and what becomes of a hold whose time is up.
#pragma once

#include <chrono>

#include "base/period.hpp"

namespace prokat::booking {

struct HoldRules {
  std::chrono::minutes hold_time{60};
  std::chrono::minutes hold_time_same_day{15};
  // Of customers' own bookings: how many unpaid ones at a time (one for each object; 0: any
  // number), and how long an object waits for whoever let it expire and cannot be called.
  int unpaid_max = 0;
  std::chrono::minutes cooldown{30};
};

// `type_minutes` is the object type's own hold time, 0 where it has none; it goes before both
// rules. Otherwise a booking that starts on the local day it is made on (or earlier: an operator
// may write one down late) has the short time. No hold outlives the start of its rental, except
// that it always lasts the short time: somebody who books for "now" must be able to pay.
Instant hold_deadline(Instant now, Instant start, const TimeZone& zone, int type_minutes,
                      const HoldRules& rules);

// What payments know about an order whose hold is due.
struct MoneyUnderWay {
  bool received = false;           // a payment has succeeded; its event brings the booking on
  bool provider_answered = false;  // false: nobody knows how a payment stands
};

enum class HoldVerdict { leave, ask_again, expire };

// A provider that does not answer keeps a hold alive for this long; longer would let a provider
// that is down for a day block the fleet. Money that shows up afterwards revives the booking, or is
// handed to the operators.
inline constexpr std::chrono::hours hold_grace{2};

HoldVerdict judge_due_hold(const MoneyUnderWay& money, Instant deadline, Instant now);

}  // namespace prokat::booking
