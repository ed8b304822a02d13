// objects-service in another process.
#pragma once

#include "rpc/remote.hpp"
#include "services/objects/service.hpp"

namespace prokat::objects {

class RemoteService final : public rpc::Remote<Service> {
 public:
  using Remote::Remote;

  Task<Result<ObjectTypeList>> list_types(const CallContext& c, rpc::Empty r) override {
    return call<&Service::list_types>(c, r);
  }
  Task<Result<LocationList>> list_locations(const CallContext& c, rpc::Empty r) override {
    return call<&Service::list_locations>(c, r);
  }
  Task<Result<ObjectPage>> search(const CallContext& c, SearchRequest r) override {
    return call<&Service::search>(c, std::move(r));
  }
  Task<Result<Object>> find(const CallContext& c, ObjectRequest r) override {
    return call<&Service::find>(c, std::move(r));
  }
  Task<Result<Availability>> availability(const CallContext& c, AvailabilityRequest r) override {
    return call<&Service::availability>(c, std::move(r));
  }
  Task<Result<Alternatives>> alternatives(const CallContext& c, AlternativesRequest r) override {
    return call<&Service::alternatives>(c, std::move(r));
  }
  Task<Result<rental::RateCard>> rate_card(const CallContext& c, RateCardRequest r) override {
    return call<&Service::rate_card>(c, r);
  }
};

}  // namespace prokat::objects
