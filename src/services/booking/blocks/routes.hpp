// GET and POST /api/v1/objects/{id}/blocks, DELETE /api/v1/objects/{id}/blocks/{block_id}:
// operators.
#pragma once

#include "http/router.hpp"
#include "services/booking/blocks/blocks.hpp"

namespace prokat::booking::blocks {

// Blocks must outlive the router.
void add_routes(http::Router& router, Blocks& blocks);

}  // namespace prokat::booking::blocks
