// Brings a database to the schema this program was built with. Steps are db/migrations/NNNN_*.sql,
// embedded by the build, applied in order, each in a transaction of its own, and noted in
// schema_migrations with the file's hash: a step that was edited after it ran is refused. Several
// processes may call it at once; one works, the others wait for it. Blocking; for `prokat migrate`
// and the tests, not for a running server.
#pragma once

#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/secret.hpp"
#include "pg/migrations_embedded.hpp"

namespace prokat::pg {

// Why the database cannot be brought there; the message says what to do.
class MigrationRefused : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct MigrationReport {
  std::vector<std::string> applied;  // "0001_create_schema", those of this call
  int version = 0;                   // of the schema now
};

// Throws MigrationRefused (edited step, database newer than the program, a step that failed: then
// nothing of that step is left) or pg::Unavailable.
MigrationReport migrate(const Secret& url, std::span<const EmbeddedMigration> migrations);

// What keeps this program from working with the database's schema; nullopt when they fit.
// For the start of a server, which does not migrate by itself.
std::optional<std::string> schema_mismatch(const Secret& url,
                                           std::span<const EmbeddedMigration> migrations);

}  // namespace prokat::pg
