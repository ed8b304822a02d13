// Routes of addons-service: the list is public, everything else the operators'.
#pragma once

#include "http/router.hpp"
#include "services/addons/local_service.hpp"

namespace prokat::addons {

// GET and POST /api/v1/addons; GET, PATCH, DELETE /api/v1/addons/{id}. The service must outlive the
// router.
void add_routes(http::Router& router, LocalService& service);

}  // namespace prokat::addons
