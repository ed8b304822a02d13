// The domain events of booking-service: booking.created, booking.confirmed, booking.paid,
// booking.changed, booking.cancelled, booking.completed, and payment.unmatched for money that no
// booking could take. Ids and figures, never personal data; who shows state reads the current row.
#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <string>

#include "base/id.hpp"
#include "base/money.hpp"

namespace prokat::booking {

// Payload of the booking.* events.
struct BookingFact {
  BookingId booking_id;
  OrderId order_id;
  ObjectId object_id;
  CustomerId customer_id;
  std::string channel;  // the one the booking was made through
  int version = 1;      // of the booking, after the event
  // booking.cancelled: expired, customer, operator, ...; booking.changed: changed, extended,
  // charge, adjustment, picked_up, returned
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(BookingFact, (),
                      (booking_id, order_id, object_id, customer_id, channel, version, reason))

// Payload of payment.succeeded, payment.canceled and payment.unmatched, as payments writes it.
struct PaymentFact {
  PaymentId payment_id;
  OrderId order_id;
  std::optional<BookingId> booking_id;
  std::int64_t amount_minor = 0;
  Currency currency;
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(PaymentFact, (),
                      (payment_id, order_id, booking_id, amount_minor, currency, reason))

}  // namespace prokat::booking
