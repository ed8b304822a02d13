#include "app/ops_routes.hpp"

#include "app/sql.hpp"
#include "runtime/log.hpp"

namespace prokat::app {

namespace {

constexpr std::chrono::milliseconds readiness_time_limit{2'000};
constexpr std::int64_t offset_seconds_max = 400LL * 24 * 3600;

struct ClockBody {
  std::int64_t offset_seconds = 0;
};
BOOST_DESCRIBE_STRUCT(ClockBody, (), (offset_seconds))

Task<Result<std::string>> ask(Infrastructure& infrastructure) {
  const auto rows =
      co_await infrastructure.pool.statement(sql::ping, {}, Deadline::in(readiness_time_limit));
  std::string said = "database at migration " + std::to_string(rows.only().get<int>("migration"));
  said += infrastructure.redis.connected() ? ", redis" : ", redis is away";
  co_return said;
}

Task<Result<std::string>> is_ready(Infrastructure& infrastructure) {
  try {
    co_return co_await ask(infrastructure);
  } catch (const std::exception& error) {
    log::warn("ops.not_ready", {{"reason", error.what()}});
  }
  co_return fail(ProblemCode::unavailable, "the database does not answer");
}

Task<Result<http::Reply>> set_clock(const ProcessParts& parts, http::Request& request) {
  if (!parts.config.providers_are_loopback()) {
    co_return fail(ProblemCode::forbidden,
                   "business time cannot be moved while a real provider is configured");
  }
  auto body = json::parse<ClockBody>(request.body);
  if (!body) co_return pass(std::move(body));
  if (std::abs(body->offset_seconds) > offset_seconds_max) {
    co_return fail(ProblemCode::validation_failed, "too far",
                   {{"/offset_seconds", "out-of-range", "at most 400 days either way"}});
  }
  parts.clock.set_offset(std::chrono::seconds(body->offset_seconds));
  log::warn("ops.clock_moved", {{"offset_seconds", body->offset_seconds}});
  co_return http::json_reply(*body);
}

}  // namespace

http::Readiness readiness(Infrastructure& infrastructure) {
  return [&infrastructure] { return is_ready(infrastructure); };
}

void add_clock_route(http::Router& router, const ProcessParts& parts) {
  router.add({.method = http::Method::post,
              .pattern = "/clock",
              .access = Role::anonymous,
              .handler = [&parts](http::Request& request) { return set_clock(parts, request); }});
}

}  // namespace prokat::app
