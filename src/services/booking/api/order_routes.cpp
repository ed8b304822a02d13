#include "services/booking/api/order_routes.hpp"

#include "http/conditional.hpp"
#include "http/query.hpp"

namespace prokat::booking {

namespace {

using Answer = Task<Result<http::Reply>>;

constexpr std::size_t cursor_bytes_max = 200;

struct OrderBody {
  std::vector<OrderItem> bookings;
  std::optional<Contact> customer;  // one of the two
  std::optional<CustomerId> customer_id;
  std::optional<std::string> note;
  std::optional<Money> expected_total;
};
BOOST_DESCRIBE_STRUCT(OrderBody, (), (bookings, customer, customer_id, note, expected_total))

void check(const OrderBody& body, json::Issues& issues) {
  if (body.customer.has_value() == body.customer_id.has_value())
    issues.add("customer", "required", "give customer or customer_id, and not both");
}

struct CancelOrderBody {
  std::optional<CancelReason> reason;  // default: operator
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(CancelOrderBody, (), (reason, note))

Result<CreateOrderRequest> read_order(const http::Request& request) {
  auto key = http::read_idempotency_key(request);
  if (!key) return pass(std::move(key));
  auto body = json::parse<OrderBody>(request.body);
  if (!body) return pass(std::move(body));
  return CreateOrderRequest{std::move(body->bookings), body->customer_id.value_or(CustomerId()),
                            std::move(body->customer), std::move(body->note),
                            body->expected_total,      std::move(*key)};
}

Result<CancelOrderRequest> read_cancel_order(const http::Request& request) {
  const auto id = http::path_id<OrderId>(request, "id");
  if (!id) return std::unexpected(id.error());
  CancelOrderRequest cancel{*id, CancelReason::operator_, std::nullopt};
  if (request.body.empty()) return cancel;
  auto body = json::parse<CancelOrderBody>(request.body);
  if (!body) return pass(std::move(body));
  cancel.reason = body->reason.value_or(cancel.reason);
  cancel.note = std::move(body->note);
  return cancel;
}

Answer create(Orders& orders, http::Request& request) {
  auto body = read_order(request);
  if (!body) co_return pass(std::move(body));
  auto created = co_await orders.create(request.context, std::move(*body));
  if (!created) co_return pass(std::move(created));
  auto reply = http::json_reply(created->order, 201);
  reply.headers.emplace_back("location", "/api/v1/orders/" + created->order.id.to_string());
  if (created->replayed) reply.headers.emplace_back("idempotency-replayed", "true");
  co_return reply;
}

Answer find(Orders& orders, http::Request& request) {
  auto id = http::path_id<OrderId>(request, "id");
  if (!id) co_return pass(std::move(id));
  auto order = co_await orders.find(request.context, *id);
  if (!order) co_return pass(std::move(order));
  co_return http::json_reply(*order);
}

Answer list(Orders& orders, http::Request& request) {
  http::QueryReader query(request);
  OrderListRequest list;
  list.customer_id = query.id<CustomerId>("customer_id");
  list.several_units = query.integer<int>("several_units", 0, 1).value_or(0) == 1;
  list.limit = query.integer<int>("limit", 1, 100).value_or(20);
  list.cursor = query.text("cursor", cursor_bytes_max);
  if (auto read = query.done(); !read) co_return pass(std::move(read));
  auto page = co_await orders.list(request.context, std::move(list));
  if (!page) co_return pass(std::move(page));
  co_return http::json_reply(*page);
}

Answer cancel(Orders& orders, http::Request& request) {
  auto body = read_cancel_order(request);
  if (!body) co_return pass(std::move(body));
  auto order = co_await orders.cancel(request.context, std::move(*body));
  if (!order) co_return pass(std::move(order));
  co_return http::json_reply(*order);
}

}  // namespace

void add_order_routes(http::Router& router, Orders& orders) {
  const auto add = [&](http::Method method, const char* pattern,
                       Answer (*handler)(Orders&, http::Request&)) {
    router.add({method, pattern, Role::operator_,
                [&orders, handler](http::Request& request) { return handler(orders, request); }});
  };
  add(http::Method::get, "/api/v1/orders", &list);
  add(http::Method::post, "/api/v1/orders", &create);
  add(http::Method::get, "/api/v1/orders/{id}", &find);
  add(http::Method::post, "/api/v1/orders/{id}/cancel", &cancel);
}

}  // namespace prokat::booking
