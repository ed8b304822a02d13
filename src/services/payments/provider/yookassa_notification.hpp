// What a notification of YooKassa says that we use: which event, about which object. Everything
// else in it is a claim; the provider is asked for the truth (no signature to check is documented).
// Source: YooKassa API v3, "HTTP notifications".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/id.hpp"
#include "base/result.hpp"

namespace prokat::payments {

struct Notification {
  std::string event;      // payment.succeeded, payment.canceled, payment.waiting_for_capture,
                          // refund.succeeded, ...
  std::string object_id;  // YooKassa's id of the payment or refund, at most 64 of [A-Za-z0-9-]
  std::optional<PaymentId>
      payment_id;  // from metadata.payment_id: finds an attempt whose answer was lost
};

// bad-json or validation-failed. The body's size is the route's business.
Result<Notification> parse_notification(std::string_view body);

}  // namespace prokat::payments
