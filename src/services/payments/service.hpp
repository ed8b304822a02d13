// payments-service: money through providers. Owns payments and payment_allocations; reports money
// by event, never writes a booking.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/money.hpp"
#include "rpc/method.hpp"

namespace prokat::payments {

enum class PaymentStatus { created, pending, waiting_for_capture, succeeded, canceled };
BOOST_DESCRIBE_ENUM(PaymentStatus, created, pending, waiting_for_capture, succeeded, canceled)

struct StartRequest {
  std::optional<OrderId> order_id;  // one of the two
  std::optional<BookingId> booking_id;
  std::string method = "online";
  std::string kind = "full";
  std::optional<std::string> return_url;
  Language language = Language::ru;
};
BOOST_DESCRIBE_STRUCT(StartRequest, (), (order_id, booking_id, method, kind, return_url, language))

struct Payment {
  PaymentId id;
  OrderId order_id;
  std::optional<BookingId> booking_id;
  PaymentStatus status = PaymentStatus::created;
  std::string method;
  std::string kind;
  std::optional<std::string> provider;
  Money amount;
  std::optional<std::string> confirmation_url;
  std::optional<std::string> cancel_reason;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(Payment, (),
                      (id, order_id, booking_id, status, method, kind, provider, amount,
                       confirmation_url, cancel_reason, created_at))

struct PaymentRequest {
  PaymentId id;
};
BOOST_DESCRIBE_STRUCT(PaymentRequest, (), (id))

struct OrderPaymentsRequest {
  OrderId order_id;
};
BOOST_DESCRIBE_STRUCT(OrderPaymentsRequest, (), (order_id))
struct PaymentList {
  std::vector<Payment> items;  // newest first
};
BOOST_DESCRIBE_STRUCT(PaymentList, (), (items))

struct Settled {
  bool money_received = false;  // at least one payment of the order has succeeded
  bool provider_answered =
      true;  // false: some payment's state could not be learned; do not decide on it yet
};
BOOST_DESCRIBE_STRUCT(Settled, (), (money_received, provider_answered))

class Service {
 public:
  virtual ~Service() = default;
  // A payment under way for the same amount is answered again instead of a second one (so a second
  // tap cannot pay twice). not-found, nothing-to-pay, validation-failed, provider-unavailable (the
  // payment row stays and is tried again by polling).
  virtual Task<Result<Payment>> start(const CallContext& context, StartRequest request) = 0;
  virtual Task<Result<Payment>> find(const CallContext& context, PaymentRequest request) = 0;
  virtual Task<Result<PaymentList>> list_for_order(const CallContext& context,
                                                   OrderPaymentsRequest request) = 0;
  // Asks the provider about every payment of the order that is not final, now. Called before a hold
  // expires.
  virtual Task<Result<Settled>> settle(const CallContext& context,
                                       OrderPaymentsRequest request) = 0;
};

}  // namespace prokat::payments

template <>
struct prokat::rpc::Methods<prokat::payments::Service> {
  using S = prokat::payments::Service;
  static constexpr std::string_view service = "payments";
  static constexpr auto list =
      std::tuple{Method{"start", &S::start}, Method{"find", &S::find},
                 Method{"list_for_order", &S::list_for_order}, Method{"settle", &S::settle}};
};
