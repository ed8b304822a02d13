#include "http/builtin_routes.hpp"

#include <fmt/format.h>

#include "http/docs_page_embedded.hpp"
#include "http/openapi_document.hpp"
#include "http/static_reply.hpp"
#include "runtime/metrics.hpp"

namespace prokat::http {

namespace {

Task<Result<Reply>> healthz() {
  Reply reply;
  reply.body = R"({"status":"alive"})";
  co_return reply;
}

Task<Result<Reply>> readyz(const Readiness& readiness) {
  Result<std::string> ready = co_await readiness();
  if (!ready) co_return pass(std::move(ready));
  Reply reply;
  reply.body = R"({"status":"ready","detail":)";
  json::write_string(reply.body, *ready);
  reply.body += '}';
  co_return reply;
}

Task<Result<Reply>> constant(const Request& request, const StaticContent& content) {
  co_return static_reply(request, content);
}

Task<Result<Reply>> metrics_text() {
  Reply reply;
  reply.content_type = "text/plain; version=0.0.4; charset=utf-8";
  reply.body = metrics::render();
  co_return reply;
}

std::string_view between(std::string_view text, std::string_view open, std::string_view close) {
  const auto start = text.find(open) + open.size();
  return text.substr(start, text.find(close, start) - start);
}

// The page's one script and one style are allowed by their hashes, and it may fetch from this host:
// nothing else.
StaticContent docs_page() {
  auto content = static_content(std::string(docs_page_html), "text/html; charset=utf-8");
  content.headers.emplace_back(
      "Content-Security-Policy",
      fmt::format("default-src 'none'; script-src 'sha256-{}'; style-src 'sha256-{}'; "
                  "connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; "
                  "frame-ancestors 'none'",
                  sha256_base64(between(docs_page_html, "<script>", "</script>")),
                  sha256_base64(between(docs_page_html, "<style>", "</style>"))));
  return content;
}

void add_constant(Router& router, std::string pattern, StaticContent content) {
  router.add({.method = Method::get,
              .pattern = std::move(pattern),
              .access = Role::anonymous,
              .handler = [content = std::move(content)](Request& request) {
                return constant(request, content);
              }});
}

}  // namespace

void add_health_routes(Router& router, Readiness readiness) {
  router.add({.method = Method::get,
              .pattern = "/healthz",
              .access = Role::anonymous,
              .handler = [](Request&) { return healthz(); },
              .quiet = true});
  router.add({.method = Method::get,
              .pattern = "/readyz",
              .access = Role::anonymous,
              .handler = [readiness = std::move(readiness)](Request&) { return readyz(readiness); },
              .quiet = true});
}

void add_documentation_routes(Router& router) {
  add_constant(router, "/api/openapi.json",
               static_content(std::string(openapi_json), "application/json; charset=utf-8"));
  add_constant(router, "/api/docs", docs_page());
}

void add_metrics_route(Router& router) {
  router.add({.method = Method::get,
              .pattern = "/metrics",
              .access = Role::anonymous,
              .handler = [](Request&) { return metrics_text(); },
              .quiet = true});
}

}  // namespace prokat::http
