// Which messages an event makes. Runs in the transaction that marks the deliveries done, so an
// event becomes messages exactly once.
#pragma once

#include <functional>

#include "events/subscriber.hpp"
#include "services/notifications/store/message_store.hpp"

namespace prokat::notifications {

inline constexpr std::string_view subscriber_name = "notifications";

// `operators`: where operators read, chat_id empty when there is no such chat. `wake_sender` is
// called after the commit.
events::Subscriber make_subscriber(ChatRef operators, std::function<void()> wake_sender);

}  // namespace prokat::notifications
