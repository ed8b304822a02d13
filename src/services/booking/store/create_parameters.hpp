// The parameters of create_booking.sql and create_bookings.sql, in the order of their $n. For the
// store alone.
#pragma once

#include <span>

#include "pg/params.hpp"
#include "services/booking/store/new_booking.hpp"

namespace prokat::booking {

constexpr std::string_view create_route = "booking.create";

pg::Params single_parameters(const NewBooking& booking);
pg::Params group_parameters(std::span<const NewBooking* const> bookings);

}  // namespace prokat::booking
