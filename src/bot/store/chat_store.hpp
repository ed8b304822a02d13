// The chats table: the truth of every dialogue.
#pragma once

#include "bot/dialogue/conversation.hpp"
#include "pg/database.hpp"

namespace prokat::bot {

class ChatStore {
 public:
  explicit ChatStore(pg::Pool& pool) : pool_(pool) {}

  Task<ChatState> find(ChatKey chat, Deadline deadline);  // a new chat's state when there is none
  Task<void> save(ChatKey chat, ChatState state, Instant now, Deadline deadline);
  Task<void> set_unreachable(ChatKey chat, Instant now, Deadline deadline);

 private:
  pg::Pool& pool_;
};

}  // namespace prokat::bot
