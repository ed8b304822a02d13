#include "bot/telegram/update_handler.hpp"

#include <charconv>

#include "channels/markup.hpp"
#include "runtime/log.hpp"

namespace prokat::bot {

namespace telegram = channels::telegram;

namespace {

Person to_person(const telegram::User& user) {
  Person person;
  person.account = std::to_string(user.id);
  person.name = user.first_name + (user.last_name ? " " + *user.last_name : "");
  const auto code = user.language_code.value_or("ru");
  // Neighbours who read Russian are greeted in it; everybody chooses on the first screen anyway.
  const bool russian = code.starts_with("ru") || code.starts_with("be") || code.starts_with("kk") ||
                       code.starts_with("uk");
  person.language = russian ? Language::ru : Language::en;
  return person;
}

}  // namespace

std::optional<Input> parse_callback(std::string_view data) {
  const auto colon = data.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto prefix = data.substr(0, colon);
  auto action = std::string(data.substr(colon + 1));
  if (prefix == "c") return CardAction{std::move(action)};
  int version = 0;
  const auto [end, error] = std::from_chars(prefix.data(), prefix.data() + prefix.size(), version);
  if (error != std::errc{} || end != prefix.data() + prefix.size()) return std::nullopt;
  return ScreenAction{version, std::move(action)};
}

ChatKey TelegramUpdateHandler::key(std::int64_t chat_id) const {
  return ChatKey{"telegram", bot_id_, std::to_string(chat_id)};
}

Task<void> TelegramUpdateHandler::handle(CallContext context, events::InboxItem item) {
  context.channel = "telegram";
  auto update = telegram::parse_update(item.payload);
  if (!update) {
    log::error("bot.update_unreadable", {{"key", item.key}, {"reason", update.error().detail}});
    co_return;
  }
  if (update->message) {
    co_await handle_message(std::move(context), std::move(*update->message));
  } else if (update->callback_query) {
    co_await handle_callback(std::move(context), std::move(*update->callback_query));
  } else if (update->my_chat_member && update->my_chat_member->bot_is_out()) {
    const auto chat_id = update->my_chat_member->chat.id;
    co_await session_.left(std::move(context), key(chat_id));
  }
}

Task<void> TelegramUpdateHandler::handle_message(CallContext context, telegram::Message message) {
  if (message.chat.type != "private" || !message.from || message.from->is_bot) co_return;
  Input input = TextInput{message.text.value_or("")};
  if (message.contact) {
    input =
        ContactInput{message.contact->phone_number, message.contact->user_id == message.from->id};
  }
  auto person = to_person(*message.from);
  co_await session_.handle(std::move(context), key(message.chat.id), std::move(person),
                           std::move(input));
}

Task<void> TelegramUpdateHandler::handle_callback(CallContext context,
                                                  telegram::CallbackQuery query) {
  telegram::AnswerCallbackQuery answer;
  answer.callback_query_id = query.id;
  const auto deadline = context.deadline;
  auto input = parse_callback(query.data.value_or(""));
  if (input && query.message && query.message->chat.type == "private") {
    auto person = to_person(query.from);
    const auto chat = key(query.message->chat.id);
    const auto toast =
        co_await session_.handle(std::move(context), chat, std::move(person), std::move(*input));
    if (!toast.empty())
      answer.text = channels::to_plain(channels::truncate(toast, telegram::callback_text_max));
  }
  // Always answered: until then the button spins. Too late is no harm.
  co_await sender_.call(std::move(answer), deadline);
}

}  // namespace prokat::bot
