#include "events/schedule.hpp"

#include <algorithm>

namespace prokat::events {

std::chrono::milliseconds RetrySchedule::pause(int failures) const {
  const int doublings = std::clamp(failures - 1, 0, 20);
  return std::min(longest, first * (std::int64_t{1} << doublings));
}

Instant machine_time() { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

}  // namespace prokat::events
