// What a rental would cost now. Writes nothing.
#include "rental/rental_period.hpp"
#include "services/booking/local_service.hpp"

namespace prokat::booking {

namespace {

rental::Caller caller_of(const CallContext& context) {
  return context.principal.role >= Role::operator_ ? rental::Caller::operator_
                                                   : rental::Caller::customer;
}

}  // namespace

LocalService::LocalService(pg::Pool& pool, const runtime::Clock& clock, objects::Service& objects,
                           auth::Service& auth, events::Wakeup& wakeup, ServiceOptions options)
    : pool_(pool),
      store_(pool),
      extras_store_(pool),
      create_store_(pool, options.grouping),
      clock_(clock),
      objects_(objects),
      auth_(auth),
      wakeup_(wakeup),
      options_(options),
      rate_cards_(options.rate_cards_max, options.rate_card_time_to_live) {}

bool may_see(const CallContext& context, CustomerId owner) {
  return context.principal.role >= Role::operator_ ||
         (context.principal.role == Role::customer && context.principal.id == owner.to_string());
}

Task<Result<SharedRateCard>> LocalService::rate_card(const CallContext& context,
                                                     ObjectId object_id) {
  auto kept = rate_cards_.find(object_id, runtime::SteadyClock::now());
  if (kept) co_return kept;
  objects::RateCardRequest request;
  request.object_id = object_id;
  if (rate_cards_.was_refused(object_id)) request.fresh = true;
  auto read = co_await objects_.rate_card(context, request);
  if (!read) co_return pass(std::move(read));
  auto card = std::make_shared<const rental::RateCard>(std::move(*read));
  rate_cards_.put(card, runtime::SteadyClock::now());
  co_return card;
}

Task<Result<LocalService::Priced>> LocalService::price(const CallContext& context,
                                                       QuoteRequest request) {
  auto card = co_await rate_card(context, request.object_id);
  if (!card) co_return pass(std::move(card));
  if (!(*card)->active) co_return fail(ProblemCode::not_found, "this object is not for rent");
  const auto zone = TimeZone::find((*card)->time_zone);
  if (!zone) throw std::logic_error("a location has the unknown zone " + (*card)->time_zone);
  auto rental = rental::resolve_period(request.start, request.end, (*card)->time_rules, *zone,
                                       clock_.now(), caller_of(context), (*card)->hours);
  if (!rental) co_return pass(std::move(rental));
  auto promo = co_await promo_of(context, request, **card, *rental);
  if (!promo) co_return pass(std::move(promo));
  rental::Extras extras{.addons = request.addons.value_or(std::vector<rental::ChosenAddon>())};
  if (*promo) extras.promo = (*promo)->terms;
  auto price = rental::price_rental(**card, *rental, *zone, extras, clock_.now());
  if (!price) co_return pass(std::move(price));
  co_return Priced{std::move(*card), *zone, *rental, std::move(*price), std::move(extras.addons),
                   std::move(*promo)};
}

Task<Result<std::optional<FoundPromo>>> LocalService::promo_of(const CallContext& context,
                                                               const QuoteRequest& request,
                                                               const rental::RateCard& card,
                                                               const rental::RentalPeriod& rental) {
  if (!request.promo_code) co_return std::optional<FoundPromo>();
  auto found = co_await extras_store_.find_promo(*request.promo_code, context.deadline);
  auto fault = found ? fault_of_promo(found->terms, card.type, rental, clock_.now())
                     : FieldError{"/promo_code", "unknown", "there is no such promo code"};
  if (fault) {
    co_return fail(ProblemCode::validation_failed, "the promo code does not apply",
                   {std::move(*fault)});
  }
  if (found->used_up)
    co_return fail(ProblemCode::promo_exhausted, "the code's uses or its budget are spent");
  co_return std::move(found);
}

Task<Result<Quote>> LocalService::quote(const CallContext& context, QuoteRequest request) {
  auto priced = co_await price(context, request);
  if (!priced) co_return pass(std::move(priced));
  Quote quote;
  quote.object_id = request.object_id;
  quote.start = priced->zone.format_with_offset(priced->rental.period.start);
  quote.end = priced->zone.format_with_offset(priced->rental.period.end);
  quote.start_date = priced->rental.start_date;
  quote.end_date = priced->rental.end_date;
  quote.time_zone = priced->zone.name();
  quote.units = priced->rental.units;
  quote.rental_unit = priced->card->time_rules.rental_unit;
  quote.lines = std::move(priced->price.lines);
  quote.total = priced->price.total;
  quote.deposit = priced->price.deposit;
  quote.taxes = std::move(priced->price.taxes);
  co_return quote;
}

}  // namespace prokat::booking
