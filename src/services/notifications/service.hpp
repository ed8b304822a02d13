// notifications-service: tells people what happened. Owns messages, chat_cards and the templates.
// Renders the *current* rows, never an event's copy.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "channels/screen.hpp"
#include "rpc/method.hpp"

namespace prokat::notifications {

struct CardRequest {
  BookingId booking_id;
  Language language = Language::ru;
};
BOOST_DESCRIBE_STRUCT(CardRequest, (), (booking_id, language))

// A booking's status as a message: text and buttons for what can be done now (pay link, cancel, my
// bookings).
struct Card {
  int booking_version = 0;
  channels::Screen screen;
};
BOOST_DESCRIBE_STRUCT(Card, (), (booking_version, screen))

// Makes a message of a chat the booking's status card (an existing text message is edited, else a
// new one is sent) and keeps it current from now on. Idempotent per (chat, booking). For channel
// "console" nothing is sent: the caller shows `card`.
struct ShowCardRequest {
  std::string channel;
  std::string bot_id;
  std::string chat_id;
  BookingId booking_id;
  Language language = Language::ru;
  std::optional<std::string> message_id;
};
BOOST_DESCRIBE_STRUCT(ShowCardRequest, (),
                      (channel, bot_id, chat_id, booking_id, language, message_id))
struct CardShown {
  Card card;
  std::optional<std::string> message_id;
};
BOOST_DESCRIBE_STRUCT(CardShown, (), (card, message_id))

class Service {
 public:
  virtual ~Service() = default;
  virtual Task<Result<Card>> render_card(const CallContext& context,
                                         CardRequest request) = 0;  // not-found
  virtual Task<Result<CardShown>> show_card(const CallContext& context,
                                            ShowCardRequest request) = 0;
};

}  // namespace prokat::notifications

template <>
struct prokat::rpc::Methods<prokat::notifications::Service> {
  using S = prokat::notifications::Service;
  static constexpr std::string_view service = "notifications";
  static constexpr auto list =
      std::tuple{Method{"render_card", &S::render_card}, Method{"show_card", &S::show_card}};
};
