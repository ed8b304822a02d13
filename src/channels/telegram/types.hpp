// What Telegram tells us: the part of the Bot API's objects that Prokat reads. Unknown fields are
// ignored. Names are Telegram's.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace prokat::channels::telegram {

struct User {
  std::int64_t id = 0;
  bool is_bot = false;
  std::string first_name;
  std::optional<std::string> last_name;
  std::optional<std::string> username;
  std::optional<std::string> language_code;  // IETF tag of the user's client: "ru", "en-GB"
};
BOOST_DESCRIBE_STRUCT(User, (), (id, is_bot, first_name, last_name, username, language_code))

struct Chat {
  std::int64_t id = 0;  // negative for groups
  std::string type;     // private, group, supergroup, channel
  std::optional<std::string> title;
};
BOOST_DESCRIBE_STRUCT(Chat, (), (id, type, title))

struct Contact {
  std::string phone_number;  // digits, with or without "+"
  std::string first_name;
  std::optional<std::int64_t> user_id;  // the sender's own number only if it is the sender's id
};
BOOST_DESCRIBE_STRUCT(Contact, (), (phone_number, first_name, user_id))

struct PhotoSize {
  std::string file_id;
  int width = 0;
  int height = 0;
};
BOOST_DESCRIBE_STRUCT(PhotoSize, (), (file_id, width, height))

struct Message {
  std::int64_t message_id = 0;
  std::optional<User> from;
  Chat chat;
  std::int64_t date = 0;  // unix seconds; 0: the message is not accessible any more
  std::optional<std::string> text;
  std::optional<std::string> caption;
  std::optional<std::vector<PhotoSize>> photo;  // the last is the largest
  std::optional<Contact> contact;
  std::optional<std::string> media_group_id;
};
BOOST_DESCRIBE_STRUCT(Message, (),
                      (message_id, from, chat, date, text, caption, photo, contact, media_group_id))

struct CallbackQuery {
  std::string id;
  User from;
  std::optional<Message> message;
  std::optional<std::string> data;  // untrusted: clients can send what no button carries
};
BOOST_DESCRIBE_STRUCT(CallbackQuery, (), (id, from, message, data))

struct ChatMember {
  std::string status;  // creator, administrator, member, restricted, left, kicked
};
BOOST_DESCRIBE_STRUCT(ChatMember, (), (status))

struct ChatMemberUpdated {  // of the bot itself: blocked, unblocked, added, removed
  Chat chat;
  User from;
  std::int64_t date = 0;
  ChatMember new_chat_member;

  bool bot_is_out() const {
    return new_chat_member.status == "kicked" || new_chat_member.status == "left";
  }
};
BOOST_DESCRIBE_STRUCT(ChatMemberUpdated, (), (chat, from, date, new_chat_member))

struct Update {
  std::int64_t update_id = 0;
  std::optional<Message> message;
  std::optional<CallbackQuery> callback_query;
  std::optional<ChatMemberUpdated> my_chat_member;

  // The chat it is about; none for kinds we do not read and for buttons of inline messages.
  const Chat* chat() const;
};
BOOST_DESCRIBE_STRUCT(Update, (), (update_id, message, callback_query, my_chat_member))

// An update as it came, for the inbox. Parsed again when it is handled, so that a change of what we
// read does not lose what was received before.
struct RawUpdate {
  std::int64_t update_id = 0;
  std::string lane;  // the chat's id: updates of one lane are handled in order
  std::string json;
};

Result<Update> parse_update(std::string_view json);

}  // namespace prokat::channels::telegram
