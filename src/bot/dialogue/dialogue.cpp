#include "bot/dialogue/dialogue.hpp"

#include <array>
#include <string_view>

#include "bot/dialogue/expect.hpp"
#include "bot/texts.hpp"

namespace prokat::bot {

namespace {

// "verb" or "verb:argument".
std::pair<std::string_view, std::string> split_action(std::string_view action) {
  const auto colon = action.find(':');
  if (colon == std::string_view::npos) return {action, {}};
  return {action.substr(0, colon), std::string(action.substr(colon + 1))};
}

constexpr std::size_t query_bytes_max = 200;

// Cut between characters: half of one is no text to the database.
std::string beginning(const std::string& text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0U) == 0x80U) --bytes;
  return text.substr(0, bytes);
}

}  // namespace

Dialogue::Dialogue(Services services, const runtime::Clock& clock, DialogueOptions options)
    : services_(services),
      clock_(clock),
      options_(std::move(options)),
      texts_(texts_table::entries) {}

Task<Output> Dialogue::handle(CallContext context, ChatKey chat, Person person, ChatState state,
                              Input input) {
  Turn turn{.context = std::move(context),
            .chat = std::move(chat),
            .person = std::move(person),
            .state = std::move(state)};
  co_await customer(turn);
  co_await receive(turn, input);
  Output output;
  if (!turn.card && !turn.unchanged) {
    output.screen = co_await show(turn);
    ++turn.state.screen_version;
  }
  output.fresh = turn.fresh;
  output.unchanged = turn.unchanged;
  output.card = turn.card;
  output.toast = std::move(turn.toast);
  output.state = std::move(turn.state);
  co_return output;
}

Task<void> Dialogue::receive(Turn& turn, const Input& input) {
  if (const auto* said = std::get_if<TextInput>(&input)) {
    turn.fresh = true;
    co_await receive_text(turn, said->text);
  } else if (const auto* contact = std::get_if<ContactInput>(&input)) {
    turn.fresh = true;
    co_await receive_contact(turn, contact->phone, contact->own);
  } else if (const auto* card = std::get_if<CardAction>(&input)) {
    turn.fresh = true;
    co_await act(turn, card->action);
  } else {
    const auto& tapped = std::get<ScreenAction>(input);
    if (tapped.screen_version != turn.state.screen_version) {
      turn.toast = text(turn, "stale");
      co_return;
    }
    co_await act(turn, tapped.action);
  }
}

Task<void> Dialogue::receive_text(Turn& turn, std::string said) {
  if (!turn.state.language) {
    turn.go("language");
  } else if (said == "/start" || said.starts_with("/start ") || said == "/menu") {
    co_await open_menu(turn, {});
  } else if (said == "/bookings") {
    co_await open_bookings(turn, {});
  } else if (said == "/language") {
    turn.go("language");
  } else if (turn.state.screen == "phone" && said == text(turn, "back")) {
    go_back(turn);
  } else if (turn.state.screen == "phone" && !said.starts_with('/')) {
    turn.toast = text(turn, "phone_foreign");
  } else {
    turn.draft().query = beginning(said, query_bytes_max);
    turn.go(said.starts_with('/') ? "help" : "found");
  }
}

Task<void> Dialogue::act(Turn& turn, std::string action) {
  struct Verb {
    std::string_view name;
    Act act;
  };
  static constexpr std::array verbs{
      Verb{"lang", &Dialogue::choose_language},
      Verb{"type", &Dialogue::choose_type},
      Verb{"place", &Dialogue::choose_place},
      Verb{"month", &Dialogue::choose_month},
      Verb{"day", &Dialogue::choose_day},
      Verb{"why", &Dialogue::explain_day},
      Verb{"time", &Dialogue::choose_time},
      Verb{"hours", &Dialogue::choose_hours},
      Verb{"page", &Dialogue::choose_page},
      Verb{"object", &Dialogue::choose_object},
      Verb{"photos", &Dialogue::show_photos},
      Verb{"book", &Dialogue::begin_booking},
      Verb{"confirm", &Dialogue::confirm_booking},
      Verb{"agree", &Dialogue::agree},
      Verb{"disagree", &Dialogue::disagree},
      Verb{"mine", &Dialogue::open_bookings},
      Verb{"booking", &Dialogue::open_booking},
      Verb{"pay", &Dialogue::pay_booking},
      Verb{"cancel", &Dialogue::ask_cancel},
      Verb{"cancel_yes", &Dialogue::cancel_booking},
      Verb{"menu", &Dialogue::open_menu},
      Verb{"other_language", &Dialogue::toggle_language},
  };
  const auto [name, argument] = split_action(action);
  if (name == "back") {
    go_back(turn);
    co_return;
  }
  if (name == "none") {
    turn.unchanged = true;
    co_return;
  }
  for (const auto& verb : verbs) {
    if (verb.name == name) {
      co_await (this->*verb.act)(turn, argument);
      co_return;
    }
  }
  turn.toast = text(turn, "stale");  // an action of an older version of the program, or made up
}

Task<channels::Screen> Dialogue::show(Turn& turn) {
  struct Entry {
    std::string_view screen;
    Show show;
  };
  static constexpr std::array screens{
      Entry{"language", &Dialogue::show_language}, Entry{"menu", &Dialogue::show_menu},
      Entry{"place", &Dialogue::show_place},       Entry{"start_day", &Dialogue::show_calendar},
      Entry{"end_day", &Dialogue::show_calendar},  Entry{"time", &Dialogue::show_time},
      Entry{"hours", &Dialogue::show_hours},       Entry{"list", &Dialogue::show_list},
      Entry{"object", &Dialogue::show_object},     Entry{"confirm", &Dialogue::show_confirm},
      Entry{"consent", &Dialogue::show_consent},   Entry{"phone", &Dialogue::show_phone},
      Entry{"bookings", &Dialogue::show_bookings}, Entry{"cancel", &Dialogue::show_cancel},
      Entry{"help", &Dialogue::show_help},         Entry{"found", &Dialogue::show_found},
  };
  if (!turn.state.language) turn.go("language");
  for (const auto& entry : screens) {
    if (entry.screen == turn.state.screen) co_return co_await (this->*entry.show)(turn);
  }
  turn.go("menu");
  co_return co_await show_menu(turn);
}

void Dialogue::go_back(Turn& turn) {
  const auto& screen = turn.state.screen;
  const auto& draft = turn.state.draft;
  if (screen == "end_day" || screen == "time") return turn.go("start_day");
  if (screen == "hours") return turn.go("time");
  if (screen == "list")
    return turn.go(draft.hours ? "hours" : draft.start_date ? "end_day" : "menu");
  if (screen == "object") return turn.go(draft.start_date ? "list" : "menu");
  if (screen == "confirm") return turn.go("object");
  if (screen == "consent" || screen == "phone") return turn.go("confirm");
  if (screen == "start_day") return turn.go("place");
  if (screen == "cancel") return turn.go("bookings");
  turn.go("menu");
}

std::string Dialogue::text(const Turn& turn, std::string_view key,
                           std::initializer_list<texts::Argument> arguments) const {
  return texts_.format(key, turn.language(), arguments);
}

channels::Button Dialogue::button(const Turn& turn, std::string_view text_key,
                                  std::string action) const {
  return channels::Button{text(turn, text_key), std::move(action), {}};
}

std::vector<channels::Button> Dialogue::back_row(const Turn& turn) const {
  return {button(turn, "back", "back"), button(turn, "home", "menu")};
}

}  // namespace prokat::bot
