// Routes over which the inventory is managed: legal entities, locations, types, models, units,
// deadlines. Types and locations are public to read; everything else is the operators'.
#pragma once

#include "http/router.hpp"
#include "services/objects/inventory/inventory.hpp"

namespace prokat::objects::inventory {

// The inventory must outlive the router.
void add_routes(http::Router& router, Inventory& inventory);

}  // namespace prokat::objects::inventory
