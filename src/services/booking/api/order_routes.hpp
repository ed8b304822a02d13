// Routes of orders. All are the operators'.
#pragma once

#include "http/router.hpp"
#include "services/booking/orders.hpp"

namespace prokat::booking {

// GET and POST /api/v1/orders, GET /api/v1/orders/{id}, POST /api/v1/orders/{id}/cancel. The orders
// must outlive the router.
void add_order_routes(http::Router& router, Orders& orders);

}  // namespace prokat::booking
