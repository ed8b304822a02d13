#include "channels/telegram/screen_writer.hpp"

#include <charconv>

#include "channels/markup.hpp"
#include "runtime/log.hpp"

namespace prokat::channels::telegram {

namespace {

std::int64_t to_number(const std::string& id) {
  std::int64_t number = 0;
  std::from_chars(id.data(), id.data() + id.size(), number);
  return number;
}

// Outcomes of the wire in the words of ScreenWriter.
Written to_written(const CallEnd& end) {
  Written written;
  written.error = end.description;
  written.retry_after = end.retry_after;
  switch (end.outcome) {
    case SendOutcome::ok:
    case SendOutcome::not_modified:
      written.outcome = Written::Outcome::shown;
      break;
    case SendOutcome::message_gone:
      written.outcome = Written::Outcome::gone;
      break;
    case SendOutcome::chat_unreachable:
    case SendOutcome::chat_migrated:
      written.outcome = Written::Outcome::unreachable;
      break;
    case SendOutcome::too_many_requests:
    case SendOutcome::retry:
    case SendOutcome::unauthorized:  // an administrator has to mend it; until then it waits
      written.outcome = Written::Outcome::later;
      break;
    case SendOutcome::unknown:
      written.outcome = Written::Outcome::unknown;
      break;
    case SendOutcome::photo_refused:
    case SendOutcome::query_too_old:
    case SendOutcome::bad_request:
    case SendOutcome::conflict:
      written.outcome = Written::Outcome::refused;
      break;
  }
  return written;
}

Written to_written(const Answered<Message>& answer, std::string kind) {
  auto written = to_written(static_cast<const CallEnd&>(answer));
  written.kind = std::move(kind);
  if (answer.value) written.message_id = std::to_string(answer.value->message_id);
  return written;
}

json::Raw contact_keyboard(const Screen& screen) {
  ReplyKeyboard keyboard;
  keyboard.keyboard.push_back({ReplyButton{screen.contact_button, true}});
  for (const auto& row : screen.rows) {
    std::vector<ReplyButton> buttons;
    for (const auto& button : row) buttons.push_back(ReplyButton{button.text, false});
    keyboard.keyboard.push_back(std::move(buttons));
  }
  return markup(keyboard);
}

}  // namespace

std::optional<json::Raw> inline_keyboard(const Screen& screen, const std::string& action_prefix) {
  if (screen.rows.empty()) return std::nullopt;
  InlineKeyboard keyboard;
  for (const auto& row : screen.rows) {
    std::vector<InlineButton> buttons;
    for (const auto& button : row) {
      InlineButton inline_button;
      inline_button.text = button.text;
      if (button.url.empty()) {
        inline_button.callback_data = action_prefix + button.action;
      } else {
        inline_button.url = button.url;
      }
      buttons.push_back(std::move(inline_button));
    }
    keyboard.inline_keyboard.push_back(std::move(buttons));
  }
  return markup(keyboard);
}

Task<Written> TelegramScreenWriter::send(std::string chat_id, Screen screen,
                                         std::string action_prefix, Deadline deadline) {
  const auto chat = to_number(chat_id);
  if (screen.photo) {
    if (auto written = co_await send_photo(chat, screen, action_prefix, deadline))
      co_return std::move(*written);
  }
  co_return co_await send_text(chat, screen, action_prefix, deadline);
}

Task<Written> TelegramScreenWriter::send_text(std::int64_t chat_id, const Screen& screen,
                                              const std::string& action_prefix, Deadline deadline) {
  SendMessage message;
  message.chat_id = chat_id;
  message.text = truncate(screen.text, text_units_max);
  message.reply_markup = screen.ask_contact ? std::optional(contact_keyboard(screen))
                                            : inline_keyboard(screen, action_prefix);
  const auto sent = co_await sender_.call(std::move(message), deadline);
  co_return to_written(sent, screen.ask_contact ? "contact" : "text");
}

// nullopt: the photo cannot go, the text still may.
Task<std::optional<Written>> TelegramScreenWriter::send_photo(std::int64_t chat_id,
                                                              const Screen& screen,
                                                              const std::string& action_prefix,
                                                              Deadline deadline) {
  auto source = co_await files_.source(*screen.photo, deadline);
  if (!source) {
    log::warn("telegram.photo_missing", {{"key", screen.photo->storage_key}});
    co_return std::nullopt;
  }
  SendPhoto message;
  message.chat_id = chat_id;
  message.photo = std::move(source->photo);
  message.caption = truncate(screen.text, caption_units_max);
  message.reply_markup = inline_keyboard(screen, action_prefix);
  const auto sent = co_await sender_.call(std::move(message), deadline);
  if (sent.outcome == SendOutcome::photo_refused || sent.outcome == SendOutcome::bad_request) {
    log::warn("telegram.photo_refused",
              {{"key", screen.photo->storage_key}, {"reason", sent.description}});
    if (!source->uploaded) co_await files_.forget(*screen.photo, deadline);
    co_return std::nullopt;
  }
  if (source->uploaded && sent.value && sent.value->photo && !sent.value->photo->empty()) {
    co_await files_.remember(*screen.photo, sent.value->photo->back().file_id, deadline);
  }
  co_return to_written(sent, "photo");
}

Task<Written> TelegramScreenWriter::edit(std::string chat_id, std::string message_id, Screen screen,
                                         std::string action_prefix, Deadline deadline) {
  EditMessageText message;
  message.chat_id = to_number(chat_id);
  message.message_id = to_number(message_id);
  message.text = truncate(screen.text, text_units_max);
  message.reply_markup = inline_keyboard(screen, action_prefix);
  const auto edited = co_await sender_.call(std::move(message), deadline);
  auto written = to_written(edited, "text");
  if (written.message_id.empty()) written.message_id = std::move(message_id);
  co_return written;
}

Task<std::vector<std::string>> TelegramScreenWriter::send_album(std::string chat_id,
                                                                std::vector<PhotoRef> photos,
                                                                Deadline deadline) {
  SendMediaGroup album;
  album.chat_id = to_number(chat_id);
  std::vector<PhotoRef> uploaded;  // one per photo of the album; an empty key for those sent by id
  for (auto& photo : photos) {
    auto source = co_await files_.source(photo, deadline);
    if (!source) continue;
    album.media.push_back(AlbumPhoto{std::move(source->photo), {}});
    uploaded.push_back(source->uploaded ? photo : PhotoRef{});
  }
  std::vector<std::string> ids;
  if (album.media.size() < 2) co_return ids;
  const auto sent = co_await sender_.call(std::move(album), deadline);
  if (!sent.value) {
    log::warn("telegram.album_refused", {{"reason", sent.description}});
    co_return ids;
  }
  for (std::size_t i = 0; i < sent.value->size(); ++i) {
    const auto& message = (*sent.value)[i];
    ids.push_back(std::to_string(message.message_id));
    if (i < uploaded.size() && !uploaded[i].storage_key.empty() && message.photo &&
        !message.photo->empty()) {
      co_await files_.remember(uploaded[i], message.photo->back().file_id, deadline);
    }
  }
  co_return ids;
}

Task<void> TelegramScreenWriter::hide_keyboard(std::string chat_id, std::string text,
                                               Deadline deadline) {
  SendMessage message;
  message.chat_id = to_number(chat_id);
  message.text = truncate(text, text_units_max);
  message.reply_markup = markup(RemoveKeyboard{});
  co_await sender_.call(std::move(message), deadline);
}

Task<void> TelegramScreenWriter::remove(std::string chat_id, std::vector<std::string> message_ids,
                                        Deadline deadline) {
  if (message_ids.empty()) co_return;
  DeleteMessages removal;
  removal.chat_id = to_number(chat_id);
  for (const auto& id : message_ids) removal.message_ids.push_back(to_number(id));
  const auto removed = co_await sender_.call(std::move(removal), deadline);
  // Older than 48 hours or gone: it stays as history; its buttons are answered as out of date.
  if (!removed.succeeded()) log::debug("telegram.not_removed", {{"reason", removed.description}});
}

}  // namespace prokat::channels::telegram
