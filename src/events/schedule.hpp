// When something that failed is tried again, and for how long. Technical time throughout: the
// machine's clock, not the business's.
#pragma once

#include <chrono>

#include "base/period.hpp"

namespace prokat::events {

struct RetrySchedule {
  std::chrono::milliseconds first;
  std::chrono::milliseconds longest;
  int attempts_max;  // then it is parked

  // After `failures` failures, the last one included: first, doubled each time up to longest.
  std::chrono::milliseconds pause(int failures) const;
  bool exhausted(int failures) const { return failures >= attempts_max; }
};

// Event deliveries: the last try is about 45 minutes after the first.
inline constexpr RetrySchedule delivery_schedule{std::chrono::seconds(5), std::chrono::minutes(10),
                                                 12};
// Items from outside hold up their lane (a person waits in that chat), so faster: 15 minutes in
// all.
inline constexpr RetrySchedule item_schedule{std::chrono::seconds(1), std::chrono::minutes(1), 20};

Instant machine_time();

}  // namespace prokat::events
