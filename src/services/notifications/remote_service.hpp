// notifications-service in another process.
#pragma once

#include "rpc/remote.hpp"
#include "services/notifications/service.hpp"

namespace prokat::notifications {

class RemoteService final : public rpc::Remote<Service> {
 public:
  using Remote::Remote;

  Task<Result<Card>> render_card(const CallContext& context, CardRequest request) override {
    return call<&Service::render_card>(context, std::move(request));
  }
  Task<Result<CardShown>> show_card(const CallContext& context, ShowCardRequest request) override {
    return call<&Service::show_card>(context, std::move(request));
  }
};

}  // namespace prokat::notifications
