#include "services/payments/provider/yookassa.hpp"

#include "base/json.hpp"

namespace prokat::payments {

namespace {

struct WireAmount {
  std::string value;
  std::string currency;
};
BOOST_DESCRIBE_STRUCT(WireAmount, (), (value, currency))

struct WireConfirmation {
  std::optional<std::string> type;
  std::optional<std::string> return_url;
  std::optional<std::string> locale;
  std::optional<std::string> confirmation_url;
};
BOOST_DESCRIBE_STRUCT(WireConfirmation, (), (type, return_url, locale, confirmation_url))

struct WireCreate {
  WireAmount amount;
  bool capture = true;  // the API's own default is false: money would stay on hold and come back
  WireConfirmation confirmation;
  std::string description;
  std::map<std::string, std::string> metadata;
};
BOOST_DESCRIBE_STRUCT(WireCreate, (), (amount, capture, confirmation, description, metadata))

struct WireCancellation {
  std::optional<std::string> party;
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(WireCancellation, (), (party, reason))

struct WirePayment {
  std::string id;
  std::string status;
  WireAmount amount;
  std::optional<WireConfirmation> confirmation;
  std::optional<WireCancellation> cancellation_details;
  std::optional<std::map<std::string, std::string>> metadata;
};
BOOST_DESCRIBE_STRUCT(WirePayment, (),
                      (id, status, amount, confirmation, cancellation_details, metadata))

struct WireError {
  std::optional<std::string> code;
  std::optional<std::string> description;
  std::optional<std::int64_t> retry_after;  // milliseconds
};
BOOST_DESCRIBE_STRUCT(WireError, (), (code, description, retry_after))

constexpr json::ParseOptions lenient{.unknown_fields = json::UnknownFields::ignore};

std::optional<ProviderStatus> parse_status(std::string_view status) {
  if (status == "pending") return ProviderStatus::pending;
  if (status == "waiting_for_capture") return ProviderStatus::waiting_for_capture;
  if (status == "succeeded") return ProviderStatus::succeeded;
  if (status == "canceled") return ProviderStatus::canceled;
  return std::nullopt;
}

ProviderAnswer read_payment(const std::string& body) {
  auto wire = json::parse<WirePayment>(body, lenient);
  if (!wire) return ProviderUnavailable{"an answer that is no payment", std::nullopt};
  const auto status = parse_status(wire->status);
  const auto currency = Currency::parse(wire->amount.currency);
  const auto amount = currency ? parse_decimal(wire->amount.value, *currency) : std::nullopt;
  if (!status || !amount)
    return ProviderUnavailable{"a payment of unknown status or currency", std::nullopt};
  ProviderPayment payment{std::move(wire->id), *status, *amount, std::nullopt, std::nullopt, {}};
  if (wire->confirmation)
    payment.confirmation_url = std::move(wire->confirmation->confirmation_url);
  if (wire->cancellation_details)
    payment.cancel_reason = std::move(wire->cancellation_details->reason);
  if (wire->metadata) payment.metadata = std::move(*wire->metadata);
  return payment;
}

}  // namespace

std::string yookassa_create_body(const CreatePayment& request) {
  WireCreate create;
  create.amount =
      WireAmount{to_decimal(request.amount), std::string(request.amount.currency.code())};
  create.confirmation.type = "redirect";
  create.confirmation.return_url = request.return_url;
  create.confirmation.locale = request.language == Language::ru ? "ru_RU" : "en_US";
  create.description = request.description;
  create.metadata = request.metadata;
  return json::write(create);
}

ProviderAnswer read_yookassa_answer(int status, const std::string& body) {
  if (status == 200) return read_payment(body);
  auto parsed = json::parse<WireError>(body, lenient);
  const auto error = parsed ? std::move(*parsed) : WireError{};
  const auto code = error.code.value_or("http_" + std::to_string(status));
  std::optional<std::chrono::milliseconds> pause;
  if (error.retry_after && *error.retry_after >= 0)
    pause = std::chrono::milliseconds(*error.retry_after);
  switch (status) {
    case 400:
    case 401:
    case 403:
    case 404:
    case 405:
    case 415:
      return ProviderRefused{code, error.description.value_or("")};
    default:  // 202 processing, 429, 5xx and whatever else: the result is unknown, the same key
              // again
      return ProviderUnavailable{code, pause};
  }
}

Task<ProviderAnswer> YooKassa::call(egress::Request request, Deadline deadline) {
  request.service = "yookassa";
  request.basic_auth = std::pair(options_.shop_id, options_.secret_key);
  request.proxy_url = options_.proxy_url;
  try {
    const auto answer = co_await egress_.send(std::move(request), deadline);
    co_return read_yookassa_answer(answer.status, answer.body);
  } catch (const egress::Failure& failure) {
    co_return ProviderUnavailable{failure.what(), std::nullopt};
  }
}

Task<ProviderAnswer> YooKassa::create_payment(CreatePayment create, Deadline deadline) {
  egress::Request request;
  request.method = "POST";
  request.url = options_.api_url + "/payments";
  request.headers = {{"Content-Type", "application/json"},
                     {"Idempotence-Key", create.idempotence_key}};
  request.body = yookassa_create_body(create);
  co_return co_await call(std::move(request), deadline);
}

Task<ProviderAnswer> YooKassa::get_payment(std::string provider_payment_id, Deadline deadline) {
  egress::Request request;
  request.url = options_.api_url + "/payments/" + provider_payment_id;
  request.url_for_log = options_.api_url + "/payments/{id}";
  co_return co_await call(std::move(request), deadline);
}

}  // namespace prokat::payments
