#include "services/booking/named_request.hpp"

#include <sodium.h>

#include <array>

#include "events/request_key.hpp"
#include "services/booking/sql.hpp"

namespace prokat::booking {

Task<Result<bool>> is_repeated(pg::Transaction& tx, const CallContext& context,
                               std::optional<NamedRequest> named, Instant now) {
  const auto made = named ? named->resource_id : UuidBytes{};
  auto known = co_await claim(tx, context, std::move(named), made, now);
  if (!known) co_return pass(std::move(known));
  co_return known->has_value();
}

Task<Result<std::optional<UuidBytes>>> claim(pg::Transaction& tx, const CallContext& context,
                                             std::optional<NamedRequest> named, UuidBytes made,
                                             Instant now) {
  if (!named) co_return std::optional<UuidBytes>();
  events::RequestKey key{context.principal.actor(), named->route, named->key, named->request};
  co_return co_await events::claim_request_key(tx, std::move(key), made, now);
}

Task<Result<std::optional<UuidBytes>>> find_answered(pg::Pool& pool, const CallContext& context,
                                                     std::optional<NamedRequest> named) {
  if (!named) co_return std::optional<UuidBytes>();
  std::array<std::uint8_t, crypto_hash_sha256_BYTES> sha256{};
  crypto_hash_sha256(sha256.data(), reinterpret_cast<const unsigned char*>(named->request.data()),
                     named->request.size());
  pg::Params params;
  params.add(context.principal.actor()).add(named->route).add(named->key).add_bytes(sha256);
  const auto rows = co_await pool.statement(sql::find_key, std::move(params), context.deadline);
  if (rows.empty()) co_return std::optional<UuidBytes>();
  if (!rows[0].get<bool>("same"))
    co_return fail(ProblemCode::idempotency_mismatch, "this key came before with another request");
  co_return std::optional(rows[0].get<BookingId>("resource_id").bytes());
}

}  // namespace prokat::booking
