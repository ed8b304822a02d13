#include "services/objects/availability.hpp"

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace prokat::objects {
namespace {

constexpr int days_max = 62;

std::unexpected<Problem> fault(const char* pointer, const char* code, const char* detail) {
  return fail(ProblemCode::validation_failed, "The calendar cannot be shown.",
              {{pointer, code, detail}});
}

Result<> check_request(const AvailabilityRequest& request) {
  if (request.object_id.has_value() == request.type.has_value()) {
    return fault("/type", "required", "Give either object_id or type.");
  }
  const int days = days_between(request.from, request.to);
  if (days <= 0) return fault("/to", "end-before-start", "`to` is exclusive and after `from`.");
  if (days > days_max) return fault("/to", "too-long", "At most 62 days at a time.");
  return {};
}

TypeUnits units_of(const rental::RateCard& card) {
  const auto zone = TimeZone::find(card.time_zone);
  if (!zone) throw std::runtime_error("an object's location has an unknown time zone");
  const auto after = std::ranges::upper_bound(card.tariff.rates, card.time_rules.units_min, {},
                                              &rental::Rate::units_from);
  CalendarUnit unit{.object_id = card.object_id,
                    .zone = *zone,
                    .buffer_before_minutes = card.buffer_before_minutes,
                    .buffer_after_minutes = card.buffer_after_minutes,
                    .price = {std::prev(after)->price_minor, card.currency},
                    .active = card.active};
  return {.time_rules = card.time_rules, .units = {std::move(unit)}};
}

// Everything that can bear on a day of the range: zones differ by up to 26 hours, a rental that
// starts on the last day may be as long as the shortest one, and buffers reach a week further.
Period range_of(const AvailabilityRequest& request, const rental::TimeRules& rules) {
  const TimeZone utc;
  const int after = rules.rental_unit == rental::RentalUnit::hour ? rules.units_min / 24 + 2
                                                                  : rules.units_min + 2;
  return {utc.to_instant(add_days(request.from, -9), LocalTime(0)),
          utc.to_instant(add_days(request.to, after + 9), LocalTime(0))};
}

}  // namespace

Task<Result<Availability>> show_availability(Store& store, const CallContext& context, Instant now,
                                             AvailabilityRequest request) {
  if (auto checked = check_request(request); !checked) co_return pass(std::move(checked));
  TypeUnits found;
  if (request.object_id) {
    const auto card = co_await store.find_rate_card(*request.object_id, context.deadline);
    if (card) found = units_of(*card);
  } else {
    found = co_await store.list_units(*request.type, request.location_id, context.deadline);
  }
  if (found.units.empty()) co_return fail(ProblemCode::not_found);
  const auto units = co_await store.add_taken(
      std::move(found.units), range_of(request, found.time_rules), context.deadline);
  co_return Availability{units.front().zone.name(),
                         days_of(units, found.time_rules, request.from, request.to, now)};
}

}  // namespace prokat::objects
