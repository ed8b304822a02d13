// `prokat serve`: checks what it stands on, starts the threads, waits for SIGTERM, drains.
#include <cstdio>
#include <thread>

#include "app/commands.hpp"
#include "app/shard.hpp"
#include "pg/coverage.hpp"
#include "pg/migrate.hpp"
#include "pg/migrations_embedded.hpp"
#include "pg/startup_check.hpp"
#include "runtime/log.hpp"
#include "runtime/loop.hpp"
#include "storage/settings.hpp"

namespace prokat::app {

namespace {

constexpr std::chrono::milliseconds drain_time_limit{10'000};
constexpr std::size_t cpu_threads = 2;
constexpr std::size_t cpu_queue_max = 64;

void print(const Problem& problem) {
  std::fprintf(stderr, "prokat: %s\n", problem.detail.c_str());
  for (const auto& error : problem.errors)
    std::fprintf(stderr, "  %s: %s\n", error.pointer.c_str(), error.detail.c_str());
}

// At most: the pool's, one more for the lock of the bot's poller, and those of creates.
std::size_t connections_at_most(const runtime::Config& config, const ServiceSet& set) {
  const bool batches = set.has("booking") && config.number("booking.batch_max") > 1;
  return static_cast<std::size_t>(config.number("database.connections") +
                                  config.number("database.slow_connections") + 1 +
                                  (batches ? config.number("booking.batch_connections") : 0));
}

bool database_is_fit(const runtime::Config& config, std::size_t connections) {
  const auto url = config.secret("database.url");
  if (url.empty()) {
    std::fprintf(stderr, "prokat: database.url (PROKAT_DATABASE_URL) is not set\n");
    return false;
  }
  const auto report = pg::check_server(url, connections);
  for (const auto& warning : report.warnings) log::warn("pg.startup", {{"warning", warning}});
  for (const auto& refusal : report.refusals) std::fprintf(stderr, "prokat: %s\n", refusal.c_str());
  if (!report.refusals.empty()) return false;
  if (const auto mismatch = pg::schema_mismatch(url, pg::embedded_migrations)) {
    std::fprintf(stderr, "prokat: %s\n", mismatch->c_str());
    return false;
  }
  return true;
}

// A Loop, its Shard and the thread that runs them.
struct Runner {
  explicit Runner(std::string name) : loop(std::move(name)) {}
  runtime::Loop loop;
  std::unique_ptr<Shard> shard;
  std::thread thread;
};

Task<void> stop_runner(Runner& runner, Deadline deadline) {
  co_await runner.shard->stop(deadline);
  runner.loop.stop();
}

void begin_stop(std::vector<std::unique_ptr<Runner>>& runners) {
  log::info("process.draining");
  for (auto& runner : runners) {
    runtime::spawn(runner->loop.executor(), "stop",
                   stop_runner(*runner, Deadline::in(drain_time_limit)));
  }
}

}  // namespace

int serve(const runtime::Config& config) {
  log::start("prokat", log::Level::info);
  const auto set = ServiceSet::from(config);
  if (!set) {
    print(set.error());
    return 2;
  }
  if (const auto faults = storage::check_settings(config); !faults.empty()) {
    print({ProblemCode::validation_failed, "The configuration is wrong", faults, {}});
    return 2;
  }
  if (const auto file = config.text("sql.coverage"); !file.empty()) pg::record_coverage(file);
  const auto connections = static_cast<std::size_t>(config.number("database.connections"));
  if (!database_is_fit(config, connections_at_most(config, *set))) return 1;

  const auto vault = runtime::Vault::from_file(config.text("master_key_file"));
  runtime::Clock clock(std::chrono::duration_cast<Duration>(config.duration("clock.offset")));
  runtime::CpuPool cpu_pool(cpu_threads, cpu_queue_max);
  auto photo_maker = make_photo_maker(config);
  const ProcessParts parts{config, clock, vault, cpu_pool, photo_maker};
  const auto threads = static_cast<std::size_t>(config.number("http.threads"));

  std::vector<std::unique_ptr<Runner>> runners;
  for (std::size_t i = 0; i < threads; ++i) {
    auto& runner = *runners.emplace_back(std::make_unique<Runner>("loop-" + std::to_string(i)));
    runner.shard = std::make_unique<Shard>(runner.loop.executor(), parts, *set, i == 0,
                                           std::max<std::size_t>(connections / threads, 1));
  }
  runners.front()->loop.on_stop_signal([&runners] { begin_stop(runners); });
  for (auto& runner : runners) runner->shard->start();
  std::string services;
  for (const auto& name : set->names()) services += (services.empty() ? "" : ",") + name;
  log::info("process.started",
            {{"services", services}, {"threads", threads}, {"public", config.text("http.listen")}});

  for (std::size_t i = 1; i < runners.size(); ++i)
    runners[i]->thread = std::thread([&runner = *runners[i]] { runner.loop.run(); });
  runners.front()->loop.run();
  for (std::size_t i = 1; i < runners.size(); ++i) runners[i]->thread.join();
  runners.clear();
  log::info("process.stopped");
  return 0;
}

}  // namespace prokat::app
