#include "bot/console/console_chat.hpp"

#include <charconv>

#include "bot/dialogue/expect.hpp"
#include "channels/markup.hpp"

namespace prokat::bot {

namespace {
constexpr std::chrono::milliseconds turn_time_limit{30'000};
constexpr std::chrono::milliseconds card_interval{1'000};
}  // namespace

Task<void> ConsoleChat::run(std::string account, std::string name, Language language) {
  chat_ = ChatKey{"console", "console", account};
  person_ = Person{account, std::move(name), language};
  terminal_.print(dialogue_.texts().format("console_hint", language) + "\n\n");
  co_await turn(TextInput{"/start"});
  for (;;) {
    const auto line = co_await terminal_.read(card_interval);
    if (!line || *line == "/quit") co_return;
    if (line->empty()) {
      co_await refresh_card();
    } else {
      co_await turn(to_input(*line));
    }
  }
}

Input ConsoleChat::to_input(const std::string& line) const {
  std::size_t number = 0;
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), number);
  const bool is_number = error == std::errc{} && end == line.data() + line.size();
  if (shown_.contact && !is_number && !line.starts_with('/')) return ContactInput{line, true};
  if (!is_number || number < 1 || number > shown_.buttons.size()) return TextInput{line};
  const auto& action = shown_.buttons[number - 1].action;
  if (shown_.card) return CardAction{action};
  return ScreenAction{shown_.screen_version, action};
}

Task<void> ConsoleChat::turn(Input input) {
  const auto context = CallContext::system("console", turn_time_limit);
  auto state = co_await store_.find(chat_, context.deadline);
  auto output =
      co_await dialogue_.handle(context, chat_, person_, std::move(state), std::move(input));
  const auto language = output.state.language.value_or(person_.language);
  if (!output.toast.empty()) terminal_.print("* " + channels::to_plain(output.toast) + "\n");
  if (output.card) {
    notifications::ShowCardRequest request{chat_.channel, chat_.bot_id, chat_.chat_id,
                                           *output.card,  language,     std::nullopt};
    const auto shown = expect(co_await notifications_.show_card(context, std::move(request)));
    card_ = output.card;
    card_version_ = shown.card.booking_version;
    shown_ = Shown{};
    shown_.card = true;
    print_screen(shown.card.screen, language);
  } else if (!output.unchanged) {
    shown_ = Shown{};
    shown_.screen_version = output.state.screen_version;
    shown_.contact = output.screen.ask_contact;
    print_screen(output.screen, language);
  }
  co_await store_.save(chat_, std::move(output.state), clock_.now(), context.deadline);
}

Task<void> ConsoleChat::refresh_card() {
  if (!card_) co_return;
  const auto context = CallContext::system("console", turn_time_limit);
  const auto state = co_await store_.find(chat_, context.deadline);
  const auto language = state.language.value_or(person_.language);
  const auto card =
      co_await notifications_.render_card(context, notifications::CardRequest{*card_, language});
  if (!card || card->booking_version == card_version_) co_return;
  card_version_ = card->booking_version;
  shown_ = Shown{};
  shown_.card = true;
  print_screen(card->screen, language);
}

void ConsoleChat::print_screen(const channels::Screen& screen, Language language) {
  std::string text = "\n" + channels::to_plain(screen.text) + "\n";
  for (const auto& row : screen.rows) {
    std::string line;
    for (const auto& button : row) {
      if (button.action == "none") {  // headings and blanks of a grid
        line += " " + button.text + " ";
        continue;
      }
      if (!button.url.empty()) {
        line += " " + button.text + ": " +
                dialogue_.texts().format("console_link", language, {{"url", button.url}});
        continue;
      }
      shown_.buttons.push_back(button);
      line += " [" + std::to_string(shown_.buttons.size()) + "] " + button.text;
    }
    text += line + "\n";
  }
  if (screen.ask_contact) text += dialogue_.texts().format("console_phone", language) + "\n";
  terminal_.print(text + "> ");
}

}  // namespace prokat::bot
