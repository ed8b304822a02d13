// What we ask of Telegram: one struct per Bot API method, with Telegram's names, `method` and the
// type of the `Result`. Texts and captions are HTML (channels/markup.hpp); cut them with
// channels::truncate() to text_units_max or caption_units_max.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.hpp"
#include "channels/telegram/types.hpp"
#include "egress/client.hpp"

namespace prokat::channels::telegram {

constexpr std::size_t text_units_max = 4096;
constexpr std::size_t caption_units_max = 1024;
constexpr std::size_t callback_data_bytes_max = 64;
constexpr std::size_t callback_text_max = 200;

// --- keyboards

struct InlineButton {  // one of callback_data and url
  std::string text;
  std::optional<std::string> callback_data;
  std::optional<std::string> url;
};
BOOST_DESCRIBE_STRUCT(InlineButton, (), (text, callback_data, url))

struct InlineKeyboard {
  std::vector<std::vector<InlineButton>> inline_keyboard;
};
BOOST_DESCRIBE_STRUCT(InlineKeyboard, (), (inline_keyboard))

struct ReplyButton {
  std::string text;
  bool request_contact = false;
};
BOOST_DESCRIBE_STRUCT(ReplyButton, (), (text, request_contact))

struct ReplyKeyboard {
  std::vector<std::vector<ReplyButton>> keyboard;
  bool resize_keyboard = true;
  bool one_time_keyboard = true;
};
BOOST_DESCRIBE_STRUCT(ReplyKeyboard, (), (keyboard, resize_keyboard, one_time_keyboard))

struct RemoveKeyboard {
  bool remove_keyboard = true;
};
BOOST_DESCRIBE_STRUCT(RemoveKeyboard, (), (remove_keyboard))

// `request.reply_markup = markup(InlineKeyboard{...})`.
template <class Keyboard>
json::Raw markup(const Keyboard& keyboard) {
  return json::Raw{json::write(keyboard)};
}

// --- photos

struct PhotoUpload {
  std::string content;
  std::string content_type = "image/jpeg";
};
using PhotoSource = std::variant<std::string, PhotoUpload>;  // a file id of this bot, or bytes

// --- methods

struct LinkPreviewOptions {
  bool is_disabled = true;
};
BOOST_DESCRIBE_STRUCT(LinkPreviewOptions, (), (is_disabled))

struct GetMe {
  using Result = User;
  static constexpr std::string_view method = "getMe";
};
BOOST_DESCRIBE_STRUCT(GetMe, (), ())

struct SendMessage {
  using Result = Message;
  static constexpr std::string_view method = "sendMessage";
  std::int64_t chat_id = 0;
  std::string text;
  std::optional<json::Raw> reply_markup;
  std::optional<bool> disable_notification;
  std::string parse_mode = "HTML";
  LinkPreviewOptions link_preview_options;
};
BOOST_DESCRIBE_STRUCT(SendMessage, (),
                      (chat_id, text, reply_markup, disable_notification, parse_mode,
                       link_preview_options))

struct SendPhoto {
  using Result = Message;
  static constexpr std::string_view method = "sendPhoto";
  std::int64_t chat_id = 0;
  PhotoSource photo;
  std::string caption;
  std::optional<json::Raw> reply_markup;
};

struct AlbumPhoto {
  PhotoSource photo;
  std::string caption;  // at most one of an album's, else none is shown below it
};

struct SendMediaGroup {  // 2 to 10 photos; takes no keyboard
  using Result = std::vector<Message>;
  static constexpr std::string_view method = "sendMediaGroup";
  std::int64_t chat_id = 0;
  std::vector<AlbumPhoto> media;
};

struct EditMessageText {
  using Result = Message;
  static constexpr std::string_view method = "editMessageText";
  std::int64_t chat_id = 0;
  std::int64_t message_id = 0;
  std::string text;
  std::optional<json::Raw> reply_markup;  // without it the keyboard goes
  std::string parse_mode = "HTML";
  LinkPreviewOptions link_preview_options;
};
BOOST_DESCRIBE_STRUCT(EditMessageText, (),
                      (chat_id, message_id, text, reply_markup, parse_mode, link_preview_options))

struct EditMessageCaption {
  using Result = Message;
  static constexpr std::string_view method = "editMessageCaption";
  std::int64_t chat_id = 0;
  std::int64_t message_id = 0;
  std::string caption;
  std::optional<json::Raw> reply_markup;
  std::string parse_mode = "HTML";
};
BOOST_DESCRIBE_STRUCT(EditMessageCaption, (),
                      (chat_id, message_id, caption, reply_markup, parse_mode))

struct EditMessageReplyMarkup {
  using Result = Message;
  static constexpr std::string_view method = "editMessageReplyMarkup";
  std::int64_t chat_id = 0;
  std::int64_t message_id = 0;
  std::optional<json::Raw> reply_markup;
};
BOOST_DESCRIBE_STRUCT(EditMessageReplyMarkup, (), (chat_id, message_id, reply_markup))

struct EditMessageMedia {  // also turns a text message into a photo
  using Result = Message;
  static constexpr std::string_view method = "editMessageMedia";
  std::int64_t chat_id = 0;
  std::int64_t message_id = 0;
  PhotoSource photo;
  std::string caption;
  std::optional<json::Raw> reply_markup;
};

struct DeleteMessages {  // 1 to 100, younger than 48 h; what is gone already is fine
  using Result = bool;
  static constexpr std::string_view method = "deleteMessages";
  std::int64_t chat_id = 0;
  std::vector<std::int64_t> message_ids;
};
BOOST_DESCRIBE_STRUCT(DeleteMessages, (), (chat_id, message_ids))

struct AnswerCallbackQuery {  // always, even empty: the client shows a spinner until then
  using Result = bool;
  static constexpr std::string_view method = "answerCallbackQuery";
  std::string callback_query_id;
  std::optional<std::string> text;  // plain, at most callback_text_max
  std::optional<bool> show_alert;
  std::optional<std::string> url;
};
BOOST_DESCRIBE_STRUCT(AnswerCallbackQuery, (), (callback_query_id, text, show_alert, url))

struct SendChatAction {
  using Result = bool;
  static constexpr std::string_view method = "sendChatAction";
  std::int64_t chat_id = 0;
  std::string action = "typing";
};
BOOST_DESCRIBE_STRUCT(SendChatAction, (), (chat_id, action))

struct BotCommand {
  std::string command;  // 1..32 of [a-z0-9_]
  std::string description;
};
BOOST_DESCRIBE_STRUCT(BotCommand, (), (command, description))

struct SetMyCommands {  // once per language and once without
  using Result = bool;
  static constexpr std::string_view method = "setMyCommands";
  std::vector<BotCommand> commands;
  std::optional<std::string> language_code;
};
BOOST_DESCRIBE_STRUCT(SetMyCommands, (), (commands, language_code))

struct GetUpdates {
  std::int64_t offset = 0;           // the last update's id + 1: confirms all before
  std::chrono::seconds timeout{25};  // Telegram takes at most 50
  std::shared_ptr<egress::Abort> abort;
};

}  // namespace prokat::channels::telegram
