// payments-service in this process. start() and settle() are for callers; refresh() is the one way
// news about a payment comes in, whoever noticed: a webhook, the polling worker, a hold about to
// expire.
#pragma once

#include "events/wakeup.hpp"
#include "runtime/clock.hpp"
#include "services/booking/service.hpp"
#include "services/payments/provider/provider.hpp"
#include "services/payments/service.hpp"
#include "services/payments/store/payment_store.hpp"

namespace prokat::payments {

struct ServiceOptions {
  std::string return_url;  // where the payer goes back to when the caller names no place
};

class LocalService final : public Service {
 public:
  LocalService(pg::Pool& pool, const runtime::Clock& clock, booking::Service& booking,
               Provider& provider, events::Wakeup& wakeup, ServiceOptions options)
      : pool_(pool),
        store_(pool),
        clock_(clock),
        booking_(booking),
        provider_(provider),
        wakeup_(wakeup),
        options_(std::move(options)) {}

  Task<Result<Payment>> start(const CallContext& context, StartRequest request) override;
  Task<Result<Payment>> find(const CallContext& context, PaymentRequest request) override;
  Task<Result<PaymentList>> list_for_order(const CallContext& context,
                                           OrderPaymentsRequest request) override;
  Task<Result<Settled>> settle(const CallContext& context, OrderPaymentsRequest request) override;

  // Asks the provider for the payment's true state and applies it. False: the provider gave no
  // usable answer; asked again later.
  Task<bool> refresh(const CallContext& context, PaymentRow payment);

  PaymentStore& store() { return store_; }
  const Provider& provider() const { return provider_; }
  Instant now() const { return clock_.now(); }

 private:
  Task<Result<PaymentRow>> open_payment(const CallContext& context, const StartRequest& request,
                                        booking::AmountDue due);
  Task<ProviderAnswer> ask(const PaymentRow& payment, Deadline deadline);
  Task<void> apply(const CallContext& context, PaymentId id, ProviderPayment answer);

  pg::Pool& pool_;
  PaymentStore store_;
  const runtime::Clock& clock_;
  booking::Service& booking_;
  Provider& provider_;
  events::Wakeup& wakeup_;
  ServiceOptions options_;
};

}  // namespace prokat::payments
