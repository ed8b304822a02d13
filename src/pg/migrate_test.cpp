// Migrations on a throw-away database beside the test database.
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "pg/coverage.hpp"
#include "pg/errors.hpp"
#include "pg/migrate.hpp"
#include "pg/session.hpp"
#include "pg/startup_check.hpp"
#include "pg/testing/database.hpp"

namespace prokat::pg {
namespace {

constexpr EmbeddedMigration first{1, "create_a",
                                  "CREATE TABLE a (id int); INSERT INTO a VALUES (1)", "hash-of-1"};
constexpr EmbeddedMigration second{2, "create_b", "CREATE TABLE b (id int)", "hash-of-2"};
constexpr EmbeddedMigration broken{2, "create_b", "CREATE TABLE b (id int); SELECT 1 / 0",
                                   "hash-of-broken"};
constexpr EmbeddedMigration edited{1, "create_a", "CREATE TABLE a (id bigint)", "another-hash"};

Secret url_with_schema() {
  const std::string url = testing::database_url().expose();
  return Secret(url + (url.find('?') == std::string::npos ? "?" : "&") +
                "options=-csearch_path%3Dmigrate_test");
}

// A schema of its own in the test database stands for a database of its own.
class Migrate : public ::testing::Test {
 protected:
  Migrate() { admin.run("DROP SCHEMA IF EXISTS migrate_test CASCADE; CREATE SCHEMA migrate_test"); }
  ~Migrate() override { admin.run("DROP SCHEMA migrate_test CASCADE"); }
  std::string refusal(std::vector<EmbeddedMigration> migrations) {
    try {
      migrate(url, migrations);
    } catch (const MigrationRefused& error) {
      return error.what();
    }
    return "";
  }
  detail::Session admin{testing::database_url()};
  Secret url = url_with_schema();
};

TEST_F(Migrate, applies_each_step_once) {
  const std::vector steps{first, second};
  EXPECT_EQ(schema_mismatch(url, steps), "the database is empty: run `prokat migrate`");
  EXPECT_EQ(migrate(url, std::span(steps).first(1)).applied,
            std::vector<std::string>{"0001_create_a"});
  EXPECT_EQ(schema_mismatch(url, steps),
            "the database lacks step 0002_create_b: run `prokat migrate`");
  EXPECT_EQ(migrate(url, steps).applied, std::vector<std::string>{"0002_create_b"});
  EXPECT_EQ(migrate(url, steps).applied, std::vector<std::string>{});
  EXPECT_EQ(migrate(url, steps).version, 2);
  EXPECT_EQ(schema_mismatch(url, steps), std::nullopt);
}

TEST_F(Migrate, refuses_a_step_that_was_edited_after_it_ran) {
  migrate(url, std::vector{first});
  EXPECT_NE(refusal({edited}).find("0001_create_a was edited"), std::string::npos);
}

TEST_F(Migrate, refuses_a_database_that_is_newer_than_the_program) {
  migrate(url, std::vector{first, second});
  EXPECT_NE(refusal({first}).find("newer than this program"), std::string::npos);
}

TEST_F(Migrate, leaves_nothing_of_a_step_that_failed) {
  EXPECT_NE(refusal({first, broken}).find("0002_create_b failed"), std::string::npos);
  EXPECT_EQ(migrate(url, std::vector{first, second}).applied,
            std::vector<std::string>{"0002_create_b"});
}

TEST(StartupCheck, a_healthy_server_passes) {
  const auto report = check_server(testing::database_url(), 4);
  EXPECT_TRUE(report.refusals.empty());
  EXPECT_GE(report.facts.version, 140000);
  EXPECT_GE(report.facts.connections_used, 1);
}

TEST(StartupCheck, what_would_hurt_later_is_refused_at_the_start) {
  const ServerFacts good{150000, std::chrono::milliseconds(20), 97, 10};
  EXPECT_TRUE(judge(good, 16).refusals.empty());
  EXPECT_TRUE(judge(good, 16).warnings.empty());
  EXPECT_EQ(judge(good, 90).warnings.size(), 1U);
  EXPECT_EQ(judge(good, 98).refusals.size(), 1U);

  ServerFacts old = good;
  old.version = 130011;
  EXPECT_EQ(judge(old, 16).refusals.at(0), "PostgreSQL 13 is too old: 14 or newer is needed");
  ServerFacts skewed = good;
  skewed.clock_skew = std::chrono::milliseconds(-5001);
  EXPECT_EQ(judge(skewed, 16).refusals.at(0),
            "the database's clock is 5001 ms behind this machine's: set both by NTP");
}

TEST(Coverage, names_each_used_statement_once) {
  const std::string path = ::testing::TempDir() + "prokat_sql_coverage_test";
  std::remove(path.c_str());
  record_coverage(path);
  detail::note_use("one");
  detail::note_use("two");
  detail::note_use("one");
  std::stringstream text;
  text << std::ifstream(path).rdbuf();
  EXPECT_EQ(text.str(), "one\ntwo\n");
  const char* of_the_suite = std::getenv("PROKAT_SQL_COVERAGE");
  const bool recorded = of_the_suite != nullptr && *of_the_suite != '\0';
  record_coverage(recorded ? of_the_suite : "/dev/null");
}

}  // namespace
}  // namespace prokat::pg
