// For tests of notifications: customers, chats and bookings in the test database, one booking as
// the other services would tell it, and a messenger that remembers what it was given.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "pg/testing/database.hpp"
#include "runtime/loop.hpp"
#include "services/notifications/event_handler.hpp"
#include "services/notifications/local_service.hpp"
#include "services/notifications/sender.hpp"

namespace prokat::notifications::testing {

using namespace std::chrono_literals;

// One booking, told as it stands in `booking`.
class FakeBooking final : public booking::Service {
 public:
  booking::Booking booking;
  bool away = false;

  Task<Result<booking::Booking>> find(const CallContext&,
                                      booking::BookingRequest request) override {
    if (away) co_return fail(ProblemCode::unavailable, "away");
    if (request.id != booking.id) co_return fail(ProblemCode::not_found, "no such booking");
    co_return booking;
  }
  Task<Result<booking::Quote>> quote(const CallContext&, booking::QuoteRequest) override {
    co_return fail(ProblemCode::not_found, "a fake");
  }
  Task<Result<booking::Created>> create(const CallContext&, booking::CreateRequest) override {
    co_return fail(ProblemCode::not_found, "a fake");
  }
  Task<Result<booking::BookingPage>> list(const CallContext&, booking::ListRequest) override {
    co_return fail(ProblemCode::not_found, "a fake");
  }
  Task<Result<booking::Booking>> cancel(const CallContext&, booking::CancelRequest) override {
    co_return fail(ProblemCode::not_found, "a fake");
  }
  Task<Result<booking::Booking>> confirm(const CallContext&, booking::BookingRequest) override {
    co_return fail(ProblemCode::not_found, "a fake");
  }
  Task<Result<booking::AmountDue>> amount_due(const CallContext&,
                                              booking::AmountDueRequest) override {
    co_return fail(ProblemCode::not_found, "a fake");
  }
};

class FakeObjects final : public objects::Service {
 public:
  objects::LocationList places;

  Task<Result<objects::LocationList>> list_locations(const CallContext&, rpc::Empty) override {
    co_return places;
  }
  Task<Result<objects::ObjectTypeList>> list_types(const CallContext&, rpc::Empty) override {
    co_return fail(ProblemCode::not_found, "a fake");
  }
  Task<Result<objects::ObjectPage>> search(const CallContext&, objects::SearchRequest) override {
    co_return fail(ProblemCode::not_found, "a fake");
  }
  Task<Result<objects::Object>> find(const CallContext&, objects::ObjectRequest) override {
    co_return fail(ProblemCode::not_found, "a fake");
  }
  Task<Result<objects::Availability>> availability(const CallContext&,
                                                   objects::AvailabilityRequest) override {
    co_return fail(ProblemCode::not_found, "a fake");
  }
  Task<Result<rental::RateCard>> rate_card(const CallContext&, objects::RateCardRequest) override {
    co_return fail(ProblemCode::not_found, "a fake");
  }
};

class FakeAuth final : public auth::Service {
 public:
  auth::Customer anna;

  Task<Result<auth::Customer>> customer(const CallContext&, auth::CustomerRequest) override {
    co_return anna;
  }
  Task<Result<auth::Authenticated>> authenticate(const CallContext&,
                                                 auth::AuthenticateRequest) override {
    co_return fail(ProblemCode::unauthenticated, "a fake");
  }
  Task<Result<auth::Customer>> resolve_messenger(const CallContext&,
                                                 auth::ResolveMessenger) override {
    co_return anna;
  }
  Task<Result<auth::Customer>> resolve_contact(const CallContext&, auth::ResolveContact) override {
    co_return anna;
  }
  Task<Result<auth::Customer>> verify_phone(const CallContext&, auth::VerifyPhone) override {
    co_return anna;
  }
  Task<Result<auth::Customer>> set_language(const CallContext&, auth::SetLanguage) override {
    co_return anna;
  }
  Task<Result<auth::ConsentDocument>> consent_document(const CallContext&,
                                                       auth::ConsentDocumentRequest) override {
    co_return fail(ProblemCode::not_found, "a fake");
  }
  Task<Result<auth::Customer>> grant_consent(const CallContext&, auth::GrantConsent) override {
    co_return anna;
  }
};

class FakePayments final : public payments::Service {
 public:
  payments::PaymentList list;

  Task<Result<payments::PaymentList>> list_for_order(const CallContext&,
                                                     payments::OrderPaymentsRequest) override {
    co_return list;
  }
  Task<Result<payments::Payment>> start(const CallContext&, payments::StartRequest) override {
    co_return fail(ProblemCode::not_found, "a fake");
  }
  Task<Result<payments::Payment>> find(const CallContext&, payments::PaymentRequest) override {
    co_return fail(ProblemCode::not_found, "a fake");
  }
  Task<Result<payments::Settled>> settle(const CallContext&,
                                         payments::OrderPaymentsRequest) override {
    co_return fail(ProblemCode::not_found, "a fake");
  }
};

// Answers as scripted, then with "shown".
class FakeWriter final : public channels::ScreenWriter {
 public:
  struct Call {
    std::string what;  // send, edit, remove
    std::string chat_id;
    std::string message_id;
    std::string text;
    std::string prefix;
  };
  std::vector<Call> calls;
  std::deque<channels::Written> answers;
  int sent = 0;

  const std::string& bot_id() const override { return bot_id_; }
  Task<channels::Written> send(std::string chat_id, channels::Screen screen, std::string prefix,
                               Deadline) override {
    calls.push_back({"send", chat_id, "", screen.text, prefix});
    co_return next(std::to_string(1000 + ++sent));
  }
  Task<channels::Written> edit(std::string chat_id, std::string message_id, channels::Screen screen,
                               std::string prefix, Deadline) override {
    calls.push_back({"edit", chat_id, message_id, screen.text, prefix});
    co_return next(message_id);
  }
  Task<std::vector<std::string>> send_album(std::string, std::vector<channels::PhotoRef>,
                                            Deadline) override {
    co_return std::vector<std::string>();
  }
  Task<void> hide_keyboard(std::string, std::string, Deadline) override { co_return; }
  Task<void> remove(std::string chat_id, std::vector<std::string> ids, Deadline) override {
    for (const auto& id : ids) calls.push_back({"remove", chat_id, id, "", ""});
    co_return;
  }

 private:
  channels::Written next(const std::string& message_id) {
    channels::Written written;
    if (!answers.empty()) {
      written = std::move(answers.front());
      answers.pop_front();
    }
    if (written.outcome == channels::Written::Outcome::shown) written.message_id = message_id;
    return written;
  }
  std::string bot_id_ = "100";
};

class NotificationWorld : public ::testing::Test {
 protected:
  void SetUp() override;

  template <class T>
  T run(Task<T> task) {
    return loop.run_until_done(std::move(task));
  }
  pg::Rows execute(std::string text, pg::Params params = {});
  static Deadline soon() { return Deadline::in(30s); }
  static CallContext context() { return CallContext::system("test", 30s); }
  void add_chat(const std::string& chat_id, const char* language = "ru",
                const std::string& channel = "telegram");
  void add_card(const std::string& chat_id, const std::string& message_id, int version,
                const std::string& channel = "telegram");
  // Each message as "chat audience template state".
  std::vector<std::string> messages();
  void deliver(const std::string& type, const std::string& made_in = "telegram",
               const ChatRef& operators = {"telegram", "100", "-500"});
  // A message that waits to be sent, as enqueueing leaves it.
  void queue(const std::string& chat_id, const std::string& template_name,
             const std::string& audience = "customer", int attempts = 0);
  std::string of_message(const std::string& column);

  const BookingId booking_id = BookingId::derive("booking");
  const CustomerId customer_id = CustomerId::derive("anna");
  runtime::Loop loop{"test"};
  runtime::Clock clock;
  pg::Pool pool{loop.executor(), {.url = pg::testing::database_url(), .connections = 4}};
  FakeAuth auth;
  FakeObjects objects;
  FakeBooking booking;
  FakePayments payments;
  FakeWriter writer;
  Rendering rendering{auth, objects, booking, payments};
  LocalService service{pool, clock, rendering, &writer};
  Sender sender{pool, clock, rendering, writer, SenderOptions()};

 private:
  void insert_booking();  // the rows that the tables of notifications refer to
  void tell_booking();    // the same booking, as the other services tell it

  std::vector<std::unique_ptr<std::string>> texts_;  // Statements only look at their text
};

}  // namespace prokat::notifications::testing
