// What only those who run the program may call, on the ops listener: readiness, metrics, and, where
// every provider is on this machine, the business clock.
#pragma once

#include "app/infrastructure.hpp"
#include "http/builtin_routes.hpp"

namespace prokat::app {

// The database answers and has the schema of this program. Redis may be away: nothing depends on
// it.
http::Readiness readiness(Infrastructure& infrastructure);

// POST /clock {"offset_seconds": 3600} moves this process's business time; 403 forbidden while a
// real provider is configured.
void add_clock_route(http::Router& router, const ProcessParts& parts);

}  // namespace prokat::app
