#include "bot/telegram/polling.hpp"

namespace prokat::bot {

namespace {
constexpr std::chrono::milliseconds receive_time_limit{10'000};
}

std::string telegram_source(const std::string& bot_id) { return "telegram:" + bot_id; }

Task<void> receive_updates(events::Inbox& inbox, events::Wakeup& wakeup, std::string bot_id,
                           std::vector<channels::telegram::RawUpdate> updates) {
  std::vector<events::InboxItem> items;
  items.reserve(updates.size());
  for (auto& update : updates) {
    items.push_back(events::InboxItem{telegram_source(bot_id), std::to_string(update.update_id),
                                      std::move(update.lane), std::move(update.json)});
  }
  co_await inbox.receive(std::move(items), Deadline::in(receive_time_limit));
  wakeup.wake("inbox");
}

}  // namespace prokat::bot
