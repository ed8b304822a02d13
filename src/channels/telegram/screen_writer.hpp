// Screens in Telegram: text messages edited in place, photo cards sent anew, albums, the contact
// keyboard. Texts that are too long are cut, never refused; a photo that cannot be sent becomes
// text.
#pragma once

#include "channels/screen_writer.hpp"
#include "channels/telegram/file_cache.hpp"
#include "channels/telegram/sender.hpp"

namespace prokat::channels::telegram {

class TelegramScreenWriter final : public ScreenWriter {
 public:
  TelegramScreenWriter(Sender& sender, std::string bot_id, FileCache files)
      : sender_(sender), bot_id_(std::move(bot_id)), files_(std::move(files)) {}

  const std::string& bot_id() const override { return bot_id_; }
  Task<Written> send(std::string chat_id, Screen screen, std::string action_prefix,
                     Deadline deadline) override;
  Task<Written> edit(std::string chat_id, std::string message_id, Screen screen,
                     std::string action_prefix, Deadline deadline) override;
  Task<std::vector<std::string>> send_album(std::string chat_id, std::vector<PhotoRef> photos,
                                            Deadline deadline) override;
  Task<void> hide_keyboard(std::string chat_id, std::string text, Deadline deadline) override;
  Task<void> remove(std::string chat_id, std::vector<std::string> message_ids,
                    Deadline deadline) override;

 private:
  Task<Written> send_text(std::int64_t chat_id, const Screen& screen,
                          const std::string& action_prefix, Deadline deadline);
  Task<std::optional<Written>> send_photo(std::int64_t chat_id, const Screen& screen,
                                          const std::string& action_prefix, Deadline deadline);

  Sender& sender_;
  std::string bot_id_;
  FileCache files_;
};

// The keyboard below a message; nullopt when there are no buttons.
std::optional<json::Raw> inline_keyboard(const Screen& screen, const std::string& action_prefix);

}  // namespace prokat::channels::telegram
