// The routes by which operators change photos. The picture itself is served by ../routes.hpp.
#pragma once

#include "http/router.hpp"
#include "services/objects/photos/photo_desk.hpp"

namespace prokat::objects {

// The desk must outlive the router.
void add_photo_routes(http::Router& router, PhotoDesk& desk);

}  // namespace prokat::objects
