// What the bodies and queries of booking's routes look like, and what they become.
#pragma once

#include <optional>
#include <string>

#include "http/message.hpp"
#include "services/booking/service.hpp"

namespace prokat::booking {

struct CreateBody {
  ObjectId object_id;
  DateOrInstant start;
  DateOrInstant end;
  std::optional<Contact> customer;  // one of the two
  std::optional<CustomerId> customer_id;
  std::optional<std::string> note;
  std::optional<Money> expected_total;
};
BOOST_DESCRIBE_STRUCT(CreateBody, (),
                      (object_id, start, end, customer, customer_id, note, expected_total))
void check(const CreateBody& body, json::Issues& issues);

struct CancelBody {
  std::optional<CancelReason> reason;  // default: operator
};
BOOST_DESCRIBE_STRUCT(CancelBody, (), (reason))

Result<CreateRequest> read_create(const http::Request& request);
Result<CancelRequest> read_cancel(const http::Request& request);
Result<ListRequest> read_list(const http::Request& request);
// not-found for what is no id at all: such a booking does not exist either.
Result<BookingId> read_booking_id(const http::Request& request);

}  // namespace prokat::booking
