// A booking of a model: the server picks the unit. Free ones are tried tightest gap first; whoever
// loses one to somebody else gets the next, a few times.
#include "services/booking/local_service.hpp"
#include "services/booking/store/order_store.hpp"

namespace prokat::booking {

namespace {

constexpr std::size_t units_tried_max = 5;

}  // namespace

Task<Result<Created>> LocalService::create_of_model(const CallContext& context,
                                                    CreateRequest request,
                                                    std::optional<RequestKey> key) {
  OrderStore store(pool_);
  const auto model = *request.model_id;
  const auto units = co_await store.list_model_units(model, request.location_id, context.deadline);
  if (units.empty()) co_return fail(ProblemCode::not_found, "no unit of this model is for rent");
  request.object_id = units.front();  // units of a model count time alike: any says which period
  auto priced = co_await price_as_expected(context, request);
  if (!priced) co_return pass(std::move(priced));
  const auto now = clock_.now();
  auto free = co_await store.pick_units(
      {model, request.location_id, priced->rental.period, now, now}, context.deadline);
  if (free.size() > units_tried_max) free.resize(units_tried_max);
  // Where none is free the first one says so, or finds what the key's first request made.
  if (free.empty()) free.push_back(units.front());
  Result<Created> created = fail_create(CreateOutcome::taken);
  for (const auto& unit : free) {
    request.object_id = unit;
    created = co_await create_new(context, request, key);
    if (created || created.error().code != ProblemCode::dates_taken) break;
  }
  co_return created;
}

}  // namespace prokat::booking
