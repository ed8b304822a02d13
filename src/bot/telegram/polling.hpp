// From Telegram into the inbox: every update once, kept before it is confirmed to Telegram.
#pragma once

#include <vector>

#include "channels/telegram/types.hpp"
#include "events/inbox.hpp"
#include "events/wakeup.hpp"

namespace prokat::bot {

// The inbox source of a bot's updates.
std::string telegram_source(const std::string& bot_id);

// What the poller hands its updates to.
Task<void> receive_updates(events::Inbox& inbox, events::Wakeup& wakeup, std::string bot_id,
                           std::vector<channels::telegram::RawUpdate> updates);

}  // namespace prokat::bot
