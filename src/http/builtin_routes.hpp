// Routes that belong to no service. A listener takes the groups it needs: public health and
// documentation, ops metrics and health.
#pragma once

#include <functional>
#include <string>

#include "http/router.hpp"

namespace prokat::http {

// What readiness stands on, in words for people ("database, redis"); a Problem (unavailable) when
// something is missing.
using Readiness = std::function<Task<Result<std::string>>()>;

// GET /healthz: the process runs (200 always). GET /readyz: 200 {"status":"ready"} or 503
// unavailable.
void add_health_routes(Router& router, Readiness readiness);

// GET /api/openapi.json: the contract. GET /api/docs: a page to read it.
void add_documentation_routes(Router& router);

// GET /metrics, in Prometheus' text format.
void add_metrics_route(Router& router);

}  // namespace prokat::http
