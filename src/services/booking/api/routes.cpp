#include "services/booking/api/routes.hpp"

#include "http/conditional.hpp"
#include "services/booking/api/bodies.hpp"

namespace prokat::booking {

namespace {

Task<Result<http::Reply>> quote(Service& service, http::Request& request) {
  auto body = json::parse<QuoteRequest>(request.body);
  if (!body) co_return pass(std::move(body));
  auto quoted = co_await service.quote(request.context, std::move(*body));
  if (!quoted) co_return pass(std::move(quoted));
  co_return http::json_reply(*quoted);
}

Task<Result<http::Reply>> create(Service& service, http::Request& request) {
  auto body = read_create(request);
  if (!body) co_return pass(std::move(body));
  auto created = co_await service.create(request.context, std::move(*body));
  if (!created) co_return pass(std::move(created));
  auto reply = http::json_reply(created->booking, 201);
  reply.headers.emplace_back("location", "/api/v1/bookings/" + created->booking.id.to_string());
  if (created->replayed) reply.headers.emplace_back("idempotency-replayed", "true");
  co_return reply;
}

Task<Result<http::Reply>> list(Service& service, http::Request& request) {
  auto filter = read_list(request);
  if (!filter) co_return pass(std::move(filter));
  auto page = co_await service.list(request.context, std::move(*filter));
  if (!page) co_return pass(std::move(page));
  co_return http::json_reply(*page);
}

Task<Result<http::Reply>> find(Service& service, http::Request& request) {
  auto id = read_booking_id(request);
  if (!id) co_return pass(std::move(id));
  auto booking = co_await service.find(request.context, BookingRequest{*id});
  if (!booking) co_return pass(std::move(booking));
  co_return http::versioned_reply(*booking, booking->version);
}

Task<Result<http::Reply>> cancel(Service& service, http::Request& request) {
  auto body = read_cancel(request);
  if (!body) co_return pass(std::move(body));
  auto booking = co_await service.cancel(request.context, std::move(*body));
  if (!booking) co_return pass(std::move(booking));
  co_return http::json_reply(*booking);
}

Task<Result<http::Reply>> no_show(Service& service, http::Request& request) {
  auto body = read_no_show(request);
  if (!body) co_return pass(std::move(body));
  auto booking = co_await service.cancel(request.context, std::move(*body));
  if (!booking) co_return pass(std::move(booking));
  co_return http::json_reply(*booking);
}

Task<Result<http::Reply>> confirm(Service& service, http::Request& request) {
  auto id = read_booking_id(request);
  if (!id) co_return pass(std::move(id));
  auto booking = co_await service.confirm(request.context, BookingRequest{*id});
  if (!booking) co_return pass(std::move(booking));
  co_return http::json_reply(*booking);
}

}  // namespace

void add_routes(http::Router& router, Service& service) {
  const auto add = [&](http::Method method, const char* pattern, Role access,
                       Task<Result<http::Reply>> (*handler)(Service&, http::Request&)) {
    router.add({method, pattern, access,
                [&service, handler](http::Request& request) { return handler(service, request); }});
  };
  add(http::Method::post, "/api/v1/quotes", Role::anonymous, &quote);
  add(http::Method::get, "/api/v1/bookings", Role::operator_, &list);
  add(http::Method::post, "/api/v1/bookings", Role::operator_, &create);
  add(http::Method::get, "/api/v1/bookings/{id}", Role::operator_, &find);
  add(http::Method::post, "/api/v1/bookings/{id}/cancel", Role::operator_, &cancel);
  add(http::Method::post, "/api/v1/bookings/{id}/no-show", Role::operator_, &no_show);
  add(http::Method::post, "/api/v1/bookings/{id}/confirm", Role::operator_, &confirm);
}

}  // namespace prokat::booking
