// GET /api/v1/audit, for operators.
#pragma once

#include "http/router.hpp"
#include "pg/database.hpp"

namespace prokat::audit {

// The pool must outlive the router.
void add_routes(http::Router& router, pg::Pool& pool);

}  // namespace prokat::audit
