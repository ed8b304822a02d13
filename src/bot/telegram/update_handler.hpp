// Updates of Telegram as inputs of the dialogue: what the inbox hands over, one at a time for each
// chat. Group chats are where operators read; nothing is answered there yet.
#pragma once

#include "bot/chat_session.hpp"
#include "channels/telegram/sender.hpp"
#include "channels/telegram/types.hpp"
#include "events/inbox.hpp"

namespace prokat::bot {

class TelegramUpdateHandler {
 public:
  TelegramUpdateHandler(ChatSession& session, channels::telegram::Sender& sender,
                        std::string bot_id)
      : session_(session), sender_(sender), bot_id_(std::move(bot_id)) {}

  // Throws when it has to be tried again.
  Task<void> handle(CallContext context, events::InboxItem item);

 private:
  Task<void> handle_message(CallContext context, channels::telegram::Message message);
  Task<void> handle_callback(CallContext context, channels::telegram::CallbackQuery query);
  ChatKey key(std::int64_t chat_id) const;

  ChatSession& session_;
  channels::telegram::Sender& sender_;
  std::string bot_id_;
};

// "12:day:2027-05-01" of a screen's button, "c:cancel:<uuid>" of a card's; nullopt for what no
// button of ours carries.
std::optional<Input> parse_callback(std::string_view data);

}  // namespace prokat::bot
