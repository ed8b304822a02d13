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

events::Event event_of(const LockedBooking& booking, std::string type, int version,
                       std::optional<std::string> reason) {
  const BookingFact fact{booking.id,      booking.order_id, booking.object_id, booking.customer_id,
                         booking.channel, version,          std::move(reason)};
  events::Event event;
  event.type = std::move(type);
  event.aggregate_kind = "booking";
  event.aggregate_id = booking.id.to_string();
  event.payload = json::write(fact);
  return event;
}

}  // namespace

events::Event status_event(const LockedBooking& booking, const Standing& next, int version) {
  std::optional<std::string> reason;
  if (next.reason) reason = std::string(enum_name(*next.reason));
  return event_of(booking, type_of(next.status), version, std::move(reason));
}

events::Event changed_event(const LockedBooking& booking, int version, std::string what) {
  return event_of(booking, "booking.changed", version, std::move(what));
}

LedgerEntry writeoff(const LockedBooking& booking, EventId cancellation) {
  return LedgerEntry{LedgerAccount::writeoff, booking.amount, "cancellation", cancellation.bytes()};
}

}  // namespace prokat::booking
