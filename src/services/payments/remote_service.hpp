// payments-service in another process.
#pragma once

#include "rpc/remote.hpp"
#include "services/payments/service.hpp"

namespace prokat::payments {

class RemoteService final : public rpc::Remote<Service> {
 public:
  using Remote::Remote;

  Task<Result<Payment>> start(const CallContext& context, StartRequest request) override {
    return call<&Service::start>(context, std::move(request));
  }
  Task<Result<Payment>> find(const CallContext& context, PaymentRequest request) override {
    return call<&Service::find>(context, std::move(request));
  }
  Task<Result<PaymentList>> list_for_order(const CallContext& context,
                                           OrderPaymentsRequest request) override {
    return call<&Service::list_for_order>(context, std::move(request));
  }
  Task<Result<Settled>> settle(const CallContext& context, OrderPaymentsRequest request) override {
    return call<&Service::settle>(context, std::move(request));
  }
};

}  // namespace prokat::payments
