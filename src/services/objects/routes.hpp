// The public routes of objects-service: what can be rented, where, when and how it looks. All of
// them are readable by anybody.
#pragma once

#include "http/router.hpp"
#include "services/objects/photo_files.hpp"

namespace prokat::objects {

// Service and files must outlive the router.
void add_routes(http::Router& router, Service& service, PhotoFiles& files);

}  // namespace prokat::objects
