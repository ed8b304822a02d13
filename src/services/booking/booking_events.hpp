// What a change of a locked booking is called outside, and what it means for the ledger.
#pragma once

#include "events/event.hpp"
#include "services/booking/store/booking_store.hpp"

namespace prokat::booking {

// booking.confirmed, booking.paid or booking.cancelled.
events::Event status_event(const LockedBooking& booking, const Standing& next, int version);

// A cancelled booking owes nothing: its charge is written off, once per cancellation (a revived
// booking can be cancelled again), and what was paid stays as money we owe.
LedgerEntry writeoff(const LockedBooking& booking, EventId cancellation);

}  // namespace prokat::booking
