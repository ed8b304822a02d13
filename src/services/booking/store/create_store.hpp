// The create as one call: whoever calls it does not see that a lone create is one statement today
// and that creates which wait together may become one tomorrow.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "pg/database.hpp"
#include "runtime/context.hpp"
#include "services/booking/service.hpp"

namespace prokat::booking {

using Sha256 = std::array<std::uint8_t, 32>;

// With who asks (NewBooking::actor) it names one request. Kept for 7 days.
struct RequestKey {
  std::string key;
  Sha256 request_sha256{};
};

struct NewBooking {
  BookingId id;
  OrderId order_id;
  std::string code;
  ObjectId object_id;
  int rate_version = 0;
  CustomerId customer_id;
  LegalEntityId legal_entity_id;
  Period period;
  Period blocked;  // the period widened by the object's buffers
  std::string time_zone;
  Status status = Status::awaiting_payment;
  std::optional<Instant> hold_expires_at;
  rental::Price price;
  std::string note;
  std::string actor;
  std::string channel;
  std::string request_id;
  Instant now;
  std::optional<RequestKey> key;
};

enum class CreateOutcome {
  created,
  replay,       // the key's first request made `known_id`
  mismatch,     // the key came before with another request
  in_progress,  // the key's first request has not ended
  not_found,    // no such object, or not for rent
  unknown_customer,
  refused,  // the customer is blocked or gone
  stale,    // priced with a rate card that is no longer in force
  taken,
  code_clash,  // another booking has this code: try another
};
BOOST_DESCRIBE_ENUM(CreateOutcome, created, replay, mismatch, in_progress, not_found,
                    unknown_customer, refused, stale, taken, code_clash)

struct CreateAnswer {
  CreateOutcome outcome = CreateOutcome::taken;
  std::optional<BookingId> known_id;  // replay
};

class CreateStore {
 public:
  explicit CreateStore(pg::Pool& pool) : pool_(pool) {}

  Task<CreateAnswer> create(NewBooking booking, Deadline deadline);
  // replay or mismatch, when the actor's key came before and was won.
  Task<std::optional<CreateAnswer>> find_key(std::string actor, RequestKey key, Deadline deadline);

 private:
  pg::Pool& pool_;
};

}  // namespace prokat::booking
