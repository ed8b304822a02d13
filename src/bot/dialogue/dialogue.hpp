// The dialogue: from where a chat stands and what came in to where it stands then and what it
// shows. Handling the same input on the same state twice does the same thing once: a booking made
// here carries an idempotency key of chat and screen version.
#pragma once

#include <functional>

#include "bot/dialogue/conversation.hpp"
#include "runtime/clock.hpp"
#include "runtime/context.hpp"
#include "services/auth/service.hpp"
#include "services/booking/service.hpp"
#include "services/objects/service.hpp"
#include "services/payments/service.hpp"
#include "texts/catalog.hpp"

namespace prokat::bot {

struct Services {
  auth::Service& auth;
  objects::Service& objects;
  booking::Service& booking;
  payments::Service& payments;
};

struct DialogueOptions {
  std::string support_phone;  // empty: the location's
};

// One input being handled.
struct Turn {
  CallContext context;
  ChatKey chat;
  Person person;
  ChatState state;
  std::string toast;
  bool fresh = false;
  bool unchanged = false;
  bool album = false;  // all photos of the object were asked for
  std::optional<BookingId> card;

  Language language() const { return state.language.value_or(person.language); }
  Draft& draft() { return state.draft; }
  void go(std::string screen) { state.screen = std::move(screen); }
};

class Dialogue {
 public:
  Dialogue(Services services, const runtime::Clock& clock, DialogueOptions options);

  Task<Output> handle(CallContext context, ChatKey chat, Person person, ChatState state,
                      Input input);
  const texts::Catalog& texts() const { return texts_; }

 private:
  using Screen = channels::Screen;
  using Show = Task<Screen> (Dialogue::*)(Turn&);
  using Act = Task<void> (Dialogue::*)(Turn&, std::string);

  Task<void> receive(Turn& turn, const Input& input);
  Task<void> receive_text(Turn& turn, std::string text);
  Task<void> receive_contact(Turn& turn, std::string phone, bool own);
  Task<void> act(Turn& turn, std::string action);
  Task<Screen> show(Turn& turn);
  void go_back(Turn& turn);

  // screens: what is shown (screens_*.cpp)
  Task<Screen> show_language(Turn& turn);
  Task<Screen> show_menu(Turn& turn);
  Task<Screen> show_place(Turn& turn);
  Task<Screen> show_calendar(Turn& turn);
  Task<Screen> show_time(Turn& turn);
  Task<Screen> show_hours(Turn& turn);
  Task<Screen> show_list(Turn& turn);
  Task<Screen> show_object(Turn& turn);
  Task<Screen> show_confirm(Turn& turn);
  Task<Screen> show_consent(Turn& turn);
  Task<Screen> show_phone(Turn& turn);
  Task<Screen> show_bookings(Turn& turn);
  Task<Screen> show_cancel(Turn& turn);
  Task<Screen> show_help(Turn& turn);
  Task<Screen> show_found(Turn& turn);

  // actions: what a button does (actions.cpp)
  Task<void> choose_language(Turn& turn, std::string argument);
  Task<void> choose_type(Turn& turn, std::string argument);
  Task<void> choose_place(Turn& turn, std::string argument);
  Task<void> choose_month(Turn& turn, std::string argument);
  Task<void> choose_day(Turn& turn, std::string argument);
  Task<void> explain_day(Turn& turn, std::string argument);
  Task<void> choose_time(Turn& turn, std::string argument);
  Task<void> choose_hours(Turn& turn, std::string argument);
  Task<void> choose_page(Turn& turn, std::string argument);
  Task<void> choose_object(Turn& turn, std::string argument);
  Task<void> show_photos(Turn& turn, std::string argument);
  Task<void> begin_booking(Turn& turn, std::string argument);
  Task<void> confirm_booking(Turn& turn, std::string argument);
  Task<void> agree(Turn& turn, std::string argument);
  Task<void> disagree(Turn& turn, std::string argument);
  Task<void> open_bookings(Turn& turn, std::string argument);
  Task<void> open_booking(Turn& turn, std::string argument);
  Task<void> pay_booking(Turn& turn, std::string argument);
  Task<void> ask_cancel(Turn& turn, std::string argument);
  Task<void> cancel_booking(Turn& turn, std::string argument);
  Task<void> open_menu(Turn& turn, std::string argument);
  Task<void> toggle_language(Turn& turn, std::string argument);

  // the way to a booking (booking_steps.cpp)
  Task<void> create_booking(Turn& turn);
  Task<auth::Customer> customer(Turn& turn);
  Task<bool> may_book(
      Turn& turn);  // consent and phone are there; else goes to the screen that asks
  Task<void> start_payment(Turn& turn, BookingId booking_id);

  // pieces that several screens use
  Task<objects::ObjectType> type_of(Turn& turn);
  Task<std::vector<objects::Location>> places(Turn& turn);
  Task<std::string> place_name(Turn& turn);
  Task<std::string> support_phone(Turn& turn);
  Task<std::vector<objects::Object>> free_objects(Turn& turn);
  Task<Result<objects::Object>> chosen_object(Turn& turn);
  std::optional<std::pair<DateOrInstant, DateOrInstant>> chosen_dates(const Draft& draft,
                                                                      const TimeZone& zone) const;
  std::string dates_text(const Draft& draft, rental::RentalUnit unit, Language language) const;
  std::string price_lines(const std::vector<rental::PriceLine>& lines, Language language) const;
  // Before booking (terms.cpp).
  Task<std::string> cancellation_text(Turn& turn, ObjectId object_id);
  std::string tiers_text(const rental::CancellationPolicy& policy, Language language) const;
  std::string fee_text(int percent_thousandths, Language language) const;
  // What the loser of a race hears: with dates when the same object is free, where there are any.
  std::string taken_text(const Turn& turn, const Problem& problem, rental::RentalUnit unit) const;
  std::string why_not(const Turn& turn, const Problem& problem) const;
  std::string deposit_text(const Money& deposit, Language language) const;
  channels::Button button(const Turn& turn, std::string_view text_key, std::string action) const;
  std::vector<channels::Button> back_row(const Turn& turn) const;
  std::string text(const Turn& turn, std::string_view key,
                   std::initializer_list<texts::Argument> arguments = {}) const;

  Services services_;
  const runtime::Clock& clock_;
  DialogueOptions options_;
  texts::Catalog texts_;
};

}  // namespace prokat::bot
