// addons-service in another process.
#pragma once

#include "rpc/remote.hpp"
#include "services/addons/service.hpp"

namespace prokat::addons {

class RemoteService final : public rpc::Remote<Service> {
 public:
  using Remote::Remote;

  Task<Result<AddonList>> list(const CallContext& c, ListRequest r) override {
    return call<&Service::list>(c, std::move(r));
  }
};

}  // namespace prokat::addons
