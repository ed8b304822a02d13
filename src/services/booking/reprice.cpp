// The price of a booking that exists, as the rate card has it now and under the terms it was made
// with. A promo code that no longer fits the new rental (too short, other dates) falls away.
#include <algorithm>

#include "rental/rental_period.hpp"
#include "services/booking/dates_taken.hpp"
#include "services/booking/local_service.hpp"

namespace prokat::booking {

Task<Result<LocalService::Priced>> LocalService::reprice(const CallContext& context,
                                                         Repricing request) {
  auto card = co_await rate_card(context, request.object_id);
  if (!card) co_return pass(std::move(card));
  if (!(*card)->active) {
    co_return fail(ProblemCode::validation_failed, "this object is not for rent",
                   {{"/object_id", "not-for-rent", "choose another unit"}});
  }
  const auto zone = TimeZone::find((*card)->time_zone);
  if (!zone) throw std::logic_error("a location has the unknown zone " + (*card)->time_zone);
  auto rental = rental::resolve_period(request.start, request.end, (*card)->time_rules, *zone,
                                       clock_.now(), request.caller, (*card)->hours);
  if (!rental) co_return pass(std::move(rental));
  auto price = rental::price_rental(**card, *rental, *zone, request.extras, request.booked_at);
  const auto of_promo = [](const FieldError& error) { return error.pointer == "/promo_code"; };
  if (!price && request.extras.promo && std::ranges::any_of(price.error().errors, of_promo)) {
    request.extras.promo.reset();
    price = rental::price_rental(**card, *rental, *zone, request.extras, request.booked_at);
  }
  if (!price) co_return pass(std::move(price));
  co_return Priced{std::move(*card), *zone, *rental, std::move(*price)};
}

Task<Problem> LocalService::taken_problem(const CallContext& context, QuoteRequest what) {
  co_return co_await booking::dates_taken(objects_, context, std::move(what));
}

}  // namespace prokat::booking
