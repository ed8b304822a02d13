// Puts Screens into chats of one bot: what the bot's renderer and the notifications use, whatever
// the messenger. Rate limits, file ids of photos and fallbacks (a photo that cannot be sent becomes
// text) are the implementation's business; what a caller has to decide about comes back as an
// outcome.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "channels/screen.hpp"
#include "runtime/deadline.hpp"
#include "runtime/task.hpp"

namespace prokat::channels {

struct Written {
  enum class Outcome {
    shown,        // also when nothing had to change
    gone,         // the message to edit is not there or cannot be edited: send anew
    unreachable,  // blocked, deactivated, never started: stop until they come back
    later,        // not now: `retry_after`; certainly not delivered
    unknown,      // may or may not have been delivered
    refused,      // will never work: a defect of ours
  };
  Outcome outcome = Outcome::shown;
  std::string message_id;
  std::string kind = "text";  // "photo", or "contact" where a phone was asked for: what it became
  std::chrono::milliseconds retry_after{0};
  std::string error;
};

class ScreenWriter {
 public:
  virtual ~ScreenWriter() = default;
  virtual const std::string& bot_id() const = 0;
  // `action_prefix` goes before every button's action ("12:" for the screen of version 12, "c:" for
  // a card).
  virtual Task<Written> send(std::string chat_id, Screen screen, std::string action_prefix,
                             Deadline deadline) = 0;
  // Edits a text message into `screen`, whose photo is left out.
  virtual Task<Written> edit(std::string chat_id, std::string message_id, Screen screen,
                             std::string action_prefix, Deadline deadline) = 0;
  virtual Task<std::vector<std::string>> send_album(
      std::string chat_id, std::vector<PhotoRef> photos,
      Deadline deadline) = 0;  // empty when it cannot be sent
  // Takes the "share my number" keyboard away, saying `text` (markup).
  virtual Task<void> hide_keyboard(std::string chat_id, std::string text, Deadline deadline) = 0;
  virtual Task<void> remove(std::string chat_id, std::vector<std::string> message_ids,
                            Deadline deadline) = 0;  // what is gone is fine
};

}  // namespace prokat::channels
