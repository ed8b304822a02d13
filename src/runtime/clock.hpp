// Business time. Everything that compares with "now" asks here and hands the instant to SQL as a
// parameter, so that tests and the demo can move it. Technical time (deadlines, log stamps,
// back-off between attempts on a socket) is the machine's and stays in deadline.hpp and log.cpp.
#pragma once

#include <atomic>

#include "base/period.hpp"

namespace prokat::runtime {

class Clock {
 public:
  explicit Clock(Duration offset = Duration{0}) : offset_us_(offset.count()) {}

  Instant now() const;
  Duration offset() const { return Duration(offset_us_.load(std::memory_order_relaxed)); }
  // Refused by the caller (ops listener) unless every provider's address is loopback.
  void set_offset(Duration offset) { offset_us_.store(offset.count(), std::memory_order_relaxed); }

 private:
  std::atomic<std::int64_t> offset_us_;
};

}  // namespace prokat::runtime
