// Routes of what is done to a booking that exists. All are the operators'.
#pragma once

#include "http/router.hpp"
#include "services/booking/operations.hpp"

namespace prokat::booking {

// PATCH /api/v1/bookings/{id} and, below it, POST change-quote, extend, pickup, return, charges and
// adjustments, GET settlement and cancellation. The operations must outlive the router.
void add_operation_routes(http::Router& router, Operations& operations);

}  // namespace prokat::booking
