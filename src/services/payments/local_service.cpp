#include "services/payments/local_service.hpp"

#include "events/event.hpp"
#include "runtime/log.hpp"
#include "runtime/metrics.hpp"
#include "services/payments/domain/progress.hpp"

namespace prokat::payments {

namespace {

constexpr std::chrono::seconds first_poll_after{15};
constexpr std::chrono::milliseconds provider_time_limit{20'000};

// What events say about a payment: ids and figures.
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

events::Event payment_event(std::string type, const PaymentRow& payment,
                            std::optional<std::string> reason) {
  events::Event event;
  event.type = std::move(type);
  event.aggregate_kind = "payment";
  event.aggregate_id = payment.id.to_string();
  event.payload = json::write(PaymentFact{payment.id, payment.order_id, payment.booking_id,
                                          payment.amount.amount_minor, payment.amount.currency,
                                          std::move(reason)});
  return event;
}

Reported reported(ProviderStatus status) { return static_cast<Reported>(status); }
Standing standing(PaymentStatus status) { return static_cast<Standing>(status); }

std::string describe(const booking::AmountDue& due, Language language) {
  std::string text = due.code + ": " + due.title.in(language);
  // The provider takes 128 characters; cutting between bytes of one character would make it no text
  // at all.
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U && ++characters > 128)
      return text.substr(0, i);
  }
  return text;
}

Result<void> check(const StartRequest& request) {
  std::vector<FieldError> errors;
  if (request.method != "online")
    errors.push_back({"/method", "bad-value", "only online payments can be started here"});
  if (request.kind != "full")
    errors.push_back({"/kind", "bad-value", "only full payments can be started yet"});
  if (request.order_id.has_value() == request.booking_id.has_value())
    errors.push_back({"/booking_id", "required", "name an order or a booking"});
  if (request.return_url &&
      (request.return_url->size() > 2048 || !request.return_url->starts_with("http"))) {
    errors.push_back({"/return_url", "bad-url", "an http(s) address of at most 2048 characters"});
  }
  if (!errors.empty())
    return fail(ProblemCode::validation_failed, "the payment cannot be started like this",
                std::move(errors));
  return {};
}

}  // namespace

Task<Result<PaymentRow>> LocalService::open_payment(const CallContext& context,
                                                    const StartRequest& request,
                                                    booking::AmountDue due) {
  PaymentRow row;
  row.id = PaymentId::make();
  row.order_id = due.order_id;
  row.booking_id = due.booking_id;
  row.method = request.method;
  row.kind = request.kind;
  row.provider = std::string(provider_.name());
  row.amount = due.amount;
  row.return_url = request.return_url.value_or(options_.return_url);
  row.description = describe(due, request.language);
  row.language = request.language;
  row.created_at = clock_.now();
  if (co_await store_.insert(context, row, row.created_at + first_poll_after, row.created_at))
    co_return row;
  auto open = co_await store_.find_open(due.order_id, request.kind, due.amount.amount_minor,
                                        context.deadline);
  if (!open)
    co_return fail(ProblemCode::unavailable,
                   "another payment of this order is being finished; try again");
  co_return std::move(*open);
}

Task<Result<Payment>> LocalService::start(const CallContext& context, StartRequest request) {
  if (auto valid = check(request); !valid) co_return pass(std::move(valid));
  booking::AmountDueRequest what;
  what.order_id = request.order_id;
  what.booking_id = request.booking_id;
  auto due = co_await booking_.amount_due(context, std::move(what));
  if (!due) co_return pass(std::move(due));
  if (!due->payable || due->amount.amount_minor <= 0)
    co_return fail(ProblemCode::nothing_to_pay, "nothing is due for " + due->code);

  auto opened = co_await open_payment(context, request, *due);
  if (!opened) co_return pass(std::move(opened));
  if (opened->confirmation_url) co_return opened->to_payment();

  const auto answer = co_await ask(*opened, context.deadline.at_most(provider_time_limit));
  if (const auto* created = std::get_if<ProviderPayment>(&answer)) {
    co_await store_.set_pending(opened->id, created->provider_payment_id, created->confirmation_url,
                                clock_.now(), clock_.now() + first_poll_after, context.deadline);
    if (created->status != ProviderStatus::pending) co_await apply(context, opened->id, *created);
    const auto stored = co_await store_.find(opened->id, context.deadline);
    co_return stored->to_payment();
  }
  if (const auto* refused = std::get_if<ProviderRefused>(&answer)) {
    log::error("payments.refused",
               {{"payment_id", opened->id.to_string()}, {"code", refused->code}});
    auto tx = co_await pool_.transaction(context.deadline);
    co_await PaymentStore::set_canceled(tx, context, opened->id, "refused:" + refused->code,
                                        clock_.now());
    co_await tx.commit();
    co_return fail(ProblemCode::provider_unavailable, "the payment provider refused the payment");
  }
  const auto& away = std::get<ProviderUnavailable>(answer);
  co_await store_.set_error(opened->id, away.reason, clock_.now() + first_poll_after, clock_.now(),
                            context.deadline);
  co_return fail(ProblemCode::provider_unavailable,
                 "the payment provider does not answer; the payment will be tried again");
}

// An unanswered create is repeated word for word under the same key; everything else is a question.
Task<ProviderAnswer> LocalService::ask(const PaymentRow& payment, Deadline deadline) {
  if (payment.provider_payment_id)
    co_return co_await provider_.get_payment(*payment.provider_payment_id, deadline);
  if (!may_repeat_create(payment.created_at, clock_.now()))
    co_return ProviderRefused{"expired", "never answered within 23 hours"};
  CreatePayment create;
  create.idempotence_key = payment.id.to_string();
  create.amount = payment.amount;
  create.description = payment.description;
  create.return_url = payment.return_url;
  create.language = payment.language;
  create.metadata = {{"payment_id", payment.id.to_string()},
                     {"order_id", payment.order_id.to_string()}};
  co_return co_await provider_.create_payment(std::move(create), deadline);
}

Task<bool> LocalService::refresh(const CallContext& context, PaymentRow payment) {
  const auto answer = co_await ask(payment, context.deadline.at_most(provider_time_limit));
  if (const auto* known = std::get_if<ProviderPayment>(&answer)) {
    // The provider's id may come from a notification, which anybody can write: the payment behind
    // it has to name ours.
    const auto named = known->metadata.find("payment_id");
    if (named != known->metadata.end() && named->second != payment.id.to_string()) {
      log::warn("payments.foreign", {{"payment_id", payment.id.to_string()}});
      co_return true;
    }
    if (!payment.provider_payment_id) {
      co_await store_.set_pending(payment.id, known->provider_payment_id, known->confirmation_url,
                                  clock_.now(), clock_.now() + first_poll_after, context.deadline);
    }
    co_await apply(context, payment.id, *known);
    co_return true;
  }
  if (const auto* refused = std::get_if<ProviderRefused>(&answer)) {
    log::error("payments.refused",
               {{"payment_id", payment.id.to_string()}, {"code", refused->code}});
    // The provider is sure that there is no such payment: nothing can come of it. Other refusals
    // (credentials) are ours to mend, so the payment stays open.
    if (refused->code == "expired" || refused->code == "invalid_request") {
      ProviderPayment dead;
      dead.provider_payment_id = payment.provider_payment_id.value_or("");
      dead.status = ProviderStatus::canceled;
      dead.amount = payment.amount;
      dead.cancel_reason = "refused:" + refused->code;
      co_await apply(context, payment.id, std::move(dead));
      co_return true;
    }
    co_await store_.set_error(payment.id, refused->code, clock_.now() + std::chrono::minutes(1),
                              clock_.now(), context.deadline);
    co_return false;
  }
  const auto& away = std::get<ProviderUnavailable>(answer);
  const auto pause = std::max<std::chrono::milliseconds>(
      away.retry_after.value_or(first_poll_after), std::chrono::seconds(1));
  co_await store_.set_error(payment.id, away.reason, clock_.now() + pause, clock_.now(),
                            context.deadline);
  co_return false;
}

Task<void> LocalService::apply(const CallContext& context, PaymentId id, ProviderPayment answer) {
  auto tx = co_await pool_.transaction(context.deadline);
  const auto payment = co_await PaymentStore::lock(tx, id);
  if (!payment) co_return;
  const auto now = clock_.now();
  switch (next_step(standing(payment->status), reported(answer.status), payment->amount,
                    answer.amount)) {
    case Step::none:
    case Step::wait:
      co_return;
    case Step::hold:
      co_await PaymentStore::set_waiting(tx, context, id, now);
      break;
    case Step::succeed:
      co_await PaymentStore::set_succeeded(tx, context, id, answer.provider_payment_id, now);
      co_await events::publish(tx, payment_event("payment.succeeded", *payment, std::nullopt));
      break;
    case Step::cancel:
      co_await PaymentStore::set_canceled(tx, context, id, answer.cancel_reason.value_or("unknown"),
                                          now);
      co_await events::publish(tx,
                               payment_event("payment.canceled", *payment, answer.cancel_reason));
      break;
    case Step::contradiction:
      log::error("payments.contradiction",
                 {{"payment_id", id.to_string()}, {"received_minor", answer.amount.amount_minor}});
      co_await PaymentStore::set_canceled(tx, context, id, "contradiction", now);
      co_await events::publish(tx, payment_event("payment.unmatched", *payment, "contradiction"));
      break;
  }
  co_await tx.commit();
  wakeup_.wake("events");
}

Task<Result<Payment>> LocalService::find(const CallContext& context, PaymentRequest request) {
  const auto payment = co_await store_.find(request.id, context.deadline);
  if (!payment) co_return fail(ProblemCode::not_found, "no such payment");
  co_return payment->to_payment();
}

Task<Result<PaymentList>> LocalService::list_for_order(const CallContext& context,
                                                       OrderPaymentsRequest request) {
  PaymentList list;
  const auto rows = co_await store_.list_for_order(request.order_id, context.deadline);
  for (const auto& row : rows) list.items.push_back(row.to_payment());
  co_return list;
}

Task<Result<Settled>> LocalService::settle(const CallContext& context,
                                           OrderPaymentsRequest request) {
  Settled settled;
  const auto before = co_await store_.list_for_order(request.order_id, context.deadline);
  for (const auto& payment : before) {
    if (payment.method == "online" && !payment.is_final()) {
      const bool answered = co_await refresh(context, payment);
      settled.provider_answered = settled.provider_answered && answered;
    }
  }
  const auto after = co_await store_.list_for_order(request.order_id, context.deadline);
  for (const auto& payment : after)
    settled.money_received = settled.money_received || payment.status == PaymentStatus::succeeded;
  co_return settled;
}

}  // namespace prokat::payments
