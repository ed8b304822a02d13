// What a payment provider can do for us, in our words. Implementations speak one provider's wire
// protocol and keep no state: the payment's row is the truth and is written before a provider is
// called. Every call may be repeated with the same idempotence key.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <variant>

#include "base/money.hpp"
#include "base/period.hpp"
#include "runtime/deadline.hpp"
#include "runtime/task.hpp"

namespace prokat::payments {

struct CreatePayment {
  std::string idempotence_key;  // the payment's own id: the same attempt keeps it, a new attempt
                                // has a new one
  Money amount;
  std::string description;  // <= 128 characters
  std::string return_url;
  Language language = Language::ru;
  std::map<std::string, std::string> metadata;  // payment_id, order_id, booking_code
};

// Only forward: pending -> (waiting_for_capture ->) succeeded | canceled.
enum class ProviderStatus { pending, waiting_for_capture, succeeded, canceled };

struct ProviderPayment {
  std::string provider_payment_id;
  ProviderStatus status = ProviderStatus::pending;
  Money amount;
  std::optional<std::string> confirmation_url;
  std::optional<std::string> cancel_reason;
  std::map<std::string, std::string> metadata;
};

struct ProviderRefused {  // will not work however often it is tried: our defect, wrong credentials,
                          // unknown id
  std::string code;
  std::string description;
};

struct ProviderUnavailable {  // no usable answer; the effect may or may not have happened. Repeat
                              // with the same key.
  std::string reason;
  std::optional<std::chrono::milliseconds> retry_after;
};

using ProviderAnswer = std::variant<ProviderPayment, ProviderRefused, ProviderUnavailable>;

class Provider {
 public:
  virtual ~Provider() = default;
  virtual std::string_view name() const = 0;  // "yookassa": payments.provider
  virtual Task<ProviderAnswer> create_payment(CreatePayment request, Deadline deadline) = 0;
  virtual Task<ProviderAnswer> get_payment(std::string provider_payment_id, Deadline deadline) = 0;
};

}  // namespace prokat::payments
