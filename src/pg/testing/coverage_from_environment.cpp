// Linked into test binaries only: statements that C++ suites run count for scripts/sql-coverage as
// those that the program runs (which takes the same file from its setting sql.coverage).
#include <cstdlib>

#include "pg/coverage.hpp"

namespace {

[[maybe_unused]] const bool recording = [] {
  const char* path = std::getenv("PROKAT_SQL_COVERAGE");
  if (path == nullptr || *path == '\0') return false;
  prokat::pg::record_coverage(path);
  return true;
}();

}  // namespace
