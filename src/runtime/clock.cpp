#include "runtime/clock.hpp"

namespace prokat::runtime {

Instant Clock::now() const {
  return std::chrono::floor<Duration>(std::chrono::system_clock::now()) + offset();
}

}  // namespace prokat::runtime
