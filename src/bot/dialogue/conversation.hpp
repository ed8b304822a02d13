// What a dialogue is made of, whatever the messenger: where a chat stands, what came in, what goes
// out. Nothing here knows Telegram.
#pragma once

#include <boost/describe.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/period.hpp"
#include "channels/screen.hpp"

namespace prokat::bot {

struct ChatKey {
  std::string channel;  // telegram, console
  std::string bot_id;
  std::string chat_id;
};

// What has been chosen so far. Kept as JSON in chats.params, so fields are only ever added.
struct Draft {
  std::optional<std::string> type;
  std::optional<LocationId> location_id;  // absent: anywhere
  std::optional<LocalDate> month;         // of the calendar shown
  std::optional<LocalDate> start_date;
  std::optional<LocalDate> end_date;  // exclusive, as the API has it
  std::optional<int> start_minutes;   // local minutes since midnight, for rentals by the hour
  std::optional<int> hours;
  std::optional<int> page;
  std::optional<ObjectId> object_id;
  std::optional<Money> total;  // the price the customer saw
  std::optional<BookingId> booking_id;
  std::optional<std::string> query;  // what was typed

  bool operator==(const Draft&) const = default;
};
BOOST_DESCRIBE_STRUCT(Draft, (),
                      (type, location_id, month, start_date, end_date, start_minutes, hours, page,
                       object_id, total, booking_id, query))

struct ChatState {
  std::optional<CustomerId> customer_id;
  std::optional<Language> language;
  std::string screen = "start";
  Draft draft;
  int screen_version = 0;  // raised with every screen shown; buttons carry it
  // Where the screen is: the messenger's business, kept here because it is one row.
  std::optional<std::string> message_id;
  std::string message_kind = "text";  // or "photo"
  std::vector<std::string> extra_message_ids;
};

struct Person {  // as the messenger names them
  std::string account;
  std::string name;
  Language language = Language::ru;
};

// Inputs. An action is what a button of a Screen carried.
struct TextInput {
  std::string text;
};
struct ScreenAction {
  int screen_version = 0;
  std::string action;
};
struct CardAction {  // a button of a booking's status card: lives as long as the card
  std::string action;
};
struct ContactInput {
  std::string phone;
  bool own = false;  // the messenger vouches that it is the sender's
};
using Input = std::variant<TextInput, ScreenAction, CardAction, ContactInput>;

struct Output {
  ChatState state;
  channels::Screen screen;
  bool fresh = false;             // show below what was said, not in place of the old screen
  bool unchanged = false;         // nothing to show, only the toast
  std::optional<BookingId> card;  // show this booking's status card instead of `screen`
  std::string toast;              // a short answer to a tap
};

}  // namespace prokat::bot
