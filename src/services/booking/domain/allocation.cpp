#include "services/booking/domain/allocation.hpp"

#include <algorithm>

namespace prokat::booking {

namespace {

void add(std::vector<Allocation>& allocations, BookingId booking_id, std::int64_t amount_minor) {
  for (auto& allocation : allocations) {
    if (allocation.booking_id != booking_id) continue;
    allocation.amount_minor += amount_minor;
    return;
  }
  allocations.push_back({booking_id, amount_minor});
}

}  // namespace

std::vector<Allocation> allocate(std::int64_t amount_minor,
                                 const std::vector<OpenBalance>& bookings) {
  std::vector<Allocation> allocations;
  if (bookings.empty()) return allocations;
  std::int64_t left = amount_minor;
  for (const auto& booking : bookings) {
    const auto part = booking.takes_money ? std::min(left, booking.balance_minor) : 0;
    if (part <= 0) continue;
    add(allocations, booking.booking_id, part);
    left -= part;
  }
  if (left > 0) {
    const auto taker = std::ranges::find_if(bookings, &OpenBalance::takes_money);
    add(allocations, taker == bookings.end() ? bookings.front().booking_id : taker->booking_id,
        left);
  }
  return allocations;
}

}  // namespace prokat::booking
