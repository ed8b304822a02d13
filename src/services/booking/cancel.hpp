// What cancelling one booking and cancelling an order's share. The transaction and the locks are
// the caller's.
#pragma once

#include <optional>

#include "services/booking/store/booking_store.hpp"

namespace prokat::booking {

// illegal-transition, naming the status.
std::unexpected<Problem> fail_illegal(const Standing& standing);

// What the locked booking would become; nothing where it is cancelled already. illegal-transition:
// over, handed out, or not coming before the start.
Result<std::optional<Standing>> may_cancel(const LockedBooking& booking, CancelReason reason,
                                           Trigger trigger, Instant now);

// Status, write-off, the fee with its line, the reason and the event. validation-failed for a fee
// that cannot be.
Task<Result<>> cancel_locked(pg::Transaction& tx, LockedBooking booking, CancelRequest request,
                             Standing next, Change change);

}  // namespace prokat::booking
