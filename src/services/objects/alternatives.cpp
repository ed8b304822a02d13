#include "services/objects/alternatives.hpp"

#include <algorithm>
#include <boost/asio/this_coro.hpp>

#include "rental/rental_period.hpp"
#include "services/objects/availability.hpp"
#include "services/objects/nearest_dates.hpp"

namespace prokat::objects {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t items_max = 3;
// As long as an answer may be shared: the dates that it offers are as good as any that were read a
// moment ago, and whoever takes one may lose it all the same.
constexpr std::chrono::milliseconds time_to_live{100};
// Searches under way at a time, on one Loop; each is three or four short statements.
constexpr int under_way_max = 4;
// Who waits for another's search waits no longer than this.
constexpr std::chrono::milliseconds patience{25};

std::string key_of(const AlternativesRequest& request) {
  return request.object_id.to_string() + json::write(request.start) + json::write(request.end);
}

// The offer of `object` for these dates, priced; nothing when its rules do not allow them.
std::optional<Alternative> offer(const PricedObject& object, const Dates& dates, Instant now,
                                 rental::Caller caller, AlternativeKind kind) {
  const auto zone = TimeZone::find(object.card.time_zone);
  if (!zone) return std::nullopt;
  const auto resolved = rental::resolve_period(dates.start, dates.end, object.card.time_rules,
                                               *zone, now, caller, object.card.hours);
  if (!resolved) return std::nullopt;
  const auto price = rental::price_rental(object.card, *resolved, *zone, {}, now);
  if (!price) return std::nullopt;
  return Alternative{.kind = kind,
                     .object_id = object.object.id,
                     .name = object.object.name,
                     .unit_label = object.object.unit_label,
                     .start = zone->format_with_offset(resolved->period.start),
                     .end = zone->format_with_offset(resolved->period.end),
                     .start_date = resolved->start_date,
                     .end_date = resolved->end_date,
                     .total = price->total};
}

}  // namespace

struct AlternativeFinder::Flight {
  explicit Flight(const boost::asio::any_io_executor& executor) : landed(executor) {}
  runtime::AsyncEvent landed;
  std::optional<Alternatives> answer;
  SteadyClock::time_point landed_at;
};

void AlternativeFinder::drop_old() {
  const auto now = SteadyClock::now();
  std::erase_if(flights_, [now](const auto& entry) {
    return entry.second->answer && now - entry.second->landed_at > time_to_live;
  });
}

Task<Result<Alternatives>> AlternativeFinder::find(const CallContext& context, Instant now,
                                                   AlternativesRequest request) {
  drop_old();
  const auto key = key_of(request);
  if (const auto known = flights_.find(key); known != flights_.end()) {
    const auto flight = known->second;
    if (!flight->answer) co_await flight->landed.wait(context.deadline.at_most(patience));
    co_return flight->answer.value_or(Alternatives{});
  }
  if (under_way_ >= under_way_max) co_return Alternatives{};
  const auto flight = std::make_shared<Flight>(co_await boost::asio::this_coro::executor);
  flights_.emplace(key, flight);
  ++under_way_;
  std::exception_ptr failure;
  Alternatives found;
  try {
    found = co_await search(context, now, std::move(request));
  } catch (...) {
    failure = std::current_exception();
  }
  --under_way_;
  flight->answer = found;
  flight->landed_at = SteadyClock::now();
  flight->landed.notify();
  if (failure) std::rethrow_exception(failure);
  co_return found;
}

Task<Alternatives> AlternativeFinder::search(const CallContext& context, Instant now,
                                             AlternativesRequest request) {
  const auto caller = caller_of(context);
  const Dates dates{request.start, request.end};
  const auto version = co_await tools_.store.read_version(context.deadline);
  tools_.catalogue.is_stale(version);
  const auto groups = co_await tools_.catalogue.groups(context.deadline);
  const auto known = co_await tools_.catalogue.find_all({request.object_id}, context.deadline);
  if (known.empty()) co_return Alternatives{};
  const PricedObject& wanted = *known.front();

  std::vector<const SearchGroup*> near;
  for (const SearchGroup& group : groups->groups) {
    if (group.type == wanted.object.type && group.location.id == wanted.object.location.id)
      near.push_back(&group);
  }
  SearchFilter filter{.after = first_place(SearchSort::price),
                      .limit = static_cast<int>(items_max) * 2,
                      .now = now,
                      .late_before = now + rental::overdue_grace};
  const auto windows = windows_of(near, dates, now, caller).windows;

  std::vector<Alternative> others;
  std::vector<ObjectId> seen{request.object_id};
  for (const auto kind : {AlternativeKind::same_model, AlternativeKind::same_type}) {
    if (windows.empty() || others.size() >= items_max) break;
    if (kind == AlternativeKind::same_model && !wanted.object.model_id) continue;
    filter.model_id = kind == AlternativeKind::same_model ? wanted.object.model_id : std::nullopt;
    const auto found = co_await tools_.store.search(filter, windows, context.deadline);
    tools_.catalogue.is_stale(found.catalogue_version);
    std::vector<ObjectId> ids;
    for (const FoundPlace& row : found.places) {
      if (std::ranges::find(seen, row.place.id) == seen.end()) ids.push_back(row.place.id);
    }
    for (const auto& object :
         co_await tools_.catalogue.find_all(std::move(ids), context.deadline)) {
      seen.push_back(object->object.id);
      if (auto made = offer(*object, dates, now, caller, kind)) others.push_back(std::move(*made));
    }
  }

  const auto range = nearest_range(dates, wanted.card, now);
  const auto unit =
      co_await find_calendar_unit(tools_, request.object_id, range, now, context.deadline);
  Alternatives all;
  if (unit && unit->active) {
    const auto count =
        others.empty() ? items_max : std::max<std::size_t>(1, items_max - others.size());
    for (const Dates& near_dates : nearest_dates(*unit, dates, now, caller, count)) {
      if (auto made = offer(wanted, near_dates, now, caller, AlternativeKind::other_dates))
        all.items.push_back(std::move(*made));
    }
  }
  for (Alternative& other : others) {
    if (all.items.size() < items_max) all.items.push_back(std::move(other));
  }
  co_return all;
}

}  // namespace prokat::objects
