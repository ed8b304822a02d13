#include "services/booking/store/new_booking.hpp"

namespace prokat::booking {

bool may_share_a_batch(const NewBooking& booking) {
  return booking.makes_order && !booking.order_head && !booking.hold && booking.extras.empty();
}

}  // namespace prokat::booking
