#include "events/request_key.hpp"

#include <sodium.h>

#include <array>

#include "events/sql.hpp"

namespace prokat::events {

Task<Result<std::optional<UuidBytes>>> claim_request_key(pg::Transaction& tx, RequestKey key,
                                                         UuidBytes resource_id, Instant now) {
  std::array<std::uint8_t, crypto_hash_sha256_BYTES> sha256{};
  crypto_hash_sha256(sha256.data(), reinterpret_cast<const unsigned char*>(key.request.data()),
                     key.request.size());
  pg::Params params;
  params.add(key.principal).add(key.route).add(key.key).add_bytes(sha256);
  params.add(resource_id).add(now);
  const auto rows = co_await tx.statement(sql::claim_request_key, std::move(params));
  const auto row = rows.only();
  const auto outcome = row.text("outcome");
  if (outcome == "new") co_return std::optional<UuidBytes>();
  if (outcome == "replay") {
    co_return std::optional<UuidBytes>(row.get<Id<struct ResourceTag>>("resource_id").bytes());
  }
  if (outcome == "mismatch") {
    co_return fail(ProblemCode::idempotency_mismatch, "this key came before with another request");
  }
  co_return fail(ProblemCode::idempotency_in_progress, "the first request has not ended yet");
}

}  // namespace prokat::events
