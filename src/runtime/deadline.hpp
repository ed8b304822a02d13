// Every wait has a deadline. A Deadline is a point on the steady clock, handed down unchanged from
// the request to the last socket read.
#pragma once

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "runtime/task.hpp"

namespace prokat::runtime {

using SteadyClock = std::chrono::steady_clock;

class Deadline {
 public:
  static Deadline in(std::chrono::milliseconds from_now) {
    return Deadline(SteadyClock::now() + from_now);
  }
  explicit Deadline(SteadyClock::time_point at) : at_(at) {}

  SteadyClock::time_point at() const { return at_; }
  bool passed() const { return SteadyClock::now() >= at_; }
  std::chrono::milliseconds left() const {
    return std::max(
        std::chrono::milliseconds(0),
        std::chrono::duration_cast<std::chrono::milliseconds>(at_ - SteadyClock::now()));
  }
  // The earlier of this one and `from_now`: a step may have less time than its request, never more.
  Deadline at_most(std::chrono::milliseconds from_now) const {
    return Deadline(std::min(at_, SteadyClock::now() + from_now));
  }

 private:
  SteadyClock::time_point at_;
};

// Thrown by a wait whose deadline passed. Becomes 503 `unavailable` at the edge.
class DeadlineExceeded : public std::runtime_error {
 public:
  explicit DeadlineExceeded(const std::string& what) : std::runtime_error(what) {}
};

Task<void> sleep_for(std::chrono::milliseconds duration);

}  // namespace prokat::runtime

namespace prokat {
using runtime::Deadline;
}
