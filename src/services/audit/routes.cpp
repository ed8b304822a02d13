#include "services/audit/routes.hpp"

#include <limits>

#include "http/query.hpp"
#include "services/audit/listing.hpp"

namespace prokat::audit {

namespace {

constexpr std::size_t name_bytes_max = 63;  // as long as PostgreSQL's names get
constexpr std::size_t text_bytes_max = 200;
constexpr int limit_default = 50;

Result<AuditFilter> read_filter(const http::Request& request) {
  constexpr std::string_view actions[] = {"insert", "update", "delete"};
  http::QueryReader query(request);
  AuditFilter filter;
  filter.table = query.text("table", name_bytes_max);
  filter.row_id = query.text("row_id", text_bytes_max);
  filter.actor = query.text("actor", text_bytes_max);
  filter.channel = query.text("channel", text_bytes_max);
  filter.action = query.choice("action", actions);
  filter.from = query.instant("from");
  filter.to = query.instant("to");
  filter.limit = query.integer<int>("limit", 1, 100).value_or(limit_default);
  filter.before_id = query.integer<std::int64_t>("cursor", std::numeric_limits<std::int64_t>::min(),
                                                 std::numeric_limits<std::int64_t>::max());
  if (filter.from && filter.to && *filter.from >= *filter.to)
    query.add_fault("to", "end-before-start", "`to` is exclusive and after `from`.");
  if (auto read = query.done(); !read) return pass(std::move(read));
  return filter;
}

Task<Result<http::Reply>> list_audit(pg::Pool& pool, http::Request& request) {
  auto filter = read_filter(request);
  if (!filter) co_return pass(std::move(filter));
  co_return http::json_reply(co_await list(pool, std::move(*filter), request.context.deadline));
}

}  // namespace

void add_routes(http::Router& router, pg::Pool& pool) {
  router.add({.method = http::Method::get,
              .pattern = "/api/v1/audit",
              .access = Role::operator_,
              .handler = [&pool](http::Request& request) { return list_audit(pool, request); }});
}

}  // namespace prokat::audit
