#include "services/objects/availability.hpp"

#include <algorithm>
#include <stdexcept>

namespace prokat::objects {
namespace {

constexpr int days_max = 62;

std::unexpected<Problem> fault(const char* pointer, const char* code, const char* detail) {
  return fail(ProblemCode::validation_failed, "The calendar cannot be shown.",
              {{pointer, code, detail}});
}

Result<> check_request(const AvailabilityRequest& request) {
  const int given =
      (request.object_id ? 1 : 0) + (request.type ? 1 : 0) + (request.model_id ? 1 : 0);
  if (given != 1) return fault("/type", "required", "Give one of object_id, type and model_id.");
  const int days = days_between(request.from, request.to);
  if (days <= 0) return fault("/to", "end-before-start", "`to` is exclusive and after `from`.");
  if (days > days_max) return fault("/to", "too-long", "At most 62 days at a time.");
  return {};
}

// A card of the object's own life: the pointer keeps the whole object.
CalendarUnit unit_of(const SharedObject& object) {
  const auto& card = object->card;
  const auto zone = TimeZone::find(card.time_zone);
  if (!zone) throw std::runtime_error("an object's location has an unknown time zone");
  return {.object_id = card.object_id,
          .card = std::shared_ptr<const rental::RateCard>(object, &card),
          .zone = *zone,
          .buffer_before_minutes = card.buffer_before_minutes,
          .buffer_after_minutes = card.buffer_after_minutes,
          .active = card.active};
}

// Units that are alike share the card of the first of them.
Task<std::vector<CalendarUnit>> list_units(SearchTools tools, AvailabilityRequest request,
                                           Deadline deadline) {
  const auto rows = co_await tools.store.list_calendar_units(request.type, request.model_id,
                                                             request.location_id, deadline);
  std::map<std::string, CalendarUnit> samples;
  std::vector<ObjectId> firsts;
  for (const CalendarRow& row : rows) {
    if (samples.try_emplace(row.alike, CalendarUnit{.object_id = row.object_id}).second)
      firsts.push_back(row.object_id);
  }
  std::map<ObjectId, CalendarUnit> by_id;
  for (const auto& object : co_await tools.catalogue.find_all(std::move(firsts), deadline))
    by_id.emplace(object->object.id, unit_of(object));
  std::vector<CalendarUnit> units;
  for (const CalendarRow& row : rows) {
    const auto sample = by_id.find(samples.at(row.alike).object_id);
    if (sample == by_id.end()) continue;  // archived in between
    CalendarUnit unit = sample->second;
    unit.object_id = row.object_id;
    unit.buffer_before_minutes = row.buffer_before_minutes;
    unit.buffer_after_minutes = row.buffer_after_minutes;
    unit.active = true;
    units.push_back(std::move(unit));
  }
  co_return units;
}

Task<std::vector<CalendarUnit>> add_taken(SearchTools tools, std::vector<CalendarUnit> units,
                                          Period range, Instant now, Deadline deadline) {
  std::vector<ObjectId> ids;
  for (const CalendarUnit& unit : units) ids.push_back(unit.object_id);
  auto taken = co_await tools.store.list_taken(ids, range, deadline);
  auto overdue = co_await tools.store.list_overdue(std::move(ids), now, deadline);
  std::ranges::sort(overdue);
  for (CalendarUnit& unit : units) {
    unit.taken = std::move(taken[unit.object_id]);
    if (std::ranges::binary_search(overdue, unit.object_id))
      unit.overdue_until = now + rental::overdue_grace;
  }
  co_return units;
}

// Everything that can bear on a day of the range: zones differ by up to 26 hours, a rental that
// starts on the last day may be a fortnight longer than the shortest one, and buffers reach a week
// further.
Period range_of(const AvailabilityRequest& request, const std::vector<CalendarUnit>& units) {
  const TimeZone utc;
  int after = 0;
  for (const CalendarUnit& unit : units) {
    const auto& rules = unit.card->time_rules;
    const bool by_hour = rules.rental_unit == rental::RentalUnit::hour;
    after = std::max(after, by_hour ? rules.units_min / 24 + 2 : rules.units_min + 16);
  }
  return {utc.to_instant(add_days(request.from, -9), LocalTime(0)),
          utc.to_instant(add_days(request.to, after + 9), LocalTime(0))};
}

}  // namespace

Task<std::optional<CalendarUnit>> find_calendar_unit(SearchTools tools, ObjectId id, Period range,
                                                     Instant now, Deadline deadline) {
  const auto found = co_await tools.catalogue.find_all({id}, deadline);
  if (found.empty()) co_return std::nullopt;
  auto units = co_await add_taken(tools, {unit_of(found.front())}, range, now, deadline);
  co_return std::move(units.front());
}

Task<Result<Availability>> show_availability(SearchTools tools, const CallContext& context,
                                             Instant now, AvailabilityRequest request) {
  if (auto checked = check_request(request); !checked) co_return pass(std::move(checked));
  // The version is asked for: cards that were kept may be older than the catalogue.
  const auto version = co_await tools.store.read_version(context.deadline);
  tools.catalogue.is_stale(version);
  std::vector<CalendarUnit> units;
  if (request.object_id) {
    const auto found = co_await tools.catalogue.find_all({*request.object_id}, context.deadline);
    for (const auto& object : found) units.push_back(unit_of(object));
  } else {
    units = co_await list_units(tools, request, context.deadline);
  }
  if (units.empty()) co_return fail(ProblemCode::not_found);
  const Period range = range_of(request, units);
  units = co_await add_taken(tools, std::move(units), range, now, context.deadline);
  co_return Availability{units.front().zone.name(), days_of(units, request.from, request.to, now)};
}

}  // namespace prokat::objects
