#include "services/booking/booking_events.hpp"

#include "base/broken.hpp"
#include "base/enum_names.hpp"
#include "services/booking/events.hpp"

namespace prokat::booking {

namespace {

std::string type_of(Status status) {
  switch (status) {
    case Status::confirmed:
      return "booking.confirmed";
    case Status::paid:
      return "booking.paid";
    case Status::cancelled:
      return "booking.cancelled";
    case Status::awaiting_payment:
    case Status::completed:
      break;
  }
  broken_logic("no event tells of this status");
}

}  // namespace

events::Event status_event(const LockedBooking& booking, const Standing& next, int version) {
  BookingFact fact{booking.id,      booking.order_id, booking.object_id, booking.customer_id,
                   booking.channel, version,          std::nullopt};
  if (next.reason) fact.reason = std::string(enum_name(*next.reason));
  events::Event event;
  event.type = type_of(next.status);
  event.aggregate_kind = "booking";
  event.aggregate_id = booking.id.to_string();
  event.payload = json::write(fact);
  return event;
}

LedgerEntry writeoff(const LockedBooking& booking, EventId cancellation) {
  return LedgerEntry{LedgerAccount::writeoff, booking.amount, "cancellation", cancellation.bytes()};
}

}  // namespace prokat::booking
