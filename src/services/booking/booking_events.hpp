// What a change of a locked booking is called outside, and what it means for the ledger.
#pragma once

#include "events/event.hpp"
#include "services/booking/store/booking_store.hpp"

namespace prokat::booking {

// booking.confirmed, booking.paid or booking.cancelled.
events::Event status_event(const LockedBooking& booking, const Standing& next, int version);

// booking.changed: other dates, unit, price or facts. `what` becomes the reason: changed, extended,
// charge, adjustment, picked_up, returned.
events::Event changed_event(const LockedBooking& booking, int version, std::string what);

// A cancelled booking owes nothing: its charge is written off, once per cancellation (a revived
// booking can be cancelled again), and what was paid stays as money we owe, but for the fee.
LedgerEntry writeoff(const LockedBooking& booking, EventId cancellation);

}  // namespace prokat::booking
