#include "services/notifications/event_handler.hpp"

#include <algorithm>

#include "base/json.hpp"
#include "runtime/log.hpp"
#include "services/audit/events.hpp"

namespace prokat::notifications {

namespace {

// What every event about a booking or its money says, as far as it matters here.
struct Fact {
  std::optional<BookingId> booking_id;
  std::optional<CustomerId> customer_id;
  std::optional<std::string> channel;
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(Fact, (), (booking_id, customer_id, channel, reason))

// What to call the news. A change is news of its own by what was changed; one that we have no words
// for is told as a change.
std::string news_type(const std::string& event_type, const Fact& fact) {
  constexpr std::string_view told_apart[] = {"extended", "charge", "adjustment", "picked_up",
                                             "returned"};
  const auto reason = fact.reason.value_or("");
  if (event_type != "booking.changed" ||
      std::ranges::find(told_apart, reason) == std::end(told_apart))
    return event_type;
  return "booking." + reason;
}

Instant machine_time() { return std::chrono::floor<Duration>(std::chrono::system_clock::now()); }

Task<void> handle(ChatRef operators, pg::Transaction& tx,
                  std::vector<events::Delivery> deliveries) {
  std::vector<News> news;
  for (const auto& delivery : deliveries) {
    if (delivery.event.type == audit::HeadAnchored::type) {
      Notice notice{delivery.event.id, delivery.event.type, delivery.event.payload};
      co_await MessageStore::enqueue_notice(tx, std::move(notice), operators, machine_time());
      continue;
    }
    const auto fact = json::parse<Fact>(
        delivery.event.payload, json::ParseOptions{.unknown_fields = json::UnknownFields::ignore});
    if (!fact || !fact->booking_id) {
      log::warn("notifications.event_without_booking",
                {{"type", delivery.event.type}, {"event_id", delivery.event.id.to_string()}});
      continue;
    }
    news.push_back(News{news_type(delivery.event.type, *fact), *fact->booking_id,
                        fact->customer_id.value_or(CustomerId()), fact->channel.value_or("")});
  }
  if (!news.empty())
    co_await MessageStore::enqueue(tx, std::move(news), std::move(operators), machine_time());
}

}  // namespace

events::Subscriber make_subscriber(ChatRef operators, std::function<void()> wake_sender) {
  events::Subscriber subscriber;
  subscriber.name = std::string(subscriber_name);
  subscriber.handle = [operators = std::move(operators)](CallContext, pg::Transaction& tx,
                                                         std::vector<events::Delivery> deliveries) {
    return handle(operators, tx, std::move(deliveries));
  };
  subscriber.after_commit = std::move(wake_sender);
  return subscriber;
}

}  // namespace prokat::notifications
