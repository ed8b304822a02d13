// booking-service in another process.
#pragma once

#include "rpc/remote.hpp"
#include "services/booking/service.hpp"

namespace prokat::booking {

class RemoteService final : public rpc::Remote<Service> {
 public:
  using Remote::Remote;

  Task<Result<Quote>> quote(const CallContext& context, QuoteRequest request) override {
    return call<&Service::quote>(context, std::move(request));
  }
  Task<Result<Created>> create(const CallContext& context, CreateRequest request) override {
    return call<&Service::create>(context, std::move(request));
  }
  Task<Result<Booking>> find(const CallContext& context, BookingRequest request) override {
    return call<&Service::find>(context, std::move(request));
  }
  Task<Result<BookingPage>> list(const CallContext& context, ListRequest request) override {
    return call<&Service::list>(context, std::move(request));
  }
  Task<Result<Booking>> cancel(const CallContext& context, CancelRequest request) override {
    return call<&Service::cancel>(context, std::move(request));
  }
  Task<Result<Booking>> confirm(const CallContext& context, BookingRequest request) override {
    return call<&Service::confirm>(context, std::move(request));
  }
  Task<Result<AmountDue>> amount_due(const CallContext& context,
                                     AmountDueRequest request) override {
    return call<&Service::amount_due>(context, std::move(request));
  }
};

}  // namespace prokat::booking
