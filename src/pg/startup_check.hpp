// Asked once before a process serves: is this a database that we can work with? Blocking, with
// libpq directly; it belongs before the loops start.
//   const auto report = pg::check_server(url, connections_of_this_process);
//   for (const auto& line : report.warnings) ...;  if (!report.refusals.empty()) stop with them
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/secret.hpp"

namespace prokat::pg {

struct ServerFacts {
  int version = 0;                          // as PostgreSQL counts: 150003
  std::chrono::milliseconds clock_skew{0};  // the server's clock less ours
  std::int64_t connections_max = 0;         // max_connections less the superuser's reserve
  std::int64_t connections_used = 0;        // by everybody, at this moment
};

struct StartupReport {
  ServerFacts facts;
  std::vector<std::string> refusals;  // English sentences for the log; each says what to do
  std::vector<std::string> warnings;
};

// Throws pg::Unavailable when the server cannot be reached.
StartupReport check_server(const Secret& url, std::size_t connections_of_this_process);
// The rules alone, for `prokat config check` and the tests.
StartupReport judge(const ServerFacts& facts, std::size_t connections_of_this_process);

}  // namespace prokat::pg
