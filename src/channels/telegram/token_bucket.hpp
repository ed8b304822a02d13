// A rate with a burst, as a virtual clock (the generic cell rate algorithm): no refill timer, one
// time point of state. Knows no clock of its own.
#pragma once

#include <algorithm>
#include <chrono>

namespace prokat::channels::telegram {

class TokenBucket {
 public:
  using Time = std::chrono::steady_clock::time_point;
  using Interval = std::chrono::steady_clock::duration;

  // One token comes back every `interval`; at most `burst` are there.
  TokenBucket(Interval interval, int burst) : interval_(interval), burst_(burst) {}

  // When `cost` tokens are there. A cost above the burst waits for a full bucket.
  Time ready_at(Time now, int cost) const {
    const int counted = std::min(cost, burst_);
    return std::max(now, full_at_ + counted * interval_ - burst_ * interval_);
  }
  // Takes them whether they are there or not: who comes later waits longer.
  void take(Time now, int cost) {
    full_at_ = std::max(full_at_, now) + std::min(cost, burst_) * interval_;
  }
  bool is_full(Time now) const { return full_at_ <= now; }

 private:
  Interval interval_;
  int burst_;
  Time full_at_;
};

}  // namespace prokat::channels::telegram
