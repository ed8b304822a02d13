// How one payment of an order is spread over its bookings.
#pragma once

#include <cstdint>
#include <vector>

#include "base/id.hpp"

namespace prokat::booking {

struct OpenBalance {
  BookingId booking_id;
  std::int64_t balance_minor = 0;  // what it still lacks; below zero: it has too much
  bool takes_money = false;        // false: cancelled for good
};

struct Allocation {
  BookingId booking_id;
  std::int64_t amount_minor = 0;

  bool operator==(const Allocation&) const = default;
};

// Fills balances in the given order (the bookings' ids) among those that take money. What is left
// over goes to the first that takes money, or, where none does, to the first of all: it is the
// order's money either way, and a balance below zero shows that it is owed back. Every
// allocation is above zero and their sum is the amount; empty only for no bookings.
std::vector<Allocation> allocate(std::int64_t amount_minor,
                                 const std::vector<OpenBalance>& bookings);

}  // namespace prokat::booking
