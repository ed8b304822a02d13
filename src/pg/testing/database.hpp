// For tests: the database that `./test` gives each suite (migrated, empty). Missing, the test
// fails: it never skips.
#pragma once

#include <cstdlib>
#include <stdexcept>

#include "base/secret.hpp"

namespace prokat::pg::testing {

inline Secret database_url() {
  const char* url = std::getenv("PROKAT_TEST_DATABASE_URL");
  if (url == nullptr) throw std::runtime_error("PROKAT_TEST_DATABASE_URL is not set");
  return Secret(url);
}

}  // namespace prokat::pg::testing
