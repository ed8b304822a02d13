// objects-service in this process: one per Loop, over the Loop's own pool.
#pragma once

#include "pg/database.hpp"
#include "runtime/clock.hpp"
#include "services/objects/alternatives.hpp"
#include "services/objects/store.hpp"

namespace prokat::objects {

class LocalService final : public Service {
 public:
  LocalService(pg::Pool& pool, const runtime::Clock& clock)
      : store_(pool), search_store_(pool), clock_(clock) {}

  Task<Result<ObjectTypeList>> list_types(const CallContext& context, rpc::Empty) override;
  Task<Result<LocationList>> list_locations(const CallContext& context, rpc::Empty) override;
  Task<Result<ObjectPage>> search(const CallContext& context, SearchRequest request) override;
  Task<Result<Object>> find(const CallContext& context, ObjectRequest request) override;
  Task<Result<Availability>> availability(const CallContext& context,
                                          AvailabilityRequest request) override;
  Task<Result<Alternatives>> alternatives(const CallContext& context,
                                          AlternativesRequest request) override;
  Task<Result<rental::RateCard>> rate_card(const CallContext& context,
                                           RateCardRequest request) override;

 private:
  SearchTools tools() { return {search_store_, catalogue_}; }

  Store store_;
  SearchStore search_store_;
  SearchCatalogue catalogue_{store_, search_store_};
  AlternativeFinder alternatives_{tools()};
  const runtime::Clock& clock_;
};

}  // namespace prokat::objects
