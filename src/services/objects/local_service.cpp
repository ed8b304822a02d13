#include "services/objects/local_service.hpp"

#include "services/objects/availability.hpp"
#include "services/objects/dates.hpp"
#include "services/objects/search.hpp"

namespace prokat::objects {

Task<Result<ObjectTypeList>> LocalService::list_types(const CallContext& context, rpc::Empty) {
  co_return co_await store_.list_types(context.deadline);
}

Task<Result<LocationList>> LocalService::list_locations(const CallContext& context, rpc::Empty) {
  co_return co_await store_.list_locations(context.deadline);
}

Task<Result<ObjectPage>> LocalService::search(const CallContext& context, SearchRequest request) {
  return run_search(tools(), context, clock_.now(), std::move(request));
}

Task<Result<Object>> LocalService::find(const CallContext& context, ObjectRequest request) {
  auto dates = read_dates(request.start, request.end);
  if (!dates) co_return pass(std::move(dates));
  auto found = co_await store_.find_all({request.id}, context.deadline);
  if (found.empty()) co_return fail(ProblemCode::not_found);
  if (*dates) {
    auto price = price_for(found.front().card, **dates, clock_.now(), caller_of(context));
    if (!price) co_return pass(std::move(price));
    found.front().object.price_from = std::move(*price);
  }
  co_return std::move(found.front().object);
}

Task<Result<Availability>> LocalService::availability(const CallContext& context,
                                                      AvailabilityRequest request) {
  return show_availability(tools(), context, clock_.now(), std::move(request));
}

Task<Result<Alternatives>> LocalService::alternatives(const CallContext& context,
                                                      AlternativesRequest request) {
  return alternatives_.find(context, clock_.now(), std::move(request));
}

Task<Result<rental::RateCard>> LocalService::rate_card(const CallContext& context,
                                                       RateCardRequest request) {
  auto card = co_await store_.find_rate_card(request.object_id, context.deadline);
  if (!card) co_return fail(ProblemCode::not_found);
  co_return std::move(*card);
}

}  // namespace prokat::objects
