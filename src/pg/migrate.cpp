#include "pg/migrate.hpp"

#include <fmt/core.h>

#include <map>

#include "pg/errors.hpp"
#include "pg/session.hpp"

namespace prokat::pg {
namespace {

struct Applied {
  std::string name;
  std::string sha256;
};
using Ledger = std::map<int, Applied>;

// 0x70726f6b6174 is "prokat": a lock of this database alone.
constexpr const char* take_lock = "SELECT pg_advisory_lock(x'70726f6b6174'::bigint)";

std::string title(int number, std::string_view name) {
  return fmt::format("{:04}_{}", number, name);
}

Ledger read_ledger(detail::Session& session) {
  Ledger ledger;
  const auto rows = session.run("SELECT number, name, sha256 FROM schema_migrations");
  for (int i = 0; i < PQntuples(rows.get()); ++i) {
    ledger[std::stoi(detail::text_at(rows, i, 0))] = {detail::text_at(rows, i, 1),
                                                      detail::text_at(rows, i, 2)};
  }
  return ledger;
}

// What is in the database must be a beginning of what the program knows, unedited.
std::optional<std::string> conflict(const Ledger& ledger,
                                    std::span<const EmbeddedMigration> migrations) {
  std::map<int, const EmbeddedMigration*> known;
  for (const auto& migration : migrations) known[migration.number] = &migration;
  for (const auto& [number, applied] : ledger) {
    const auto found = known.find(number);
    if (found == known.end()) {
      return fmt::format(
          "the database is newer than this program: it has step {}; start the newer program",
          title(number, applied.name));
    }
    if (found->second->sha256 != applied.sha256) {
      return fmt::format(
          "step {} was edited after it was applied (hash {:.12} in the database, {:.12} in the "
          "program): put the file back and write the change as a new step",
          title(number, applied.name), applied.sha256, found->second->sha256);
    }
  }
  return std::nullopt;
}

void apply(detail::Session& session, const EmbeddedMigration& migration) {
  const std::string name = title(migration.number, migration.name);
  try {
    session.run("BEGIN");
    session.run(std::string(migration.text));
    session.run("INSERT INTO schema_migrations (number, name, sha256) VALUES ($1, $2, $3)",
                {std::to_string(migration.number), std::string(migration.name),
                 std::string(migration.sha256)});
    session.run("COMMIT");
  } catch (const Error& error) {
    throw MigrationRefused(
        fmt::format("step {} failed and left nothing behind: {}", name, error.what()));
  }
}

}  // namespace

MigrationReport migrate(const Secret& url, std::span<const EmbeddedMigration> migrations) {
  detail::Session session(url);
  session.run(take_lock);  // goes with the session
  session.run(
      "CREATE TABLE IF NOT EXISTS schema_migrations ("
      " number integer PRIMARY KEY, name text NOT NULL, sha256 text NOT NULL,"
      " applied_at timestamptz NOT NULL DEFAULT now())");
  const Ledger ledger = read_ledger(session);
  if (const auto why = conflict(ledger, migrations)) throw MigrationRefused(*why);

  MigrationReport report;
  for (const auto& migration : migrations) {
    if (!ledger.contains(migration.number)) {
      apply(session, migration);
      report.applied.push_back(title(migration.number, migration.name));
    }
    report.version = migration.number;
  }
  return report;
}

std::optional<std::string> schema_mismatch(const Secret& url,
                                           std::span<const EmbeddedMigration> migrations) {
  detail::Session session(url);
  const auto table = session.run("SELECT to_regclass('schema_migrations') IS NOT NULL");
  if (detail::text_at(table, 0, 0) != "t") return "the database is empty: run `prokat migrate`";
  const Ledger ledger = read_ledger(session);
  if (auto why = conflict(ledger, migrations)) return why;
  for (const auto& migration : migrations) {
    if (ledger.contains(migration.number)) continue;
    return fmt::format("the database lacks step {}: run `prokat migrate`",
                       title(migration.number, migration.name));
  }
  return std::nullopt;
}

}  // namespace prokat::pg
