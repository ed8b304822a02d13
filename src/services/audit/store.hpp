// The audit's tables as typed calls: what triggers wrote, the chain over it, its seals and anchors.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pg/database.hpp"
#include "services/audit/domain/chain.hpp"

namespace prokat::audit {

using AnchorId = Id<struct AnchorTag>;

struct StoredRow {
  Row row;
  std::string recorded_at;  // as PostgreSQL prints it
};

// The sealer's view of where things stand; see sql/find_position.sql.
struct Position {
  std::int64_t seal_no = 0;
  std::int64_t audit_id = 0;
  Hash hash = genesis;
  std::int64_t fence_audit_id = 0;
  bool settled = false;
  bool from_elsewhere = false;
  std::int64_t newest = 0;
};

struct Entry {
  std::int64_t seal_no = 0;
  std::int64_t audit_id = 0;
  std::string recorded_at;
  std::string table_name;
  std::string row_id;
  std::optional<std::string> row_key;
  Hash digest{};
  Hash hash{};
};

struct Seal {
  std::int64_t first = 0;
  std::int64_t last = 0;
  std::int64_t row_count = 0;
  Hash hash{};
};

struct Head {
  std::int64_t seal_no = 0;
  std::int64_t audit_id = 0;
  Hash hash{};
  std::optional<Instant> since;  // when the first sealed row was written
  std::int64_t sealed_to = 0;    // the end of the last seal
};

struct Waiting {
  std::int64_t rows = 0;
  std::optional<Instant> oldest;
};

struct AnchorRow {
  AnchorId id = AnchorId::make();
  std::string storage_key;
  std::int64_t seal_no = 0;
  Hash hash{};
  Instant anchored_at{};
};

// A page of keys: rows with `after` < key <= `to`.
struct Span {
  std::int64_t after = 0;
  std::int64_t to = 0;
  int limit = 1000;
};

class AuditStore {
 public:
  explicit AuditStore(pg::Pool& pool) : pool_(pool) {}

  // Inside the transaction that seals.
  static Task<bool> take_turn(pg::Transaction& tx);
  static Task<Position> find_position(pg::Transaction& tx);
  static Task<std::vector<StoredRow>> read_rows(pg::Transaction& tx, Span ids);
  static Task<void> append(pg::Transaction& tx, std::int64_t head_seal_no,
                           std::vector<StoredRow> rows, std::vector<Entry> entries, Instant now);
  static Task<void> move_fence(pg::Transaction& tx);
  static Task<void> insert_anchor(pg::Transaction& tx, AnchorRow anchor);

  Task<Waiting> measure_waiting(Deadline deadline);
  Task<std::vector<Row>> read_rows(Span ids, Deadline deadline);
  Task<std::vector<Entry>> read_chain(Span seal_nos, Deadline deadline);
  Task<std::vector<Seal>> read_seals(Span first_seal_nos, Deadline deadline);
  Task<std::optional<Head>> find_head(Deadline deadline);
  Task<std::optional<AnchorRow>> find_last_anchor(Deadline deadline);
  Task<std::vector<AnchorRow>> list_anchors(Deadline deadline);

 private:
  pg::Pool& pool_;
};

}  // namespace prokat::audit
