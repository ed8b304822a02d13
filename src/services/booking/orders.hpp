// Orders of several units: one customer, one payment, all or nothing. A model with a quantity lets
// the server pick the units, tightest gap first. One per Loop; order_create.cpp, order_read.cpp.
#pragma once

#include "services/booking/local_service.hpp"
#include "services/booking/named_request.hpp"
#include "services/booking/store/order_store.hpp"

namespace prokat::booking {

struct OrderItem {
  std::optional<ObjectId> object_id;  // or
  std::optional<ModelId> model_id;
  std::optional<LocationId> location_id;  // of the model's units
  std::optional<int> quantity;            // of the model's units; 1
  DateOrInstant start;
  DateOrInstant end;
  std::optional<std::vector<rental::ChosenAddon>> addons;  // for each unit
};
BOOST_DESCRIBE_STRUCT(OrderItem, (),
                      (object_id, model_id, location_id, quantity, start, end, addons))
void check(const OrderItem& item, json::Issues& issues);

struct CreateOrderRequest {
  std::vector<OrderItem> bookings;  // 1..20 units in all
  CustomerId customer_id;           // nil when `contact` is given
  std::optional<Contact> contact;
  std::optional<std::string> note;
  std::optional<Money> expected_total;
  std::optional<std::string> idempotency_key;
};
BOOST_DESCRIBE_STRUCT(CreateOrderRequest, (),
                      (bookings, customer_id, contact, note, expected_total))

struct Order {
  OrderId id;
  std::optional<std::string> code;  // of several units; else the booking's own code names it
  BookingCustomer customer;
  LegalEntityId legal_entity_id;
  std::string channel;
  Money total;  // of the bookings' charges in force
  Money paid;
  Money balance;
  Money deposit;  // of those that are not cancelled
  std::vector<Booking> bookings;
  Instant created_at;
  int version = 1;
};
BOOST_DESCRIBE_STRUCT(Order, (),
                      (id, code, customer, legal_entity_id, channel, total, paid, balance, deposit,
                       bookings, created_at, version))

struct CreatedOrder {
  Order order;
  bool replayed = false;
};

struct OrderPage {
  std::vector<Order> items;  // newest first
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(OrderPage, (), (items, next_cursor))

struct OrderListRequest {
  std::optional<CustomerId> customer_id;
  bool several_units = false;  // without the orders that single bookings have implicitly
  int limit = 20;
  std::optional<std::string> cursor;
};

struct CancelOrderRequest {
  OrderId id;
  CancelReason reason = CancelReason::operator_;
  std::optional<std::string> note;
};

class Orders {
 public:
  Orders(pg::Pool& pool, const runtime::Clock& clock, LocalService& bookings,
         events::Wakeup& wakeup)
      : pool_(pool), bookings_(bookings), store_(pool), clock_(clock), wakeup_(wakeup) {}

  // not-found, validation-failed, booking-refused, price-changed, dates-taken, too-many-holds,
  // idempotency-mismatch, idempotency-in-progress. Nothing is written unless all of it is.
  Task<Result<CreatedOrder>> create(const CallContext& context, CreateOrderRequest request);
  Task<Result<Order>> find(const CallContext& context, OrderId id);  // not-found
  Task<Result<OrderPage>> list(const CallContext& context, OrderListRequest request);
  // Those bookings that can be; illegal-transition when one is handed out or over.
  Task<Result<Order>> cancel(const CallContext& context, CancelOrderRequest request);

 private:
  // One unit that an item may get, with its price.
  struct Candidate {
    ObjectId object_id;
    LocalService::Priced priced;
  };
  struct Wish {
    OrderItem item;
    std::vector<Candidate> candidates;  // of a model: all of its units that can be priced
  };
  struct Chosen {
    const Wish* wish;
    const Candidate* candidate;
    Period blocked;
  };
  enum class Outcome { created, replayed, again, stale };
  struct Attempt {
    Outcome outcome = Outcome::created;
    OrderId order_id;
  };

  Task<Result<std::vector<Wish>>> price_all(const CallContext& context,
                                            const CreateOrderRequest& request);
  Task<Result<Wish>> price_item(const CallContext& context, OrderItem item);
  Task<Result<Attempt>> attempt(const CallContext& context, const CreateOrderRequest& request,
                                const std::vector<Wish>& wishes, std::optional<NamedRequest> named);
  Task<Result<std::vector<Chosen>>> choose(pg::Transaction& tx, const std::vector<Wish>& wishes,
                                           Instant now);
  std::vector<NewBooking> new_bookings(const CallContext& context,
                                       const CreateOrderRequest& request,
                                       const std::vector<Chosen>& chosen, OrderId id) const;
  Task<Result<Outcome>> write(pg::Transaction& tx, std::vector<NewBooking> bookings,
                              const std::vector<Chosen>& chosen);
  Task<std::vector<Order>> show_all(const CallContext& context, std::vector<OrderId> ids);

  pg::Pool& pool_;
  LocalService& bookings_;
  OrderStore store_;
  const runtime::Clock& clock_;
  events::Wakeup& wakeup_;
};

}  // namespace prokat::booking
