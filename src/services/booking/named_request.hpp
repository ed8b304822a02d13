// Idempotency of what is done to a booking: a key names one request of one principal on one
// booking. What is answered to a repetition is the booking as it is by then. The create of a
// booking has its key in its own statement (sql/create_booking.sql).
#pragma once

#include <optional>
#include <string>

#include "pg/database.hpp"
#include "runtime/context.hpp"
#include "services/booking/service.hpp"

namespace prokat::booking {

struct NamedRequest {
  std::string route;  // "booking.extend:<id>"
  std::string key;
  std::string request;  // as it was read: spelling is no difference
  UuidBytes resource_id{};
};

// Nothing without a key.
template <class Tag>
std::optional<NamedRequest> name_request(std::string what, const Id<Tag>& id,
                                         const std::optional<std::string>& key,
                                         std::string request) {
  if (!key) return std::nullopt;
  return NamedRequest{std::move(what) + ":" + id.to_string(), *key, std::move(request), id.bytes()};
}

// In the transaction that does it: true for a repetition; idempotency-mismatch,
// idempotency-in-progress. The key commits with what was done.
Task<Result<bool>> is_repeated(pg::Transaction& tx, const CallContext& context,
                               std::optional<NamedRequest> named, Instant now);

// The same for a request that makes something: the key will stand for `made`. What the first
// request made, when this is a repetition.
Task<Result<std::optional<UuidBytes>>> claim(pg::Transaction& tx, const CallContext& context,
                                             std::optional<NamedRequest> named, UuidBytes made,
                                             Instant now);

// Before it: what the key stands for, when that was done already. For requests that would be
// refused by what is true now, or that make something on the way.
Task<Result<std::optional<UuidBytes>>> find_answered(pg::Pool& pool, const CallContext& context,
                                                     std::optional<NamedRequest> named);

}  // namespace prokat::booking
