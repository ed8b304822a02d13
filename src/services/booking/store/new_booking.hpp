// What a create writes, as the use case hands it to the store. A new kind of create adds its fields
// here, its part to create_booking.sql, and a line to may_share_a_batch() when it counts anything.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "base/id.hpp"
#include "base/period.hpp"
#include "rental/pricing.hpp"
#include "services/booking/domain/extras.hpp"
#include "services/booking/domain/terms.hpp"
#include "services/booking/service.hpp"

namespace prokat::booking {

using Sha256 = std::array<std::uint8_t, 32>;

// With who asks (NewBooking::actor) it names one request. Kept for 7 days.
struct RequestKey {
  std::string key;
  Sha256 request_sha256{};
};

// Of an order of several units; a single booking's order has no code and its total.
struct OrderHead {
  std::string code;
  std::int64_t total_minor = 0;
};

// What a customer's own unpaid booking is held against.
struct HoldClaim {
  int unpaid_max = 2;     // unpaid bookings of his at a time
  Instant expired_since;  // one that he let expire later than this keeps him from the same object
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
  BookingTerms terms;
  bool makes_order = true;  // false: an earlier booking of the transaction made the order
  std::optional<OrderHead> order_head;
  std::optional<HoldClaim> hold;  // a customer's own, unpaid: it takes one of his few slots
  BookingExtras extras;
};

// Whether it may go to the database in one statement with others that wait (create_bookings.sql).
// Anything that is counted must not: a promo code's uses, a customer's unpaid holds, add-ons with a
// stock, an order of several units. Such a create locks or raises a row that another one of the
// same batch may need, in an order that the batch does not have, and its refusal would be an error
// of the whole batch.
bool may_share_a_batch(const NewBooking& booking);

}  // namespace prokat::booking
