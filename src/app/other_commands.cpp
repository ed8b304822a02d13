// The commands that do one thing and end: migrate, config, routes.
#include <cstdio>

#include "app/commands.hpp"
#include "app/shard.hpp"
#include "base/json.hpp"
#include "events/maintenance.hpp"
#include "pg/migrate.hpp"
#include "pg/migrations_embedded.hpp"
#include "runtime/loop.hpp"
#include "storage/settings.hpp"

namespace prokat::app {

namespace {

struct RouteLine {
  std::string method;
  std::string path;
  std::string access;
};
BOOST_DESCRIBE_STRUCT(RouteLine, (), (method, path, access))

std::string access_name(Role role) {
  switch (role) {
    case Role::anonymous:
      return "public";
    case Role::customer:
      return "customer";
    case Role::operator_:
      return "operator";
    case Role::administrator:
      return "administrator";
  }
  return {};
}

// Before the first row: what lands in a default partition stays there.
void make_partitions(const Secret& url) {
  runtime::Loop loop("migrate");
  pg::Pool pool(loop.executor(), {.url = url, .connections = 1, .slow_connections = 1});
  loop.run_until_done(events::maintain(pool, {}, Deadline::in(std::chrono::seconds(60))));
}

}  // namespace

int migrate(const runtime::Config& config) {
  const auto url = config.secret("database.url");
  if (url.empty()) {
    std::fprintf(stderr, "prokat: database.url (PROKAT_DATABASE_URL) is not set\n");
    return 2;
  }
  const auto report = pg::migrate(url, pg::embedded_migrations);
  for (const auto& name : report.applied) std::printf("applied %s\n", name.c_str());
  std::printf("the schema is at migration %d\n", report.version);
  make_partitions(url);
  return 0;
}

// Settings may be well-formed, fit together and still not be those of the bucket: so it is asked.
int config_check(const runtime::Config& config) {
  for (const auto& line : config.describe()) std::printf("%s\n", line.c_str());
  const auto faults = storage::check_settings(config);
  for (const auto& fault : faults) {
    std::fprintf(stderr, "prokat: %s: %s\n", fault.pointer.c_str(), fault.detail.c_str());
  }
  if (!faults.empty()) return 2;
  if (config.text("storage.backend") != "s3") return 0;
  runtime::Loop loop("config");
  runtime::CpuPool cpu_pool(1, 1);
  egress::Client egress(loop.executor());
  const auto storage = storage::make_storage(config, egress, cpu_pool);
  const auto deadline = Deadline::in(std::chrono::seconds(15));
  const auto page = loop.run_until_done(storage->list("photos/", "", deadline));
  std::printf("the bucket answers: storage.* fits\n");
  return page ? 0 : 1;
}

int config_reference() {
  std::printf("%s", runtime::Config::reference_markdown().c_str());
  return 0;
}

int routes(const runtime::Config& config) {
  const auto set = ServiceSet::from(config);
  if (!set) return 2;
  runtime::Clock clock;
  const auto vault = runtime::Vault::for_tests();
  runtime::CpuPool cpu_pool(1, 1);
  auto photo_maker = make_photo_maker(config);
  const ProcessParts parts{config, clock, vault, cpu_pool, photo_maker};
  runtime::Loop loop("routes");
  const Shard shard(loop.executor(), parts, *set, false, 1);
  for (const auto& route : shard.public_router().routes()) {
    std::printf("%s\n", json::write(RouteLine{std::string(http::to_string(route->method)),
                                              route->pattern, access_name(route->access)})
                            .c_str());
  }
  return 0;
}

}  // namespace prokat::app
