#include "services/booking/api/operation_routes.hpp"

#include "http/conditional.hpp"
#include "services/booking/api/bodies.hpp"

namespace prokat::booking {

namespace {

using Answer = Task<Result<http::Reply>>;

http::Reply booking_reply(const Booking& booking) {
  return http::versioned_reply(booking, booking.version);
}

Answer change(Operations& operations, http::Request& request) {
  auto id = read_booking_id(request);
  if (!id) co_return pass(std::move(id));
  auto update = http::read_update(request);
  if (!update) co_return pass(std::move(update));
  auto booking = co_await operations.change(request.context, {*id, std::move(*update)});
  if (!booking) co_return pass(std::move(booking));
  co_return booking_reply(*booking);
}

Answer quote_change(Operations& operations, http::Request& request) {
  auto id = read_booking_id(request);
  if (!id) co_return pass(std::move(id));
  json::Update update{std::nullopt, request.body};
  auto quote = co_await operations.quote_change(request.context, {*id, std::move(update)});
  if (!quote) co_return pass(std::move(quote));
  co_return http::json_reply(*quote);
}

Answer extend(Operations& operations, http::Request& request) {
  auto body = read_extend(request);
  if (!body) co_return pass(std::move(body));
  auto booking = co_await operations.extend(request.context, std::move(*body));
  if (!booking) co_return pass(std::move(booking));
  co_return booking_reply(*booking);
}

Answer cancellation(Operations& operations, http::Request& request) {
  auto id = read_booking_id(request);
  if (!id) co_return pass(std::move(id));
  auto terms = co_await operations.cancellation_terms(request.context, BookingRequest{*id});
  if (!terms) co_return pass(std::move(terms));
  co_return http::json_reply(*terms);
}

Answer hand_over(Operations& operations, http::Request& request, HandoverKind kind) {
  auto body = read_handover(request, kind);
  if (!body) co_return pass(std::move(body));
  auto settlement = co_await operations.hand_over(request.context, std::move(*body));
  if (!settlement) co_return pass(std::move(settlement));
  co_return http::json_reply(*settlement);
}

Answer pick_up(Operations& operations, http::Request& request) {
  return hand_over(operations, request, HandoverKind::pickup);
}

Answer take_back(Operations& operations, http::Request& request) {
  return hand_over(operations, request, HandoverKind::return_);
}

Answer settlement(Operations& operations, http::Request& request) {
  auto id = read_booking_id(request);
  if (!id) co_return pass(std::move(id));
  auto settled = co_await operations.settlement(request.context, BookingRequest{*id});
  if (!settled) co_return pass(std::move(settled));
  co_return http::json_reply(*settled);
}

Answer charge(Operations& operations, http::Request& request) {
  auto body = read_charge(request);
  if (!body) co_return pass(std::move(body));
  auto charged = co_await operations.charge(request.context, std::move(*body));
  if (!charged) co_return pass(std::move(charged));
  auto reply = http::json_reply(charged->charge, 201);
  if (charged->replayed) reply.headers.emplace_back("idempotency-replayed", "true");
  co_return reply;
}

Answer adjust(Operations& operations, http::Request& request) {
  auto body = read_adjust(request);
  if (!body) co_return pass(std::move(body));
  auto booking = co_await operations.adjust(request.context, std::move(*body));
  if (!booking) co_return pass(std::move(booking));
  co_return booking_reply(*booking);
}

}  // namespace

void add_operation_routes(http::Router& router, Operations& operations) {
  const std::string booking = "/api/v1/bookings/{id}";
  const auto add = [&](http::Method method, const std::string& pattern,
                       Answer (*handler)(Operations&, http::Request&)) {
    router.add({method, pattern, Role::operator_, [&operations, handler](http::Request& request) {
                  return handler(operations, request);
                }});
  };
  add(http::Method::patch, booking, &change);
  add(http::Method::post, booking + "/change-quote", &quote_change);
  add(http::Method::post, booking + "/extend", &extend);
  add(http::Method::get, booking + "/cancellation", &cancellation);
  add(http::Method::post, booking + "/pickup", &pick_up);
  add(http::Method::post, booking + "/return", &take_back);
  add(http::Method::get, booking + "/settlement", &settlement);
  add(http::Method::post, booking + "/charges", &charge);
  add(http::Method::post, booking + "/adjustments", &adjust);
}

}  // namespace prokat::booking
