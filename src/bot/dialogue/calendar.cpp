// The calendar: a month of buttons, seven to a row, in the zone of the place. A day that cannot be
// chosen stays visible and says why when tapped.
#include <array>
#include <utility>

#include "bot/dialogue/dialogue.hpp"
#include "bot/dialogue/expect.hpp"
#include "channels/markup.hpp"

namespace prokat::bot {

namespace {

using channels::Button;
using objects::Day;
using objects::DayReason;
using objects::DayState;

std::string reason_name(const Day& day) {
  if (!day.reason) return day.state == DayState::closed ? "closed" : "booked";
  switch (*day.reason) {
    case DayReason::booked:
      return "booked";
    case DayReason::past:
      return "past";
    case DayReason::too_soon:
      return "too_soon";
    case DayReason::too_far:
      return "too_far";
    case DayReason::too_short:
      return "too_short";
    case DayReason::closed:
      return "closed";
  }
  return "booked";
}

// Telegram refuses a label of spaces; U+2800 is a character that shows nothing.
Button blank() { return Button{"\u2800", "none", {}}; }

std::string number(LocalDate date) { return std::to_string(static_cast<unsigned>(date.day())); }

// By the hour a partly taken day still has hours to start at; by whole days it has no start left.
Button start_day(const Day& day, bool by_hour) {
  const auto label = number(day.date);
  switch (day.state) {
    case DayState::free:
      return Button{label, "day:" + format_date(day.date), {}};
    case DayState::partial:
      return Button{
          label + "°", by_hour ? "day:" + format_date(day.date) : "why:" + reason_name(day), {}};
    case DayState::busy:
      return Button{label + "✕", "why:" + reason_name(day), {}};
    case DayState::closed:
      return Button{"·", "why:" + reason_name(day), {}};
  }
  return blank();
}

struct EndRule {
  LocalDate start;
  int nights_min;  // days between start and the tapped day
  int nights_max;
  bool inclusive;  // the tapped day itself is part of the rental
};

Button end_day(const Day& day, const EndRule& rule) {
  const auto label = number(day.date);
  const int length = days_between(rule.start, day.date) + (rule.inclusive ? 1 : 0);
  if (day.date < rule.start) return Button{"·", "why:before_start", {}};
  if (day.date == rule.start && !rule.inclusive) return Button{"‹" + label + "›", "none", {}};
  if (length < rule.nights_min) return Button{label + "✕", "why:too_short", {}};
  if (length > rule.nights_max) return Button{"·", "why:too_long", {}};
  if (day.state == DayState::closed && day.reason == DayReason::closed)
    return Button{"·", "why:closed", {}};
  const bool booked = day.state == DayState::busy ||
                      (day.state == DayState::partial && day.reason == DayReason::booked);
  const bool taken = booked && rule.inclusive;
  if (taken) return Button{label + "✕", "why:booked", {}};
  const auto mark = day.state == DayState::busy || day.state == DayState::partial ? "°" : "";
  return Button{(day.date == rule.start ? "‹" + label + "›" : label) + mark,
                "day:" + format_date(day.date),
                {}};
}

std::vector<Button> weekday_row(Language language) {
  static constexpr std::array ru{"Пн", "Вт", "Ср", "Чт", "Пт", "Сб", "Вс"};
  static constexpr std::array en{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};
  std::vector<Button> row;
  for (const auto* name : language == Language::ru ? ru : en)
    row.push_back(Button{name, "none", {}});
  return row;
}

std::string month_argument(LocalDate month) { return format_date(month).substr(0, 7); }

}  // namespace

Task<channels::Screen> Dialogue::show_calendar(Turn& turn) {
  auto& draft = turn.draft();
  if (!draft.type) {
    turn.go("menu");
    co_return co_await show_menu(turn);
  }
  const auto type = co_await type_of(turn);
  const auto unit = type.time_rules.rental_unit;
  const bool ending = turn.state.screen == "end_day" && draft.start_date.has_value();
  objects::AvailabilityRequest request;
  request.object_id = draft.object_id;
  request.type = draft.type;
  request.location_id = draft.location_id;

  const auto all_places = co_await places(turn);
  const auto zone = all_places.empty()
                        ? TimeZone()
                        : TimeZone::find(all_places.front().time_zone).value_or(TimeZone());
  const auto this_month = first_of_month(zone.date_of(clock_.now()));
  const auto month = std::max(
      draft.month.value_or(ending ? first_of_month(*draft.start_date) : this_month), this_month);
  request.from = month;
  request.to = add_months(month, 1);
  const auto availability =
      expect(co_await services_.objects.availability(turn.context, std::move(request)));

  channels::Screen screen;
  const auto place = channels::escape(co_await place_name(turn));
  const auto name = channels::escape(type.name.in(turn.language()));
  const auto key = !ending ? (unit == rental::RentalUnit::hour ? "date_hour_ask" : "date_start_ask")
                   : unit == rental::RentalUnit::calendar_day ? "date_last_ask"
                                                              : "date_end_ask";
  const auto start = ending ? format_date_long(*draft.start_date, turn.language()) : std::string();
  screen.text = text(turn, key, {{"type", name}, {"place", place}, {"start", start}});
  screen.text += "\n" + text(turn, "calendar_legend", {{"zone", availability.time_zone}});

  const bool first = month == this_month;
  screen.rows.push_back(
      {first ? blank() : Button{"◀", "month:" + month_argument(add_months(month, -1)), {}},
       Button{format_month(month, turn.language()), "none", {}},
       Button{"▶", "month:" + month_argument(add_months(month, 1)), {}}});
  screen.rows.push_back(weekday_row(turn.language()));
  const EndRule rule{draft.start_date.value_or(month), type.time_rules.units_min,
                     type.time_rules.units_max, unit == rental::RentalUnit::calendar_day};
  std::vector<Button> week(static_cast<std::size_t>(iso_weekday(month) - 1), blank());
  for (const auto& day : availability.days) {
    week.push_back(ending ? end_day(day, rule) : start_day(day, unit == rental::RentalUnit::hour));
    if (week.size() == 7) screen.rows.push_back(std::exchange(week, {}));
  }
  if (!week.empty()) {
    week.resize(7, blank());
    screen.rows.push_back(std::move(week));
  }
  screen.rows.push_back(back_row(turn));
  co_return screen;
}

}  // namespace prokat::bot
