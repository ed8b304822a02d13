// Pieces that several screens use: what has been chosen, as services want it and as people read it.
#include "bot/dialogue/dialogue.hpp"
#include "bot/dialogue/expect.hpp"
#include "channels/markup.hpp"

namespace prokat::bot {

namespace {
constexpr int search_limit = 100;
}

Task<objects::ObjectType> Dialogue::type_of(Turn& turn) {
  const auto types = expect(co_await services_.objects.list_types(turn.context, rpc::Empty{}));
  for (const auto& type : types.items) {
    if (type.code == turn.draft().type) co_return type;
  }
  co_return objects::ObjectType{};
}

Task<std::vector<objects::Location>> Dialogue::places(Turn& turn) {
  auto all = expect(co_await services_.objects.list_locations(turn.context, rpc::Empty{}));
  if (!turn.draft().location_id) co_return std::move(all.items);
  std::vector<objects::Location> chosen;
  for (auto& place : all.items) {
    if (place.id == *turn.draft().location_id && turn.state.screen != "place")
      chosen.push_back(std::move(place));
  }
  if (chosen.empty()) co_return std::move(all.items);
  co_return chosen;
}

Task<std::string> Dialogue::place_name(Turn& turn) {
  if (!turn.draft().location_id) co_return text(turn, "place_any");
  const auto chosen = co_await places(turn);
  co_return chosen.size() == 1 ? chosen.front().city.in(turn.language()) : text(turn, "place_any");
}

Task<std::string> Dialogue::support_phone(Turn& turn) {
  if (!options_.support_phone.empty()) co_return options_.support_phone;
  const auto all = co_await places(turn);
  co_return all.empty() ? std::string("—") : all.front().phone;
}

std::optional<std::pair<DateOrInstant, DateOrInstant>> Dialogue::chosen_dates(
    const Draft& draft, const TimeZone& zone) const {
  if (!draft.start_date) return std::nullopt;
  if (draft.hours) {
    const auto start =
        zone.to_instant(*draft.start_date, LocalTime(draft.start_minutes.value_or(0)));
    return std::pair<DateOrInstant, DateOrInstant>{start, start + std::chrono::hours(*draft.hours)};
  }
  if (!draft.end_date) return std::nullopt;
  return std::pair<DateOrInstant, DateOrInstant>{*draft.start_date, *draft.end_date};
}

Task<std::vector<objects::Object>> Dialogue::free_objects(Turn& turn) {
  const auto all = co_await places(turn);
  const auto zone =
      all.empty() ? TimeZone() : TimeZone::find(all.front().time_zone).value_or(TimeZone());
  const auto dates = chosen_dates(turn.draft(), zone);
  if (!dates) co_return std::vector<objects::Object>{};
  objects::SearchRequest request;
  request.type = turn.draft().type;
  request.location_id = turn.draft().location_id;
  request.start = dates->first;
  request.end = dates->second;
  request.limit = search_limit;
  auto found = co_await services_.objects.search(turn.context, std::move(request));
  if (found) co_return std::move(found->items);
  if (found.error().code != ProblemCode::validation_failed) throw DialogueFailure(found.error());
  turn.toast = why_not(turn, found.error());
  co_return std::vector<objects::Object>{};
}

Task<Result<objects::Object>> Dialogue::chosen_object(Turn& turn) {
  if (!turn.draft().object_id) co_return fail(ProblemCode::not_found);
  // The zone is the object's, so by the hour it is looked up first.
  auto found = co_await services_.objects.find(
      turn.context, objects::ObjectRequest{*turn.draft().object_id, std::nullopt, std::nullopt});
  if (!found) co_return found;
  const auto dates =
      chosen_dates(turn.draft(), TimeZone::find(found->location.time_zone).value_or(TimeZone()));
  if (!dates) co_return fail(ProblemCode::validation_failed, "no dates chosen");
  objects::ObjectRequest request;
  request.id = *turn.draft().object_id;
  request.start = dates->first;
  request.end = dates->second;
  auto priced = co_await services_.objects.find(turn.context, std::move(request));
  if (priced && !priced->price_from)
    co_return fail(ProblemCode::validation_failed, "no price for these dates");
  co_return priced;
}

std::string Dialogue::dates_text(const Draft& draft, rental::RentalUnit unit,
                                 Language language) const {
  if (!draft.start_date) return {};
  if (draft.hours) {
    const int start = draft.start_minutes.value_or(0);
    const int end = start + *draft.hours * 60;
    return format_date_long(*draft.start_date, language) + ", " + format_time(LocalTime(start)) +
           "–" + format_time(LocalTime(end % 1440));
  }
  if (!draft.end_date) return format_date_long(*draft.start_date, language);
  const bool inclusive = unit == rental::RentalUnit::calendar_day;
  return format_date_range(*draft.start_date,
                           inclusive ? add_days(*draft.end_date, -1) : *draft.end_date, language);
}

std::string Dialogue::price_lines(const std::vector<rental::PriceLine>& lines,
                                  Language language) const {
  std::string all;
  for (const auto& line : lines) {
    if (!all.empty()) all += "\n";
    all += texts_.format(line.rule.in(language).empty() ? "object_line_plain" : "object_line",
                         language,
                         {{"title", channels::escape(line.title.in(language))},
                          {"amount", format_money(line.amount, language)},
                          {"rule", channels::escape(line.rule.in(language))}});
  }
  return all;
}

std::string Dialogue::deposit_text(const Money& deposit, Language language) const {
  if (deposit.amount_minor == 0) return {};
  return texts_.format("object_deposit", language, {{"deposit", format_money(deposit, language)}});
}

}  // namespace prokat::bot
