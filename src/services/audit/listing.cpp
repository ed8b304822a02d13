#include "services/audit/listing.hpp"

#include <algorithm>
#include <limits>

#include "services/audit/sql.hpp"

namespace prokat::audit {

namespace {

bool is_staff(const std::string& actor) {
  return !actor.starts_with("customer:") && !actor.starts_with("system:");
}

// The statement whose index fits what is asked; all take the same parameters.
const pg::Statement& statement_for(const AuditFilter& filter) {
  if (filter.row_id) return sql::list_audit_of_row;
  if (filter.table && *filter.table != "bookings") return sql::list_audit_of_table;
  if (filter.actor && is_staff(*filter.actor)) return sql::list_audit_by_staff;
  return sql::list_audit;
}

pg::Params params_of(const AuditFilter& filter) {
  pg::Params params;
  params.add(filter.before_id.value_or(std::numeric_limits<std::int64_t>::max()));
  const auto uuid = parse_uuid(filter.row_id.value_or(""));
  const auto row_id = uuid ? format_uuid(*uuid) : filter.row_id;
  params.add(filter.table).add(row_id).add(filter.actor).add(filter.channel);
  params.add(filter.action).add(filter.from).add(filter.to);
  params.add(filter.limit + 1);  // one more than asked for tells whether there is a next page
  return params;
}

std::optional<json::Raw> raw(const pg::Row& row, std::string_view column) {
  auto text = row.get<std::optional<std::string>>(column);
  if (!text) return std::nullopt;
  return json::Raw{std::move(*text)};
}

AuditEntry read(const pg::Row& row) {
  AuditEntry entry;
  entry.id = row.get<std::int64_t>("id");
  entry.recorded_at = row.get<Instant>("recorded_at");
  entry.table = row.get<std::string>("table_name");
  entry.row_id = row.get<std::string>("row_key");
  entry.action = row.get<std::string>("action");
  entry.actor = row.get<std::string>("actor");
  entry.channel = row.get<std::string>("channel");
  entry.request_id = row.get<std::optional<std::string>>("request_id");
  entry.before = raw(row, "before");
  entry.after = raw(row, "after");
  entry.seal_no = row.get<std::optional<std::int64_t>>("seal_no");
  entry.sealed = entry.seal_no.has_value();
  return entry;
}

}  // namespace

Task<AuditPage> list(pg::Pool& pool, AuditFilter filter, Deadline deadline) {
  const auto rows =
      co_await pool.slow_statement(statement_for(filter), params_of(filter), deadline);
  const auto limit = static_cast<std::size_t>(filter.limit);
  AuditPage page;
  for (std::size_t i = 0; i < std::min(rows.size(), limit); ++i)
    page.items.push_back(read(rows[i]));
  if (rows.size() > limit) page.next_cursor = std::to_string(page.items.back().id);
  co_return page;
}

}  // namespace prokat::audit
