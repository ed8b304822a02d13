#include "pg/startup_check.hpp"

#include <fmt/core.h>

#include "pg/session.hpp"

namespace prokat::pg {
namespace {

constexpr int version_min = 140000;
constexpr std::chrono::milliseconds skew_max{5000};

std::int64_t milliseconds_now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace

StartupReport judge(const ServerFacts& facts, std::size_t connections_of_this_process) {
  StartupReport report{.facts = facts, .refusals = {}, .warnings = {}};
  if (facts.version < version_min) {
    report.refusals.push_back(
        fmt::format("PostgreSQL {} is too old: 14 or newer is needed", facts.version / 10000));
  }
  if (abs(facts.clock_skew) > skew_max) {
    report.refusals.push_back(fmt::format(
        "the database's clock is {} ms {} this machine's: set both by NTP",
        abs(facts.clock_skew).count(), facts.clock_skew.count() > 0 ? "ahead of" : "behind"));
  }
  const auto wanted = static_cast<std::int64_t>(connections_of_this_process);
  if (wanted > facts.connections_max) {
    report.refusals.push_back(fmt::format(
        "this process may open {} connections, the server takes {}: lower db.connections or raise "
        "max_connections",
        wanted, facts.connections_max));
  } else if (facts.connections_used + wanted > facts.connections_max) {
    report.warnings.push_back(fmt::format(
        "{} of the server's {} connections are in use and this process may open {}: lower "
        "db.connections or raise max_connections",
        facts.connections_used, facts.connections_max, wanted));
  }
  return report;
}

StartupReport check_server(const Secret& url, std::size_t connections_of_this_process) {
  detail::Session session(url);
  ServerFacts facts;
  const std::int64_t before = milliseconds_now();
  const auto answer = session.run(
      "SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint,"
      " current_setting('server_version_num')::int,"
      " current_setting('max_connections')::int"
      "   - current_setting('superuser_reserved_connections')::int,"
      " (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')");
  const std::int64_t after = milliseconds_now();
  facts.clock_skew =
      std::chrono::milliseconds(std::stoll(detail::text_at(answer, 0, 0)) - (before + after) / 2);
  facts.version = std::stoi(detail::text_at(answer, 0, 1));
  facts.connections_max = std::stoll(detail::text_at(answer, 0, 2));
  facts.connections_used = std::stoll(detail::text_at(answer, 0, 3));
  return judge(facts, connections_of_this_process);
}

}  // namespace prokat::pg
