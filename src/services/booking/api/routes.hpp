// Routes of booking-service. Quotes are public, everything else is the operators'; customers book
// through the bot, which calls the service itself.
#pragma once

#include "http/router.hpp"
#include "services/booking/service.hpp"

namespace prokat::booking {

// POST /api/v1/quotes, GET and POST /api/v1/bookings, GET /api/v1/bookings/{id},
// POST /api/v1/bookings/{id}/cancel, no-show and confirm. The service must outlive
// the router.
void add_routes(http::Router& router, Service& service);

}  // namespace prokat::booking
