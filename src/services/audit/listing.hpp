// The audit as operators read it: who, when, from where, before -> after, sealed or not.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "pg/database.hpp"

namespace prokat::audit {

struct AuditEntry {
  std::int64_t id = 0;
  Instant recorded_at{};
  std::string table;
  std::string row_id;  // a uuid, or the key of a table that has none
  std::string action;  // insert, update, delete
  std::string actor;
  std::string channel;
  std::optional<std::string> request_id;
  std::optional<json::Raw> before;  // an update: the columns that changed, and no others
  std::optional<json::Raw> after;
  bool sealed = false;
  std::optional<std::int64_t> seal_no;
};
BOOST_DESCRIBE_STRUCT(AuditEntry, (),
                      (id, recorded_at, table, row_id, action, actor, channel, request_id, before,
                       after, sealed, seal_no))

struct AuditPage {
  std::vector<AuditEntry> items;  // newest first
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(AuditPage, (), (items, next_cursor))

struct AuditFilter {
  std::optional<std::string> table;
  std::optional<std::string> row_id;
  std::optional<std::string> actor;
  std::optional<std::string> channel;
  std::optional<std::string> action;
  std::optional<Instant> from;
  std::optional<Instant> to;  // exclusive
  int limit = 50;
  std::optional<std::int64_t> before_id;
};

Task<AuditPage> list(pg::Pool& pool, AuditFilter filter, Deadline deadline);

}  // namespace prokat::audit
