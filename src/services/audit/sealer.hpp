// Chains what the triggers wrote, in batches, behind everybody's back: creates never wait for it
// and it updates no audit row. Every process may run it; the one whose turn it is seals.
//
// Rows are sealed in the order of their ids up to a fence. The fence is the newest id that was
// visible at some moment, and it opens when every transaction from before that moment has ended:
// then nothing can still appear behind it, however late somebody commits. So the chain has no holes
// and needs no search for stragglers. One long transaction holds the fence, and with it the chain,
// back; that is what the metrics are for.
#pragma once

#include "pg/database.hpp"

namespace prokat::audit {

// One batch in one transaction. True when there is more to seal at once.
Task<bool> seal_batch(pg::Pool& pool, int rows_max, Deadline deadline);

class Sealer {
 public:
  explicit Sealer(pg::Pool& pool) : pool_(pool) {}
  // The step of its worker: sets prokat_audit_waiting_rows and prokat_audit_oldest_waiting_seconds
  // (also where another process seals, so that no process's silence hides a stop), logs
  // audit.overdue after 15 minutes, then seals a batch.
  Task<bool> step();

 private:
  Task<void> measure(Deadline deadline);

  pg::Pool& pool_;
  Instant complained_at_{};
};

}  // namespace prokat::audit
