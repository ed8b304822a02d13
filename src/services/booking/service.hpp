// booking-service: who has what, when and for how much. Owns orders, bookings, booking_lines,
// ledger_entries, idempotency_keys.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rental/pricing.hpp"
#include "rpc/method.hpp"
#include "services/booking/domain/status.hpp"

namespace prokat::booking {

struct QuoteRequest {
  ObjectId object_id;
  DateOrInstant start;
  DateOrInstant end;
  std::optional<std::vector<rental::ChosenAddon>> addons;
  std::optional<std::string> promo_code;  // in any case
};
BOOST_DESCRIBE_STRUCT(QuoteRequest, (), (object_id, start, end, addons, promo_code))

struct Quote {
  ObjectId object_id;
  std::string start;  // RFC 3339 with the object's offset
  std::string end;
  LocalDate start_date;
  LocalDate end_date;
  std::string time_zone;
  int units = 0;
  rental::RentalUnit rental_unit = rental::RentalUnit::day_24h;
  std::vector<rental::PriceLine> lines;
  Money total;
  Money deposit;
  std::vector<rental::TaxPart> taxes;
};
BOOST_DESCRIBE_STRUCT(Quote, (),
                      (object_id, start, end, start_date, end_date, time_zone, units, rental_unit,
                       lines, total, deposit, taxes))

// A customer dictated to an operator, who may not be known yet.
struct Contact {
  std::string name;
  std::string phone;
  std::optional<std::string> email;
};
BOOST_DESCRIBE_STRUCT(Contact, (), (name, phone, email))

struct CreateRequest {
  ObjectId object_id;  // nil when `model_id` is given
  DateOrInstant start;
  DateOrInstant end;
  CustomerId customer_id;           // nil when `contact` is given
  std::optional<std::string> note;  // <= 500 characters
  // 1..255 printable ASCII; with the principal it names this request.
  std::optional<std::string> idempotency_key;
  std::optional<Money> expected_total;  // what the customer saw; another price now is price-changed
  // Resolved by auth once the key is known to be new: a repeated request makes no second customer.
  std::optional<Contact> contact;
  std::optional<ModelId> model_id;        // the server picks a free unit
  std::optional<LocationId> location_id;  // of the model's units; any
  std::optional<std::vector<rental::ChosenAddon>> addons;
  std::optional<std::string> promo_code;
};
BOOST_DESCRIBE_STRUCT(CreateRequest, (),
                      (object_id, start, end, customer_id, note, idempotency_key, expected_total,
                       contact, model_id, location_id, addons, promo_code))

struct BookingObject {
  ObjectId id;
  std::string type;
  LocalizedText name;
  std::string unit_label;
};
BOOST_DESCRIBE_STRUCT(BookingObject, (), (id, type, name, unit_label))
struct BookingCustomer {
  CustomerId id;
};
BOOST_DESCRIBE_STRUCT(BookingCustomer, (), (id))

// What changed a booking after it was made, and by how much.
enum class ChangeKind { changed, extended, charged, adjusted, cancelled };
BOOST_DESCRIBE_ENUM(ChangeKind, changed, extended, charged, adjusted, cancelled)
struct BookingChange {
  ChangeKind kind = ChangeKind::changed;
  Money difference;                       // of the total
  Money total;                            // afterwards
  std::optional<ObjectId> was_object_id;  // where unit or dates changed: before
  std::optional<Instant> was_start;
  std::optional<Instant> was_end;
  std::string note;
  Instant at;
};
BOOST_DESCRIBE_STRUCT(BookingChange, (),
                      (kind, difference, total, was_object_id, was_start, was_end, note, at))
// As agreed on when the booking was made; what it costs is in the lines.
struct BookingAddon {
  AddonId addon_id;
  LocalizedText name;
  int quantity = 1;  // 0: measured at the return
};
BOOST_DESCRIBE_STRUCT(BookingAddon, (), (addon_id, name, quantity))

struct Booking {
  BookingId id;
  std::string code;
  OrderId order_id;
  std::optional<std::string> order_code;  // of an order of several units
  Status status = Status::awaiting_payment;
  std::optional<CancelReason> cancel_reason;
  Stage stage = Stage::upcoming;
  ObjectId object_id;
  BookingObject object;
  std::string start;  // RFC 3339 with the zone's offset
  std::string end;
  LocalDate start_date;
  LocalDate end_date;
  std::string time_zone;
  LocationId pickup_location_id;
  BookingCustomer customer;
  std::vector<rental::PriceLine> lines;
  std::vector<BookingAddon> addons;
  std::optional<std::string> promo_code;
  std::vector<rental::TaxPart> taxes;
  Money total;
  Money paid;
  Money balance;  // charges in force - paid (a cancelled booking's: its fee); below zero: we owe
  Money deposit;
  std::optional<Money> cancellation_fee;  // of a cancelled booking that cost one
  std::optional<std::string> cancellation_note;
  std::optional<Instant> hold_expires_at;  // only while awaiting payment
  std::optional<Instant> picked_up_at;
  std::optional<Instant> returned_at;
  bool at_risk = false;  // the rental before it is still out, or came back too late to prepare
  std::vector<BookingChange> changes;
  std::string note;
  std::string channel;
  Instant created_at;
  Instant updated_at;
  int version = 1;
};
BOOST_DESCRIBE_STRUCT(Booking, (),
                      (id, code, order_id, order_code, status, cancel_reason, stage, object_id,
                       object, start, end, start_date, end_date, time_zone, pickup_location_id,
                       customer, lines, addons, promo_code, taxes, total, paid, balance, deposit,
                       cancellation_fee, cancellation_note, hold_expires_at, picked_up_at,
                       returned_at, at_risk, changes, note, channel, created_at, updated_at,
                       version))

struct Created {
  Booking booking;
  bool replayed = false;  // an earlier request with this key made it
};
BOOST_DESCRIBE_STRUCT(Created, (), (booking, replayed))

struct BookingRequest {
  BookingId id;
};
BOOST_DESCRIBE_STRUCT(BookingRequest, (), (id))

struct CancelRequest {
  BookingId id;
  CancelReason reason = CancelReason::customer;
  // Operators: another fee than the terms', with a note that says why.
  std::optional<Money> fee;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(CancelRequest, (), (id, reason, fee, note))

enum class BookingSort { start, created, total, code };
BOOST_DESCRIBE_ENUM(BookingSort, start, created, total, code)

struct ListRequest {
  std::optional<CustomerId> customer_id;
  std::optional<std::vector<Status>> status;
  std::optional<std::string> type;
  std::optional<ObjectId> object_id;
  std::optional<Instant> from;  // bookings that end after
  std::optional<Instant> to;    // and start before
  std::optional<int> limit;     // 1..100, default 20
  std::optional<std::string> cursor;
  std::optional<ModelId> model_id;
  std::optional<LocationId> location_id;  // of the pick-up
  std::optional<OrderId> order_id;
  std::optional<Stage> stage;  // of those that are not cancelled or completed without a hand-over
  std::optional<Instant> created_from;
  std::optional<Instant> created_to;
  std::optional<std::string> channel;
  std::optional<bool> unpaid;       // something of it is due
  std::optional<bool> at_risk;      // true: only those
  std::optional<std::string> q;     // a code, words of the note, a customer's phone
  std::optional<BookingSort> sort;  // start
  std::optional<bool> ascending;    // false
};
BOOST_DESCRIBE_STRUCT(ListRequest, (),
                      (customer_id, status, type, object_id, from, to, limit, cursor, model_id,
                       location_id, order_id, stage, created_from, created_to, channel, unpaid,
                       at_risk, q, sort, ascending))
struct BookingPage {
  std::vector<Booking> items;  // newest start first, unless asked otherwise
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(BookingPage, (), (items, next_cursor))

// What may be paid now for an order.
struct AmountDueRequest {
  std::optional<OrderId> order_id;
  std::optional<BookingId> booking_id;  // its order
};
BOOST_DESCRIBE_STRUCT(AmountDueRequest, (), (order_id, booking_id))
struct AmountDue {
  OrderId order_id;
  std::optional<BookingId> booking_id;  // when the order has just one
  CustomerId customer_id;
  std::string code;
  LocalizedText title;  // "Kia Rio, 1–3 мая": description for the provider
  Money amount;         // balance; zero or below: nothing to pay
  std::optional<Instant> hold_expires_at;
  bool payable = false;  // false when cancelled or completed without balance
};
BOOST_DESCRIBE_STRUCT(AmountDue, (),
                      (order_id, booking_id, customer_id, code, title, amount, hold_expires_at,
                       payable))

class Service {
 public:
  virtual ~Service() = default;
  // not-found, validation-failed, promo-exhausted
  virtual Task<Result<Quote>> quote(const CallContext& context, QuoteRequest request) = 0;
  // not-found, validation-failed, booking-refused (blocked customer), price-changed, dates-taken,
  // promo-exhausted, addon-unavailable (the extension has addon_id), idempotency-mismatch,
  // idempotency-in-progress
  virtual Task<Result<Created>> create(const CallContext& context, CreateRequest request) = 0;
  virtual Task<Result<Booking>> find(
      const CallContext& context,
      BookingRequest request) = 0;  // not-found, also for a customer's foreign one
  virtual Task<Result<BookingPage>> list(const CallContext& context, ListRequest request) = 0;
  virtual Task<Result<Booking>> cancel(
      const CallContext& context,
      CancelRequest request) = 0;  // not-found, illegal-transition; cancelling twice is fine
  virtual Task<Result<Booking>> confirm(
      const CallContext& context,
      BookingRequest request) = 0;  // operators; not-found, illegal-transition
  virtual Task<Result<AmountDue>> amount_due(const CallContext& context,
                                             AmountDueRequest request) = 0;
};

}  // namespace prokat::booking

template <>
struct prokat::rpc::Methods<prokat::booking::Service> {
  using S = prokat::booking::Service;
  static constexpr std::string_view service = "booking";
  static constexpr auto list = std::tuple{Method{"quote", &S::quote},
                                          Method{"create", &S::create},
                                          Method{"find", &S::find},
                                          Method{"list", &S::list},
                                          Method{"cancel", &S::cancel},
                                          Method{"confirm", &S::confirm},
                                          Method{"amount_due", &S::amount_due}};
};
