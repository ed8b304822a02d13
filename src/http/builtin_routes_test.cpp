#include "http/builtin_routes.hpp"

#include <boost/json/parse.hpp>

#include "http/server_fixture.hpp"

namespace prokat::http {

namespace {

Task<Result<std::string>> all_well() { co_return "database, redis"; }
Task<Result<std::string>> no_database() {
  co_return fail(ProblemCode::unavailable, "the database does not answer");
}

std::string get(std::string_view target, std::string_view more = "") {
  return "GET " + std::string(target) + " HTTP/1.1\r\nHost: x\r\n" + std::string(more) + "\r\n";
}

struct BuiltinRoutes : testing::Test {
  Router router;
};

}  // namespace

TEST_F(BuiltinRoutes, health_says_alive_and_readiness_what_it_stands_on) {
  add_health_routes(router, [] { return all_well(); });
  const RunningServer server(router, {});
  EXPECT_EQ(server.ask(get("/healthz")).body, R"({"status":"alive"})");
  EXPECT_EQ(server.ask(get("/readyz")).body, R"({"status":"ready","detail":"database, redis"})");
}

TEST_F(BuiltinRoutes, readiness_without_a_database_is_503) {
  add_health_routes(router, [] { return no_database(); });
  const RunningServer server(router, {});
  EXPECT_EQ(server.ask(get("/healthz")).status, 200);
  const RawReply reply = server.ask(get("/readyz"));
  EXPECT_EQ(reply.status, 503);
  EXPECT_TRUE(reply.has_code("unavailable"));
}

TEST_F(BuiltinRoutes, contract_is_served_once_and_then_304) {
  add_documentation_routes(router);
  const RunningServer server(router, {});
  const RawReply first = server.ask(get("/api/openapi.json"));
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(boost::json::parse(first.body).at("openapi").as_string(), "3.1.0");
  const RawReply again =
      server.ask(get("/api/openapi.json", "If-None-Match: " + first.header("ETag") + "\r\n"));
  EXPECT_EQ(again.status, 304);
  EXPECT_TRUE(again.body.empty());
  EXPECT_EQ(server.ask(get("/api/openapi.json", "If-None-Match: \"other\"\r\n")).status, 200);
}

TEST_F(BuiltinRoutes, documentation_page_allows_only_its_own_script) {
  add_documentation_routes(router);
  const RunningServer server(router, {});
  const RawReply page = server.ask(get("/api/docs"));
  EXPECT_EQ(page.header("Content-Type"), "text/html; charset=utf-8");
  const std::string policy = page.header("Content-Security-Policy");
  EXPECT_EQ(policy.find("default-src 'none'; script-src 'sha256-"), 0U);
  EXPECT_EQ(policy.find("unsafe"), std::string::npos);
  EXPECT_EQ(page.body.find("src="), std::string::npos) << "nothing is loaded from elsewhere";
}

TEST_F(BuiltinRoutes, metrics_count_requests_by_route_and_status_class) {
  add_metrics_route(router);
  add_health_routes(router, [] { return all_well(); });
  const RunningServer server(router, {.name = "metrics-test"});
  server.ask(get("/healthz"));
  server.ask(get("/elsewhere"));
  const std::string text = server.ask(get("/metrics")).body;
  const auto has_line = [&](std::string_view route, std::string_view status) {
    for (std::size_t at = text.find("prokat_http_request_seconds_count"); at != std::string::npos;
         at = text.find("prokat_http_request_seconds_count", at + 1)) {
      const std::string line = text.substr(at, text.find('\n', at) - at);
      if (line.find("listener=\"metrics-test\"") != std::string::npos &&
          line.find(route) != std::string::npos && line.find(status) != std::string::npos &&
          line.ends_with(" 1")) {
        return true;
      }
    }
    return false;
  };
  EXPECT_TRUE(has_line("route=\"/healthz\"", "status=\"2xx\"")) << text;
  EXPECT_TRUE(has_line("route=\"unmatched\"", "status=\"4xx\"")) << text;
}

}  // namespace prokat::http
