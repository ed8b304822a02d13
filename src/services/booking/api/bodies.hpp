// What the bodies and queries of booking's routes look like, and what they become.
#pragma once

#include <optional>
#include <string>

#include "http/message.hpp"
#include "services/booking/operations.hpp"

namespace prokat::booking {

struct CreateBody {
  std::optional<ObjectId> object_id;  // one of the two
  std::optional<ModelId> model_id;
  std::optional<LocationId> location_id;  // of the model's units
  DateOrInstant start;
  DateOrInstant end;
  std::optional<Contact> customer;  // one of the two
  std::optional<CustomerId> customer_id;
  std::optional<std::string> note;
  std::optional<Money> expected_total;
  std::optional<std::vector<rental::ChosenAddon>> addons;
  std::optional<std::string> promo_code;
};
BOOST_DESCRIBE_STRUCT(CreateBody, (),
                      (object_id, model_id, location_id, start, end, customer, customer_id, note,
                       expected_total, addons, promo_code))
void check(const CreateBody& body, json::Issues& issues);

struct CancelBody {
  std::optional<CancelReason> reason;  // default: operator
  std::optional<Money> fee;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(CancelBody, (), (reason, fee, note))
void check(const CancelBody& body, json::Issues& issues);

struct NoShowBody {
  std::optional<Money> fee;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(NoShowBody, (), (fee, note))
void check(const NoShowBody& body, json::Issues& issues);

struct ExtendBody {
  DateOrInstant end;
  std::optional<Money> expected_total;
};
BOOST_DESCRIBE_STRUCT(ExtendBody, (), (end, expected_total))

struct HandoverBody {
  std::optional<Instant> at;
  std::optional<int> odometer_km;
  std::optional<int> engine_hours_tenths;
  std::optional<int> fuel_eighths;
  std::optional<int> fuel_litres_tenths;
  std::optional<std::string> note;
  std::optional<std::vector<PhotoId>> photo_ids;
};
BOOST_DESCRIBE_STRUCT(HandoverBody, (),
                      (at, odometer_km, engine_hours_tenths, fuel_eighths, fuel_litres_tenths, note,
                       photo_ids))
void check(const HandoverBody& body, json::Issues& issues);

struct ChargeBody {
  ChargeKind kind = ChargeKind::other;
  std::optional<std::int64_t> quantity_thousandths;
  std::optional<Money> unit_price;
  std::optional<Money> amount;
  std::optional<std::string> note;
  std::optional<std::vector<PhotoId>> photo_ids;
};
BOOST_DESCRIBE_STRUCT(ChargeBody, (),
                      (kind, quantity_thousandths, unit_price, amount, note, photo_ids))

struct AdjustBody {
  Money amount;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(AdjustBody, (), (amount, reason))

Result<CreateRequest> read_create(const http::Request& request);
Result<CancelRequest> read_cancel(const http::Request& request);
Result<CancelRequest> read_no_show(const http::Request& request);
Result<ExtendRequest> read_extend(const http::Request& request);
Result<HandoverRequest> read_handover(const http::Request& request, HandoverKind kind);
Result<ChargeRequest> read_charge(const http::Request& request);
Result<AdjustRequest> read_adjust(const http::Request& request);
Result<ListRequest> read_list(const http::Request& request);
// not-found for what is no id at all: such a booking does not exist either.
Result<BookingId> read_booking_id(const http::Request& request);

}  // namespace prokat::booking
