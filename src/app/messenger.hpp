// Telegram as one thread uses it: wire client, rate-limited sender, screens. Null parts where no
// token is configured.
#pragma once

#include <memory>

#include "app/infrastructure.hpp"
#include "channels/telegram/client.hpp"
#include "channels/telegram/screen_writer.hpp"
#include "channels/telegram/sender.hpp"

namespace prokat::app {

class Messenger {
 public:
  // Null when telegram.token is empty.
  static std::unique_ptr<Messenger> make(const ProcessParts& parts, Infrastructure& infrastructure);

  Messenger(const ProcessParts& parts, Infrastructure& infrastructure);

  const std::string& bot_id() const { return client_.bot_id(); }
  channels::telegram::Client& client() { return client_; }
  channels::telegram::Sender& sender() { return sender_; }
  channels::ScreenWriter& writer() { return writer_; }

 private:
  channels::telegram::Client client_;
  channels::telegram::Sender sender_;
  channels::telegram::TelegramScreenWriter writer_;
};

}  // namespace prokat::app
