// The public routes of auth-service. Signing in with a password comes with the panel.
#pragma once

#include "http/router.hpp"
#include "services/auth/service.hpp"

namespace prokat::auth {

// The service must outlive the router.
void add_routes(http::Router& router, Service& service);

}  // namespace prokat::auth
