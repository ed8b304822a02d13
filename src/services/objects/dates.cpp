#include "services/objects/dates.hpp"

#include <stdexcept>

namespace prokat::objects {

Result<std::optional<Dates>> read_dates(const std::optional<DateOrInstant>& start,
                                        const std::optional<DateOrInstant>& end) {
  if (start && end) return Dates{*start, *end};
  if (!start && !end) return std::nullopt;
  return fail(ProblemCode::validation_failed, "Give both start and end, or neither.",
              {{start ? "/end" : "/start", "required", "The other end of the period is missing."}});
}

rental::Caller caller_of(const CallContext& context) {
  return context.principal.role >= Role::operator_ ? rental::Caller::operator_
                                                   : rental::Caller::customer;
}

Result<rental::Price> price_for(const rental::RateCard& card, const Dates& dates, Instant now,
                                rental::Caller caller) {
  const auto zone = TimeZone::find(card.time_zone);
  if (!zone) throw std::runtime_error("an object's location has an unknown time zone");
  auto rental_period = rental::resolve_period(dates.start, dates.end, card.time_rules, *zone, now,
                                              caller, card.hours);
  if (!rental_period) return pass(std::move(rental_period));
  return rental::price_rental(card, *rental_period, *zone, {}, now);
}

}  // namespace prokat::objects
