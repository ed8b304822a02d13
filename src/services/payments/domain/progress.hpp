// What a provider's answer means for a payment that stands where it stands: the one place where a
// payment's status moves. Pure.
#pragma once

#include <chrono>
#include <string>

#include "base/money.hpp"
#include "base/period.hpp"

namespace prokat::payments {

enum class Standing { created, pending, waiting_for_capture, succeeded, canceled };
enum class Reported { pending, waiting_for_capture, succeeded, canceled };

enum class Step {
  none,           // nothing new
  wait,           // the provider knows it and the customer has not finished
  hold,           // money is held on the card
  succeed,        // money is ours: final
  cancel,         // dead: final
  contradiction,  // a final status is contradicted, or the amount is not what was asked for: a
                  // person has to look
};

// Statuses only move forward; some may be skipped. Money wins over an earlier cancellation on our
// side: YooKassa never takes back `succeeded`.
Step next_step(Standing standing, Reported reported, const Money& asked, const Money& received);

// A create whose answer was lost may be repeated with the same key for less than 24 hours; an hour
// is kept as a margin.
bool may_repeat_create(Instant created_at, Instant now);

}  // namespace prokat::payments
