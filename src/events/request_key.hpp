// Idempotency-Key of a create that has a transaction of its own: the key is claimed before anything
// is written, so that key and resource commit together.
//   auto tx = co_await pool.transaction(deadline);
//   if (key) {
//     auto known = co_await events::claim_request_key(tx, {actor, "locations.create", *key, text},
//                                                     id.bytes(), now);
//     if (!known) co_return pass(std::move(known));
//     if (*known) co_return co_await find(**known);       // a repetition: what the first one made
//   }
// Kept for seven days. The create of a booking does the same in its own statement.
#pragma once

#include <optional>
#include <string>

#include "base/result.hpp"
#include "pg/database.hpp"

namespace prokat::events {

struct RequestKey {
  std::string principal;  // Principal::actor(): a key is somebody's
  std::string route;      // "objects.create"; with the ids of the path, where it has any
  std::string key;
  std::string request;  // the parsed request, written again: spelling is no difference
};

// Nothing: the request is new and the key now stands for `resource_id`. Otherwise what its first
// request made. idempotency-mismatch: that was another request. idempotency-in-progress: it has not
// ended yet.
Task<Result<std::optional<UuidBytes>>> claim_request_key(pg::Transaction& tx, RequestKey key,
                                                         UuidBytes resource_id, Instant now);

}  // namespace prokat::events
