// One input of one chat from state to state: load, talk, show, save. The state is saved after the
// screen is out: a crash in between repeats the input on the old state, which shows the same screen
// again and books nothing twice.
#pragma once

#include "bot/dialogue/dialogue.hpp"
#include "bot/store/chat_store.hpp"
#include "channels/screen_writer.hpp"
#include "services/notifications/service.hpp"

namespace prokat::bot {

class ChatSession {
 public:
  ChatSession(pg::Pool& pool, const runtime::Clock& clock, Dialogue& dialogue,
              notifications::Service& notifications, channels::ScreenWriter& writer)
      : store_(pool),
        clock_(clock),
        dialogue_(dialogue),
        notifications_(notifications),
        writer_(writer) {}

  // Returns the toast for whoever tapped. Throws when the messenger or a service is away: the input
  // is tried again.
  Task<std::string> handle(CallContext context, ChatKey chat, Person person, Input input);
  Task<void> left(CallContext context, ChatKey chat);  // the bot was blocked

 private:
  // False: the person cannot be reached any more.
  Task<bool> show(const CallContext& context, const ChatKey& chat, Output& output);
  Task<void> show_card(const CallContext& context, const ChatKey& chat, Output& output);
  Task<bool> show_screen(const CallContext& context, const ChatKey& chat, Output& output);

  ChatStore store_;
  const runtime::Clock& clock_;
  Dialogue& dialogue_;
  notifications::Service& notifications_;
  channels::ScreenWriter& writer_;
};

}  // namespace prokat::bot
