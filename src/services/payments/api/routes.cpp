#include "services/payments/api/routes.hpp"

#include "runtime/log.hpp"
#include "runtime/metrics.hpp"
#include "services/payments/provider/yookassa_notification.hpp"

namespace prokat::payments {

namespace {

struct StartBody {
  std::string method;
  std::string kind;
  std::optional<std::string> return_url;
};
BOOST_DESCRIBE_STRUCT(StartBody, (), (method, kind, return_url))

// What waits in the inbox: enough to ask the provider, nothing of the notification's own claims.
struct Notice {
  std::string provider_payment_id;
};
BOOST_DESCRIBE_STRUCT(Notice, (), (provider_payment_id))

Task<Result<http::Reply>> start_payment(LocalService& service, http::Request& request) {
  const auto booking_id = BookingId::parse(request.path_param("id"));
  if (!booking_id) co_return fail(ProblemCode::not_found, "no such booking");
  auto body = json::parse<StartBody>(request.body);
  if (!body) co_return pass(std::move(body));
  StartRequest start;
  start.booking_id = *booking_id;
  start.method = std::move(body->method);
  start.kind = std::move(body->kind);
  start.return_url = std::move(body->return_url);
  auto payment = co_await service.start(request.context, std::move(start));
  if (!payment) co_return pass(std::move(payment));
  co_return http::json_reply(*payment, 201);
}

Task<Result<http::Reply>> find_payment(LocalService& service, http::Request& request) {
  const auto id = PaymentId::parse(request.path_param("id"));
  if (!id) co_return fail(ProblemCode::not_found, "no such payment");
  auto payment = co_await service.find(request.context, PaymentRequest{*id});
  if (!payment) co_return pass(std::move(payment));
  co_return http::json_reply(*payment);
}

// YooKassa signs nothing, so a notification is a hint: known ids go to the inbox and the provider
// is asked; unknown ones are answered with 200 and forgotten, without a question to the provider,
// so that forged calls cost nothing. Exactly 200: anything else is retried for a day.
Task<Result<http::Reply>> receive_notification(LocalService& service, events::Inbox& inbox,
                                               const Secret& secret, http::Request& request) {
  static const auto unknown = metrics::counter("prokat_webhooks_unknown_total",
                                               "Notifications about payments that are not ours",
                                               {{"provider", "yookassa"}});
  if (!equal_in_constant_time(request.path_param("secret"), secret.expose()))
    co_return fail(ProblemCode::not_found, "nothing here");
  auto notification = parse_notification(request.body);
  if (!notification) co_return pass(std::move(notification));
  http::Reply accepted;
  accepted.body = "{}";
  auto payment = co_await service.store().find_by_provider_id("yookassa", notification->object_id,
                                                              request.context.deadline);
  if (!payment && notification->payment_id)
    payment = co_await service.store().find(*notification->payment_id, request.context.deadline);
  if (!payment) {
    unknown.add();
    log::warn("payments.webhook_unknown", {{"event", notification->event}});
    co_return accepted;
  }
  std::vector<events::InboxItem> items(1);
  items[0].source = std::string(yookassa_source);
  items[0].key = notification->event + ":" + notification->object_id;
  items[0].lane = payment->id.to_string();
  items[0].payload = json::write(Notice{notification->object_id});
  co_await inbox.receive(std::move(items), request.context.deadline);
  inbox.wake();
  co_return accepted;
}

}  // namespace

Task<void> handle_notification(LocalService& service, CallContext context, events::InboxItem item) {
  const auto id = PaymentId::parse(item.lane);
  auto payment = id ? co_await service.store().find(*id, context.deadline) : std::nullopt;
  // A cancelled payment is looked at again: a create whose answer was lost may be given up here and
  // paid there, and money is never overlooked.
  if (!payment || payment->status == PaymentStatus::succeeded) co_return;
  if (!payment->provider_payment_id) {
    auto notice = json::parse<Notice>(item.payload);
    if (!notice) co_return;
    payment->provider_payment_id = std::move(notice->provider_payment_id);
  }
  if (!co_await service.refresh(context, std::move(*payment)))
    throw std::runtime_error("the provider did not say how the payment stands");
}

void add_routes(http::Router& router, LocalService& service, events::Inbox& inbox,
                RouteOptions options) {
  router.add({http::Method::post, "/api/v1/bookings/{id}/payments", Role::operator_,
              [&service](http::Request& r) { return start_payment(service, r); }});
  router.add({http::Method::get, "/api/v1/payments/{id}", Role::operator_,
              [&service](http::Request& r) { return find_payment(service, r); }});
  if (options.webhook_secret.empty()) return;
  router.add({http::Method::post, "/webhooks/yookassa/{secret}", Role::anonymous,
              [&service, &inbox, secret = std::move(options.webhook_secret)](http::Request& r) {
                return receive_notification(service, inbox, secret, r);
              }});
}

}  // namespace prokat::payments
