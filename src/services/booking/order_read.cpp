// Orders as they stand, and cancelling one as a whole.
#include <algorithm>

#include "services/booking/cancel.hpp"
#include "services/booking/orders.hpp"

namespace prokat::booking {

namespace {

std::string format_cursor(const OrderPosition& position) {
  return std::to_string(position.created_at.time_since_epoch().count()) + "." +
         position.id.to_string();
}

std::optional<OrderPosition> parse_cursor(std::string_view text) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos || dot == 0 || dot > 18) return std::nullopt;
  std::int64_t micros = 0;
  for (const char c : text.substr(0, dot)) {
    if (c < '0' || c > '9') return std::nullopt;
    micros = micros * 10 + (c - '0');
  }
  const auto id = OrderId::parse(text.substr(dot + 1));
  if (!id) return std::nullopt;
  return OrderPosition{Instant(Duration(micros)), *id};
}

Order order_of(const OrderRow& row, std::vector<Booking> bookings) {
  const Money none{0, row.total.currency};
  Order order{
      row.id, row.code, {row.customer_id},   row.legal_entity_id, row.channel, row.total, none,
      none,   none,     std::move(bookings), row.created_at,      row.version};
  for (const auto& booking : order.bookings) {
    order.paid = order.paid + booking.paid;
    if (booking.status != Status::cancelled) order.deposit = order.deposit + booking.deposit;
  }
  order.balance = order.total - order.paid;
  return order;
}

}  // namespace

Task<std::vector<Order>> Orders::show_all(const CallContext& context, std::vector<OrderId> ids) {
  const auto rows = co_await store_.find_all(std::move(ids), context.deadline);
  std::vector<BookingId> booking_ids;
  for (const auto& row : rows)
    booking_ids.insert(booking_ids.end(), row.booking_ids.begin(), row.booking_ids.end());
  auto bookings =
      co_await BookingStore(pool_).find_all(std::move(booking_ids), clock_.now(), context.deadline);
  std::vector<Order> orders;
  for (const auto& row : rows) {
    std::vector<Booking> own;
    for (auto& booking : bookings)
      if (booking.order_id == row.id) own.push_back(std::move(booking));
    std::erase_if(bookings, [&row](const Booking& booking) { return booking.order_id == row.id; });
    orders.push_back(order_of(row, std::move(own)));
  }
  co_return orders;
}

Task<Result<Order>> Orders::find(const CallContext& context, OrderId id) {
  auto found = co_await show_all(context, {id});
  if (found.empty() || !may_see(context, found.front().customer.id))
    co_return fail(ProblemCode::not_found, "no such order");
  co_return std::move(found.front());
}

Task<Result<OrderPage>> Orders::list(const CallContext& context, OrderListRequest request) {
  std::optional<OrderPosition> after;
  if (request.cursor) {
    after = parse_cursor(*request.cursor);
    if (!after) {
      co_return fail(ProblemCode::validation_failed, "the list cannot be asked for like this",
                     {{"?cursor", "bad-value", "use next_cursor of the page before"}});
    }
  }
  const auto limit = static_cast<std::size_t>(request.limit);
  auto positions = co_await store_.list(request.customer_id, request.several_units, after,
                                        request.limit + 1, context.deadline);
  OrderPage page;
  if (positions.size() > limit) {
    positions.resize(limit);
    page.next_cursor = format_cursor(positions.back());
  }
  std::vector<OrderId> ids;
  for (const auto& position : positions) ids.push_back(position.id);
  if (!ids.empty()) page.items = co_await show_all(context, std::move(ids));
  co_return page;
}

Task<Result<Order>> Orders::cancel(const CallContext& context, CancelOrderRequest request) {
  const auto trigger = trigger_of(request.reason);
  if (!trigger) {
    co_return fail(ProblemCode::validation_failed, "only time expires an order",
                   {{"/reason", "bad-value", "customer, operator, no_show or payment_failed"}});
  }
  const auto change = Change::by(context, clock_.now());
  auto tx = co_await pool_.transaction(context.deadline);
  const auto bookings = co_await BookingStore::lock_order(tx, request.id);
  if (bookings.empty() || !may_see(context, bookings.front().customer_id))
    co_return fail(ProblemCode::not_found, "no such order");
  bool changed = false;
  for (const auto& booking : bookings) {
    auto next = may_cancel(booking, request.reason, *trigger, change.now);
    if (!next) co_return pass(std::move(next));
    if (!*next) continue;
    CancelRequest one{booking.id, request.reason, std::nullopt, request.note};
    auto done = co_await cancel_locked(tx, booking, std::move(one), **next, change);
    if (!done) co_return pass(std::move(done));
    changed = true;
  }
  if (changed) {
    co_await tx.commit();
    wakeup_.wake("events");
  }
  co_return co_await find(context, request.id);
}

}  // namespace prokat::booking
