#include "services/audit/store.hpp"

#include <algorithm>
#include <stdexcept>

#include "services/audit/sql.hpp"

namespace prokat::audit {

namespace {

// "audit" in the space of advisory locks.
constexpr std::int64_t turn_key = 0x6175646974;

Hash hash_of(const pg::Row& row, std::string_view column) {
  const auto bytes = row.get<std::vector<std::uint8_t>>(column);
  Hash hash;
  if (bytes.size() != hash.size()) throw std::logic_error("a hash of the audit has another length");
  std::copy(bytes.begin(), bytes.end(), hash.begin());
  return hash;
}

std::vector<std::uint8_t> bytes_of(const Hash& hash) { return {hash.begin(), hash.end()}; }

pg::Params params_of(Span span) {
  pg::Params params;
  params.add(span.after).add(span.to).add(span.limit);
  return params;
}

StoredRow read_row(const pg::Row& row) {
  StoredRow stored;
  stored.recorded_at = row.get<std::string>("recorded_at_text");
  stored.row.id = row.get<std::int64_t>("id");
  stored.row.recorded_at = row.get<std::string>("recorded_at");
  stored.row.table_name = row.get<std::string>("table_name");
  stored.row.row_id = row.get<std::string>("row_id");
  stored.row.row_key = row.get<std::optional<std::string>>("row_key");
  stored.row.action = row.get<std::string>("action");
  stored.row.actor = row.get<std::string>("actor");
  stored.row.channel = row.get<std::string>("channel");
  stored.row.request_id = row.get<std::optional<std::string>>("request_id");
  stored.row.before = row.get<std::optional<std::string>>("before");
  stored.row.after = row.get<std::optional<std::string>>("after");
  return stored;
}

Entry read_entry(const pg::Row& row) {
  Entry entry;
  entry.seal_no = row.get<std::int64_t>("seal_no");
  entry.audit_id = row.get<std::int64_t>("audit_id");
  entry.recorded_at = row.get<std::string>("recorded_at");
  entry.table_name = row.get<std::string>("table_name");
  entry.row_id = row.get<std::string>("row_id");
  entry.row_key = row.get<std::optional<std::string>>("row_key");
  entry.digest = hash_of(row, "digest");
  entry.hash = hash_of(row, "hash");
  return entry;
}

AnchorRow read_anchor(const pg::Row& row) {
  AnchorRow anchor;
  anchor.storage_key = row.get<std::string>("storage_key");
  anchor.seal_no = row.get<std::int64_t>("seal_no");
  anchor.hash = hash_of(row, "hash");
  anchor.anchored_at = row.get<Instant>("anchored_at");
  return anchor;
}

template <class T>
std::vector<T> read_all(const pg::Rows& rows, T (*read)(const pg::Row&)) {
  std::vector<T> all;
  all.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) all.push_back(read(rows[i]));
  return all;
}

}  // namespace

Task<bool> AuditStore::take_turn(pg::Transaction& tx) {
  const auto rows = co_await tx.statement(sql::take_turn, pg::Params().add(turn_key));
  co_return rows.only().get<bool>("taken");
}

Task<Position> AuditStore::find_position(pg::Transaction& tx) {
  const auto rows = co_await tx.statement(sql::find_position);
  const auto row = rows.only();
  Position position;
  position.seal_no = row.get<std::int64_t>("seal_no");
  position.audit_id = row.get<std::int64_t>("audit_id");
  if (!row.is_null("hash")) position.hash = hash_of(row, "hash");
  position.fence_audit_id = row.get<std::int64_t>("fence_audit_id");
  position.settled = row.get<bool>("settled");
  position.from_elsewhere = row.get<bool>("from_elsewhere");
  position.newest = row.get<std::int64_t>("newest");
  co_return position;
}

Task<std::vector<StoredRow>> AuditStore::read_rows(pg::Transaction& tx, Span ids) {
  co_return read_all(co_await tx.statement(sql::read_rows, params_of(ids)), &read_row);
}

Task<void> AuditStore::append(pg::Transaction& tx, std::int64_t head_seal_no,
                              std::vector<StoredRow> rows, std::vector<Entry> entries,
                              Instant now) {
  std::vector<std::int64_t> ids;
  std::vector<std::string> recorded;
  std::vector<std::string> tables;
  std::vector<std::string> row_ids;
  std::vector<std::string> row_keys;
  std::vector<std::vector<std::uint8_t>> digests;
  std::vector<std::vector<std::uint8_t>> hashes;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    ids.push_back(rows[i].row.id);
    recorded.push_back(std::move(rows[i].recorded_at));
    tables.push_back(std::move(rows[i].row.table_name));
    row_ids.push_back(std::move(rows[i].row.row_id));
    row_keys.push_back(std::move(rows[i].row.row_key).value_or(""));
    digests.push_back(bytes_of(entries[i].digest));
    hashes.push_back(bytes_of(entries[i].hash));
  }
  pg::Params chain;
  chain.add(head_seal_no).add_array(ids).add_array(recorded).add_array(tables);
  chain.add_array(row_ids).add_array(row_keys).add_array(digests).add_array(hashes);
  co_await tx.statement(sql::append_chain, std::move(chain));
  pg::Params seal;
  seal.add(entries.front().seal_no).add(entries.back().seal_no);
  seal.add_bytes(entries.back().hash).add(now);
  co_await tx.statement(sql::append_seal, std::move(seal));
}

Task<void> AuditStore::move_fence(pg::Transaction& tx) { co_await tx.statement(sql::move_fence); }

Task<void> AuditStore::insert_anchor(pg::Transaction& tx, AnchorRow anchor) {
  pg::Params params;
  params.add(anchor.id).add(anchor.storage_key).add(anchor.seal_no).add_bytes(anchor.hash);
  params.add(anchor.anchored_at);
  co_await tx.statement(sql::insert_anchor, std::move(params));
}

Task<Waiting> AuditStore::measure_waiting(Deadline deadline) {
  const auto rows = co_await pool_.statement(sql::measure_waiting, {}, deadline);
  const auto row = rows.only();
  co_return Waiting{row.get<std::int64_t>("waiting"), row.get<std::optional<Instant>>("oldest")};
}

Task<std::vector<Row>> AuditStore::read_rows(Span ids, Deadline deadline) {
  auto stored =
      read_all(co_await pool_.slow_statement(sql::read_rows, params_of(ids), deadline), &read_row);
  std::vector<Row> rows;
  rows.reserve(stored.size());
  for (auto& one : stored) rows.push_back(std::move(one.row));
  co_return rows;
}

Task<std::vector<Entry>> AuditStore::read_chain(Span seal_nos, Deadline deadline) {
  co_return read_all(co_await pool_.slow_statement(sql::read_chain, params_of(seal_nos), deadline),
                     &read_entry);
}

Task<std::vector<Seal>> AuditStore::read_seals(Span first_seal_nos, Deadline deadline) {
  const auto rows =
      co_await pool_.slow_statement(sql::read_seals, params_of(first_seal_nos), deadline);
  std::vector<Seal> seals;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    seals.push_back(Seal{rows[i].get<std::int64_t>("first_seal_no"),
                         rows[i].get<std::int64_t>("last_seal_no"),
                         rows[i].get<std::int64_t>("row_count"), hash_of(rows[i], "hash")});
  }
  co_return seals;
}

Task<std::optional<Head>> AuditStore::find_head(Deadline deadline) {
  const auto rows = co_await pool_.statement(sql::find_head, {}, deadline);
  if (rows.empty()) co_return std::nullopt;
  const auto row = rows.only();
  co_return Head{row.get<std::int64_t>("seal_no"), row.get<std::int64_t>("audit_id"),
                 hash_of(row, "hash"), row.get<std::optional<Instant>>("since"),
                 row.get<std::int64_t>("sealed_to")};
}

Task<std::optional<AnchorRow>> AuditStore::find_last_anchor(Deadline deadline) {
  const auto rows = co_await pool_.statement(sql::find_last_anchor, {}, deadline);
  if (rows.empty()) co_return std::nullopt;
  co_return read_anchor(rows.only());
}

Task<std::vector<AnchorRow>> AuditStore::list_anchors(Deadline deadline) {
  co_return read_all(co_await pool_.slow_statement(sql::list_anchors, {}, deadline), &read_anchor);
}

}  // namespace prokat::audit
