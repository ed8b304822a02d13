// Screens on the way to a choice: language, menu, place, time, hours, list.
#include <algorithm>

#include "bot/dialogue/dialogue.hpp"
#include "bot/dialogue/expect.hpp"
#include "channels/markup.hpp"

namespace prokat::bot {

namespace {

using channels::Button;
using channels::Screen;

constexpr int items_per_page = 6;
constexpr int hours_shown_max = 12;

void add_in_rows(Screen& screen, std::vector<Button> buttons, std::size_t per_row) {
  for (std::size_t i = 0; i < buttons.size(); i += per_row) {
    const auto end = std::min(i + per_row, buttons.size());
    screen.rows.emplace_back(buttons.begin() + static_cast<std::ptrdiff_t>(i),
                             buttons.begin() + static_cast<std::ptrdiff_t>(end));
  }
}

// Units of one model at one place are one line: the customer wants "a Solaris", the first free one
// is taken.
struct Offer {
  const objects::Object* object;
  int units = 1;
};

std::vector<Offer> group_by_model(const std::vector<objects::Object>& free) {
  std::vector<Offer> offers;
  for (const auto& object : free) {
    const auto same = std::find_if(offers.begin(), offers.end(), [&object](const Offer& offer) {
      return object.model_id && offer.object->model_id == object.model_id &&
             offer.object->location.id == object.location.id;
    });
    if (same == offers.end()) {
      offers.push_back(Offer{&object});
    } else {
      ++same->units;
    }
  }
  return offers;
}

}  // namespace

Task<Screen> Dialogue::show_language(Turn& turn) {
  Screen screen;
  screen.text = text(turn, "language_ask");
  if (!turn.state.language)
    screen.text = texts_.format("language_ask", Language::ru) + "\n" +
                  texts_.format("language_ask", Language::en);
  screen.rows.push_back(
      {button(turn, "language_ru", "lang:ru"), button(turn, "language_en", "lang:en")});
  co_return screen;
}

Task<Screen> Dialogue::show_menu(Turn& turn) {
  const auto types = expect(co_await services_.objects.list_types(turn.context, rpc::Empty{}));
  Screen screen;
  screen.text = text(turn, "menu");
  std::vector<Button> buttons;
  for (const auto& type : types.items) {
    if (type.objects == 0) continue;
    const auto label = text(turn, "menu_type",
                            {{"icon", type.icon},
                             {"name", type.name.in(turn.language())},
                             {"count", std::to_string(type.objects)}});
    buttons.push_back(Button{label, "type:" + type.code, {}});
  }
  if (buttons.empty()) screen.text = text(turn, "menu_empty");
  add_in_rows(screen, std::move(buttons), 2);
  screen.rows.push_back(
      {button(turn, "menu_bookings", "mine"), button(turn, "menu_language", "other_language")});
  co_return screen;
}

Task<Screen> Dialogue::show_place(Turn& turn) {
  if (!turn.draft().type) {
    turn.go("menu");
    co_return co_await show_menu(turn);
  }
  const auto type = co_await type_of(turn);
  const auto all = co_await places(turn);
  Screen screen;
  screen.text =
      text(turn, "place_ask", {{"type", channels::escape(type.name.in(turn.language()))}});
  std::vector<Button> buttons;
  for (const auto& place : all)
    buttons.push_back(
        Button{"📍 " + place.city.in(turn.language()), "place:" + place.id.to_string(), {}});
  add_in_rows(screen, std::move(buttons), 2);
  // By the hour the clock of one place is needed; by the day, any will do.
  if (all.size() > 1 && type.time_rules.rental_unit != rental::RentalUnit::hour)
    screen.rows.push_back({button(turn, "place_any", "place:any")});
  screen.rows.push_back({button(turn, "back", "menu")});
  co_return screen;
}

Task<Screen> Dialogue::show_time(Turn& turn) {
  if (!turn.draft().type || !turn.draft().start_date) {
    turn.go("menu");
    co_return co_await show_menu(turn);
  }
  const auto type = co_await type_of(turn);
  const auto& rules = type.time_rules;
  const auto all = co_await places(turn);
  const auto zone =
      all.empty() ? TimeZone() : TimeZone::find(all.front().time_zone).value_or(TimeZone());
  const auto earliest = clock_.now() + std::chrono::minutes(rules.lead_minutes);
  Screen screen;
  screen.text = text(turn, "time_ask",
                     {{"type", channels::escape(type.name.in(turn.language()))},
                      {"place", channels::escape(co_await place_name(turn))},
                      {"day", format_date_long(*turn.draft().start_date, turn.language())}});
  std::vector<Button> buttons;
  for (int minutes = rules.check_in_minutes; minutes < rules.check_out_minutes; minutes += 60) {
    const LocalTime time(minutes);
    if (zone.to_instant(*turn.draft().start_date, time) < earliest) continue;
    buttons.push_back(Button{format_time(time), "time:" + std::to_string(minutes), {}});
  }
  add_in_rows(screen, std::move(buttons), 4);
  screen.rows.push_back(back_row(turn));
  co_return screen;
}

Task<Screen> Dialogue::show_hours(Turn& turn) {
  if (!turn.draft().type || !turn.draft().start_minutes || !turn.draft().start_date) {
    turn.go("menu");
    co_return co_await show_menu(turn);
  }
  const auto type = co_await type_of(turn);
  const auto& rules = type.time_rules;
  Screen screen;
  screen.text = text(turn, "hours_ask",
                     {{"type", channels::escape(type.name.in(turn.language()))},
                      {"place", channels::escape(co_await place_name(turn))},
                      {"day", format_date_long(*turn.draft().start_date, turn.language())},
                      {"time", format_time(LocalTime(*turn.draft().start_minutes))}});
  std::vector<Button> buttons;
  for (int hours = rules.units_min; hours <= std::min(rules.units_max, hours_shown_max); ++hours) {
    buttons.push_back(Button{
        text(turn, "hours_choice", {{"hours", hours}}), "hours:" + std::to_string(hours), {}});
  }
  add_in_rows(screen, std::move(buttons), 3);
  screen.rows.push_back(back_row(turn));
  co_return screen;
}

Task<Screen> Dialogue::show_list(Turn& turn) {
  const auto type = co_await type_of(turn);
  const auto free = co_await free_objects(turn);
  const auto offers = group_by_model(free);
  const auto name = channels::escape(type.name.in(turn.language()));
  const auto place = channels::escape(co_await place_name(turn));
  const auto dates = dates_text(turn.draft(), type.time_rules.rental_unit, turn.language());
  const int pages = (static_cast<int>(offers.size()) + items_per_page - 1) / items_per_page;
  const int page = std::clamp(turn.draft().page.value_or(0), 0, std::max(pages - 1, 0));
  Screen screen;
  screen.text = offers.empty()
                    ? text(turn, "list_empty", {{"type", name}, {"place", place}, {"dates", dates}})
                    : text(turn, "list",
                           {{"type", name},
                            {"place", place},
                            {"dates", dates},
                            {"count", static_cast<std::int64_t>(offers.size())}});
  for (int i = page * items_per_page;
       i < std::min<int>((page + 1) * items_per_page, static_cast<int>(offers.size())); ++i) {
    const auto& offer = offers[static_cast<std::size_t>(i)];
    const auto& object = *offer.object;
    auto label = object.name.in(turn.language());
    if (!turn.draft().location_id) label += " (" + object.location.city.in(turn.language()) + ")";
    const auto price =
        format_money(object.price_from ? object.price_from->total : object.price, turn.language());
    label = offer.units == 1
                ? text(turn, "list_item", {{"name", label}, {"price", price}})
                : text(turn, "list_item_several",
                       {{"name", label}, {"price", price}, {"count", std::to_string(offer.units)}});
    screen.rows.push_back({Button{label, "object:" + object.id.to_string(), {}}});
  }
  std::vector<Button> turning;
  if (page > 0) turning.push_back(button(turn, "list_less", "page:" + std::to_string(page - 1)));
  if (page + 1 < pages)
    turning.push_back(button(turn, "list_more", "page:" + std::to_string(page + 1)));
  if (!turning.empty()) screen.rows.push_back(std::move(turning));
  screen.rows.push_back(back_row(turn));
  co_return screen;
}

Task<Screen> Dialogue::show_help(Turn& turn) {
  auto screen = co_await show_menu(turn);
  screen.text =
      text(turn, "unknown_text", {{"phone", co_await support_phone(turn)}}) + "\n\n" + screen.text;
  turn.go("menu");
  co_return screen;
}

Task<Screen> Dialogue::show_found(Turn& turn) {
  const auto query = turn.draft().query.value_or("");
  objects::SearchRequest request;
  request.q = query;
  request.limit = 100;
  const auto found = co_await services_.objects.search(turn.context, std::move(request));
  const auto offers = found ? group_by_model(found->items) : std::vector<Offer>{};
  if (offers.empty()) co_return co_await show_help(turn);
  turn.state.draft = Draft{};
  Screen screen;
  screen.text = text(turn, "found_text", {{"query", channels::escape(query)}});
  for (std::size_t i = 0; i < std::min<std::size_t>(offers.size(), items_per_page); ++i) {
    const auto& object = *offers[i].object;
    const auto label =
        object.name.in(turn.language()) + " (" + object.location.city.in(turn.language()) + ")";
    screen.rows.push_back({Button{label, "object:" + object.id.to_string(), {}}});
  }
  screen.rows.push_back({button(turn, "home", "menu")});
  turn.go("found");
  turn.draft().query = query;
  co_return screen;
}

}  // namespace prokat::bot
