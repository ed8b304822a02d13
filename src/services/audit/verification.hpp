// Recomputes the chain from the rows and names what does not fit. Reads pages, so a million rows
// cost no more memory than a thousand; what is found is kept up to findings_max and counted beyond.
// Everything is judged up to the head that stood when it began; rows behind it wait for the sealer.
//
// An edited row differs from its digest. Whoever also rewrites the digest breaks the link to the
// next entry; whoever rewrites all hashes from there on meets an anchor; whoever deletes leaves a
// number without a row, and whoever inserts a row without a number. What an attacker with the whole
// database can do unseen is what no anchor has left the database for yet.
#pragma once

#include <boost/describe/enum.hpp>
#include <string>
#include <vector>

#include "services/audit/anchors.hpp"
#include "services/audit/store.hpp"

namespace prokat::audit {

enum class Fault {
  row_changed,       // the row is not what was sealed
  row_missing,       // sealed, and gone
  row_inserted,      // there, below the head, and never sealed
  entry_missing,     // seal numbers that the chain lacks
  entry_differs,     // the chain's copy of a row's key is not the row's
  link_broken,       // this entry or the one before it was rewritten
  seal_missing,      // entries without their batch
  seal_differs,      // a batch that is not what the chain says
  anchor_differs,    // the chain was rewritten at or before this number
  anchor_ahead,      // an anchor of an entry that does not exist any more
  anchor_unreadable  // an anchor that is missing in storage or no anchor
};
BOOST_DESCRIBE_ENUM(Fault, row_changed, row_missing, row_inserted, entry_missing, entry_differs,
                    link_broken, seal_missing, seal_differs, anchor_differs, anchor_ahead,
                    anchor_unreadable)

struct Finding {
  Fault fault{};
  std::int64_t seal_no = 0;  // 0: the fault is about none
  std::int64_t last_seal_no = 0;
  std::int64_t audit_id = 0;
  std::string table_name;
  std::string row;  // the audited row's key
  std::string recorded_at;
  std::vector<std::string> differs;  // columns of audit_log, as far as it can be told
  std::string storage_key;           // of an anchor
};

struct Verification {
  std::int64_t rows = 0;
  std::int64_t seals = 0;
  std::int64_t anchors = 0;
  std::int64_t waiting = 0;
  std::int64_t head_seal_no = 0;
  Hash head_hash{};
  std::int64_t faults = 0;
  std::vector<Finding> findings;  // the first findings_max of them

  bool is_good() const { return faults == 0; }
};

inline constexpr std::size_t findings_max = 200;

struct VerifyOptions {
  int page_rows = 1000;
  std::vector<Anchor> told;  // heads that a person knows, from the chat or from paper
};

// storage::Unavailable, or a Problem, when the anchors cannot be read: then nothing is known about
// a rewritten chain.
Task<Result<Verification>> verify(pg::Pool& pool, storage::ObjectStorage& storage,
                                  VerifyOptions options, Deadline deadline);

}  // namespace prokat::audit
