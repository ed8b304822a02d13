// YooKassa API v3 (https://api.yookassa.ru/v3): Basic auth, JSON, amounts as decimal strings,
// Idempotence-Key on every POST (24 hours).
#pragma once

#include "base/secret.hpp"
#include "egress/client.hpp"
#include "services/payments/provider/provider.hpp"

namespace prokat::payments {

struct YooKassaOptions {
  std::string api_url;
  std::string shop_id;
  Secret secret_key;
  std::string proxy_url;
};

class YooKassa final : public Provider {
 public:
  YooKassa(egress::Client& egress, YooKassaOptions options)
      : egress_(egress), options_(std::move(options)) {}

  std::string_view name() const override { return "yookassa"; }
  Task<ProviderAnswer> create_payment(CreatePayment request, Deadline deadline) override;
  Task<ProviderAnswer> get_payment(std::string provider_payment_id, Deadline deadline) override;

 private:
  Task<ProviderAnswer> call(egress::Request request, Deadline deadline);

  egress::Client& egress_;
  YooKassaOptions options_;
};

// What an HTTP answer means: the error table of the API, pure, tested row by row.
ProviderAnswer read_yookassa_answer(int status, const std::string& body);
// The body of POST /payments.
std::string yookassa_create_body(const CreatePayment& request);

}  // namespace prokat::payments
