// What a button does: arguments come from outside, so each is parsed; one that makes no sense
// redraws the screen.
#include <charconv>

#include "base/enum_names.hpp"
#include "bot/dialogue/dialogue.hpp"
#include "bot/dialogue/expect.hpp"

namespace prokat::bot {

namespace {

std::optional<int> parse_number(std::string_view text, int least, int most) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < least || value > most)
    return std::nullopt;
  return value;
}

void forget_dates(Draft& draft) {
  draft.start_date.reset();
  draft.end_date.reset();
  draft.start_minutes.reset();
  draft.hours.reset();
  draft.page.reset();
  draft.month.reset();
}

}  // namespace

Task<void> Dialogue::choose_language(Turn& turn, std::string argument) {
  const auto language = parse_language(argument);
  if (!language) co_return;
  turn.state.language = *language;
  if (turn.state.customer_id) {
    auth::SetLanguage change;
    change.customer_id = *turn.state.customer_id;
    change.language = *language;
    expect(co_await services_.auth.set_language(turn.context, std::move(change)));
  }
  turn.go("menu");
}

Task<void> Dialogue::toggle_language(Turn& turn, std::string) {
  co_await choose_language(turn, turn.language() == Language::ru ? "en" : "ru");
}

Task<void> Dialogue::open_menu(Turn& turn, std::string) {
  turn.state.draft = Draft{};
  turn.go("menu");
  co_return;
}

Task<void> Dialogue::choose_type(Turn& turn, std::string argument) {
  const auto types = expect(co_await services_.objects.list_types(turn.context, rpc::Empty{}));
  for (const auto& type : types.items) {
    if (type.code != argument) continue;
    turn.state.draft = Draft{};
    turn.draft().type = argument;
    turn.go("place");
    co_return;
  }
}

Task<void> Dialogue::choose_place(Turn& turn, std::string argument) {
  const auto chosen = LocationId::parse(argument);
  if (argument != "any" && !chosen) co_return;
  forget_dates(turn.draft());
  turn.draft().location_id = chosen;
  turn.go("start_day");
}

Task<void> Dialogue::choose_month(Turn& turn, std::string argument) {
  if (const auto month = parse_date(argument + "-01")) turn.draft().month = *month;
  co_return;
}

Task<void> Dialogue::choose_day(Turn& turn, std::string argument) {
  const auto day = parse_date(argument);
  if (!day || !turn.draft().type) co_return;
  const auto type = co_await type_of(turn);
  auto& draft = turn.draft();
  if (turn.state.screen == "start_day") {
    draft.start_date = *day;
    draft.end_date.reset();
    turn.go(type.time_rules.rental_unit == rental::RentalUnit::hour ? "time" : "end_day");
  } else if (turn.state.screen == "end_day" && draft.start_date) {
    // Days are counted inclusively by people and exclusively by us where the calendar day itself is
    // sold.
    const bool inclusive = type.time_rules.rental_unit == rental::RentalUnit::calendar_day;
    const auto end = inclusive ? add_days(*day, 1) : *day;
    if (days_between(*draft.start_date, end) < 1) co_return;
    draft.end_date = end;
    draft.page = 0;
    turn.go("list");
  }
}

Task<void> Dialogue::explain_day(Turn& turn, std::string argument) {
  turn.unchanged = true;
  const auto type = co_await type_of(turn);
  const auto& rules = type.time_rules;
  if (argument == "too_short" || argument == "too_long") {
    const auto units = argument == "too_short" ? rules.units_min : rules.units_max;
    const auto length =
        text(turn, "length_" + std::string(enum_name(rules.rental_unit)), {{"units", units}});
    turn.toast = text(turn, "why_" + argument, {{"length", length}});
  } else if (texts_.has("why_" + argument)) {
    turn.toast = text(turn, "why_" + argument);
  }
}

Task<void> Dialogue::choose_time(Turn& turn, std::string argument) {
  const auto minutes = parse_number(argument, 0, 1439);
  if (!minutes || !turn.draft().start_date) co_return;
  turn.draft().start_minutes = *minutes;
  turn.go("hours");
}

Task<void> Dialogue::choose_hours(Turn& turn, std::string argument) {
  const auto hours = parse_number(argument, 1, 240);
  if (!hours || !turn.draft().start_minutes) co_return;
  turn.draft().hours = *hours;
  turn.draft().page = 0;
  turn.go("list");
}

Task<void> Dialogue::choose_page(Turn& turn, std::string argument) {
  if (const auto page = parse_number(argument, 0, 1000)) turn.draft().page = *page;
  co_return;
}

Task<void> Dialogue::choose_object(Turn& turn, std::string argument) {
  const auto id = ObjectId::parse(argument);
  if (!id) co_return;
  turn.draft().object_id = *id;
  if (turn.draft().start_date) {
    turn.go("object");
    co_return;
  }
  // Found by name, without dates yet: the calendar of its type and place comes first.
  const auto object = co_await services_.objects.find(
      turn.context, objects::ObjectRequest{*id, std::nullopt, std::nullopt});
  if (!object) {
    turn.toast = text(turn, "gone");
    turn.go("menu");
    co_return;
  }
  turn.draft().type = object->type;
  turn.draft().location_id = object->location.id;
  turn.go("start_day");
}

Task<void> Dialogue::show_photos(Turn& turn, std::string) {
  turn.album = turn.state.screen == "object";
  co_return;
}

Task<void> Dialogue::open_bookings(Turn& turn, std::string) {
  turn.go("bookings");
  co_return;
}

Task<void> Dialogue::open_booking(Turn& turn, std::string argument) {
  const auto id = BookingId::parse(argument);
  if (!id) co_return;
  const auto found = co_await services_.booking.find(turn.context, booking::BookingRequest{*id});
  if (!found) {
    turn.toast = text(turn, "gone");
    co_return;
  }
  turn.card = *id;
}

}  // namespace prokat::bot
