// The head of the chain, outside the database: whoever can rewrite every row and every hash still
// cannot rewrite what left. An anchor is an object in storage, written once and never replaced:
//   audit/anchors/2027/2027-05-01-1.json   {"format": ..., "seal_no": 4711, "hash": "..", ...}
// one a day, and one each time somebody asks. Each is also an event, audit.anchored, from which the
// operators' chat hears the number and the hash: a copy that even the owner of the storage cannot
// change.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pg/database.hpp"
#include "services/audit/domain/chain.hpp"
#include "storage/object_storage.hpp"

namespace prokat::audit {

struct Anchor {
  std::string storage_key;
  std::int64_t seal_no = 0;
  Hash hash{};
};

// Sends the head out now. Nothing when no row is sealed yet. The event is waiting to be dispatched
// when this returns. Not for several at once: see anchor_when_due.
Task<Result<std::optional<Anchor>>> anchor_head(pg::Pool& pool, storage::ObjectStorage& storage,
                                                Deadline deadline);

// The worker's step: once a day (UTC), when something was sealed since the last time, in one
// process at a time. True when a head went out. Storage that does not answer throws: it is tried
// again.
Task<bool> anchor_when_due(pg::Pool& pool, storage::ObjectStorage& storage);

// What lies in storage: under the keys that `known` names and under those of every day from `since`
// to today. An object that is missing or no anchor of ours comes back in `faulty`.
struct AnchorsFound {
  std::vector<Anchor> anchors;      // by seal_no
  std::vector<std::string> faulty;  // keys
};
Task<Result<AnchorsFound>> find_anchors(storage::ObjectStorage& storage,
                                        std::vector<std::string> known, Instant since,
                                        Deadline deadline);

}  // namespace prokat::audit
