// What came of a create in the database.
#pragma once

#include <boost/describe.hpp>
#include <optional>

#include "services/booking/service.hpp"

namespace prokat::booking {

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
  hold_limit,  // the customer has as many unpaid holds as he may have, or let this one expire
  addon_unavailable,  // not enough pieces of `addon_id`
  promo_exhausted,
};
BOOST_DESCRIBE_ENUM(CreateOutcome, created, replay, mismatch, in_progress, not_found,
                    unknown_customer, refused, stale, taken, code_clash, hold_limit,
                    addon_unavailable, promo_exhausted)

struct CreateAnswer {
  CreateOutcome outcome = CreateOutcome::taken;
  std::optional<BookingId> known_id;  // replay
  AddonId addon_id{};                 // addon_unavailable
};

}  // namespace prokat::booking
