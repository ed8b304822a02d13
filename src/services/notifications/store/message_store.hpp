// messages and chat_cards as typed calls.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pg/database.hpp"

namespace prokat::notifications {

struct ChatRef {
  std::string channel;
  std::string bot_id;
  std::string chat_id;
};

struct Outgoing {
  MessageId id;
  Instant recorded_at;
  ChatRef chat;
  std::string audience;  // customer, operators
  std::string template_name;
  std::optional<BookingId> booking_id;
  std::optional<std::string> facts;  // JSON: what a message that is about no booking says
  int attempts = 0;
};

struct CardRow {
  std::optional<std::string> message_id;
  int rendered_version = 0;
};

// One event as enqueue_messages wants it.
struct News {
  std::string type;
  BookingId booking_id;
  CustomerId customer_id;
  std::string made_in;  // the channel the booking was made in
};

// News that is about no booking: for the operators' chat alone.
struct Notice {
  EventId event_id;
  std::string type;
  std::string facts;  // JSON
};

class MessageStore {
 public:
  explicit MessageStore(pg::Pool& pool) : pool_(pool) {}

  static Task<void> enqueue(pg::Transaction& tx, std::vector<News> news, ChatRef operators,
                            Instant due);
  static Task<void> enqueue_notice(pg::Transaction& tx, Notice notice, ChatRef operators,
                                   Instant due);
  Task<std::vector<Outgoing>> claim(Instant now, int limit, std::string channel, std::string bot_id,
                                    Deadline deadline);
  Task<void> finish(Outgoing message, std::string state,
                    std::optional<std::string> provider_message_id,
                    std::optional<std::string> error, Instant now, Deadline deadline);
  Task<void> postpone(Outgoing message, Instant next_attempt, std::string error, Deadline deadline);
  Task<CardRow> find_card(ChatRef chat, BookingId booking_id, Deadline deadline);
  Task<void> save_card(ChatRef chat, BookingId booking_id, std::string message_id, int version,
                       Instant now, Deadline deadline);
  Task<void> mark_unreachable(ChatRef chat, Instant now, Deadline deadline);
  Task<std::optional<Language>> chat_language(ChatRef chat, Deadline deadline);

 private:
  pg::Pool& pool_;
};

}  // namespace prokat::notifications
