// Sends what waits in `messages` through one bot. Rendered at the last moment from the current
// rows; retried with back-off (2 s doubling to 5 min), parked after 12 attempts, skipped when there
// is nothing to say any more.
#pragma once

#include "channels/screen_writer.hpp"
#include "runtime/clock.hpp"
#include "services/notifications/rendering.hpp"
#include "services/notifications/store/message_store.hpp"

namespace prokat::notifications {

struct SenderOptions {
  std::string channel = "telegram";
  Language operators_language = Language::ru;
};

class Sender {
 public:
  Sender(pg::Pool& pool, const runtime::Clock& clock, const Rendering& rendering,
         channels::ScreenWriter& writer, SenderOptions options)
      : store_(pool),
        clock_(clock),
        rendering_(rendering),
        writer_(writer),
        options_(std::move(options)) {}

  // The step of a PeriodicWorker: true when there was a full batch.
  Task<bool> send_due();

 private:
  Task<void> send_one(CallContext context, Outgoing message);
  Task<void> send_card(CallContext context, Outgoing message, Language language);
  Task<void> conclude(CallContext context, Outgoing message, channels::Written written);
  Task<Language> language_of(const Outgoing& message, Deadline deadline);

  MessageStore store_;
  const runtime::Clock& clock_;
  const Rendering& rendering_;
  channels::ScreenWriter& writer_;
  SenderOptions options_;
};

}  // namespace prokat::notifications
