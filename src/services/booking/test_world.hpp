// A small rental in the test database and booking-service over it; the other services are fakes
// that tests steer. For tests of this service only. Every test starts from empty tables and ends
// with the invariant query.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/enum_names.hpp"
#include "pg/testing/database.hpp"
#include "runtime/async_event.hpp"
#include "runtime/loop.hpp"
#include "services/booking/hold_expiry.hpp"
#include "services/booking/local_service.hpp"
#include "services/booking/money_events.hpp"
#include "services/booking/operations.hpp"
#include "services/booking/orders.hpp"
#include "services/booking/sql.hpp"
#include "services/booking/upkeep.hpp"

namespace prokat::booking {

using namespace std::chrono_literals;

inline Instant at(const char* text) { return parse_instant(text).value(); }
inline DateOrInstant when(const char* text) { return parse_date_or_instant(text).value(); }

// Answers with the cards it is given, as objects would read them.
class FakeObjects final : public objects::Service {
 public:
  std::map<ObjectId, rental::RateCard> cards;
  int reads = 0;

  Task<Result<rental::RateCard>> rate_card(const CallContext&,
                                           objects::RateCardRequest request) override {
    ++reads;
    const auto found = cards.find(request.object_id);
    if (found == cards.end()) co_return fail(ProblemCode::not_found, "no such object");
    co_return found->second;
  }
  Task<Result<objects::ObjectTypeList>> list_types(const CallContext&, rpc::Empty) override {
    co_return objects::ObjectTypeList();
  }
  Task<Result<objects::LocationList>> list_locations(const CallContext&, rpc::Empty) override {
    co_return objects::LocationList();
  }
  Task<Result<objects::ObjectPage>> search(const CallContext&, objects::SearchRequest) override {
    co_return objects::ObjectPage();
  }
  Task<Result<objects::Object>> find(const CallContext&, objects::ObjectRequest) override {
    co_return fail(ProblemCode::not_found, "a fake");
  }
  Task<Result<objects::Availability>> availability(const CallContext&,
                                                   objects::AvailabilityRequest) override {
    co_return objects::Availability();
  }
};

class FakeAuth final : public auth::Service {
 public:
  CustomerId dictated;  // what every contact resolves to
  int resolved = 0;

  Task<Result<auth::Customer>> resolve_contact(const CallContext&,
                                               auth::ResolveContact request) override {
    ++resolved;
    if (request.phone.empty()) {
      co_return fail(ProblemCode::validation_failed, "no phone",
                     {{"/customer/phone", "bad-phone", "not a phone number"}});
    }
    auth::Customer customer;
    customer.id = dictated;
    co_return customer;
  }
  Task<Result<auth::Authenticated>> authenticate(const CallContext&,
                                                 auth::AuthenticateRequest) override {
    co_return fail(ProblemCode::unauthenticated, "a fake");
  }
  Task<Result<auth::Customer>> resolve_messenger(const CallContext&,
                                                 auth::ResolveMessenger) override {
    co_return auth::Customer();
  }
  Task<Result<auth::Customer>> customer(const CallContext&, auth::CustomerRequest) override {
    co_return auth::Customer();
  }
  Task<Result<auth::Customer>> verify_phone(const CallContext&, auth::VerifyPhone) override {
    co_return auth::Customer();
  }
  Task<Result<auth::Customer>> set_language(const CallContext&, auth::SetLanguage) override {
    co_return auth::Customer();
  }
  Task<Result<auth::ConsentDocument>> consent_document(const CallContext&,
                                                       auth::ConsentDocumentRequest) override {
    co_return auth::ConsentDocument();
  }
  Task<Result<auth::Customer>> grant_consent(const CallContext&, auth::GrantConsent) override {
    co_return auth::Customer();
  }
};

class FakePayments final : public payments::Service {
 public:
  payments::Settled answer;
  bool away = false;
  int asked = 0;

  Task<Result<payments::Settled>> settle(const CallContext&,
                                         payments::OrderPaymentsRequest) override {
    ++asked;
    if (away) throw std::runtime_error("payments does not answer");
    co_return answer;
  }
  Task<Result<payments::Payment>> start(const CallContext&, payments::StartRequest) override {
    co_return payments::Payment();
  }
  Task<Result<payments::Payment>> find(const CallContext&, payments::PaymentRequest) override {
    co_return payments::Payment();
  }
  Task<Result<payments::PaymentList>> list_for_order(const CallContext&,
                                                     payments::OrderPaymentsRequest) override {
    co_return payments::PaymentList();
  }
};

// Business time begins at 2027-04-01 12:00 in Moscow. Objects "kia", "lada", "gazelle", each
// 3 000 roubles a day, 2 500 from three days on; "gazelle" has an hour of preparation around.
class World : public ::testing::Test {
 public:  // coroutines of the tests work on it too
  void SetUp() override;
  void TearDown() override;

  void add_object(const std::string& name, int buffer_minutes);
  // As an operator would: the rows change, and with them the version.
  void change_price(const std::string& name, std::int64_t price_minor);
  void set_time(Instant instant);
  void pass(Duration duration) { set_time(clock.now() + duration); }

  CallContext as_customer(CustomerId id) const;
  CallContext as_operator() const;

  CreateRequest request_for(const std::string& object, const char* start, const char* end) const;
  Result<Created> create(const CallContext& context, CreateRequest request);
  Booking created(const std::string& object, const char* start, const char* end);  // by anna
  Booking find(BookingId id);

  // A payment as payments would report it, handled in a transaction of its own.
  PaymentId pay(const Booking& booking, std::int64_t amount_minor,
                PaymentId id = PaymentId::make());
  void deliver(std::vector<events::Delivery> deliveries);
  events::Delivery succeeded(const Booking& booking, std::int64_t amount_minor, PaymentId id) const;
  // The row that payments would keep: 'pending', 'succeeded', 'canceled'.
  void add_payment(const Booking& booking, const std::string& status);

  std::vector<std::string> events_of(const std::string& aggregate_id);
  std::vector<std::string> violations();

  pg::Rows execute(std::string text, pg::Params params = {});
  template <class T>
  T run(Task<T> task) {
    return loop.run_until_done(std::move(task));
  }
  static Deadline soon() { return Deadline::in(60s); }

  runtime::Loop loop{"test"};
  runtime::Clock clock;
  pg::Pool pool{loop.executor(), {.url = pg::testing::database_url(), .connections = 16}};
  redis::Client redis{loop.executor(), Secret()};
  events::Wakeup wakeup{loop.executor(), redis};
  FakeObjects objects;
  FakeAuth auth;
  FakePayments payments;
  LocalService service{pool, clock, objects, auth, wakeup, ServiceOptions()};
  Orders orders{pool, clock, service, wakeup};
  Operations operations{pool, clock, service, wakeup};
  Upkeep upkeep{pool, clock, wakeup};
  HoldExpiry expiry{loop.executor(), pool, payments, clock, wakeup, 1s};

  const CustomerId anna = CustomerId::derive("anna");
  const CustomerId boris = CustomerId::derive("boris");

 private:
  std::vector<std::unique_ptr<std::string>> texts_;  // Statements only look at their text
};

// Starts tasks side by side and waits for all of them.
class Crowd {
 public:
  explicit Crowd(runtime::Loop& loop) : executor_(loop.executor()), done_(executor_) {}
  void add(Task<void> task);
  Task<void> wait(Deadline deadline);

 private:
  static Task<void> run(Crowd& crowd, Task<void> task);

  boost::asio::any_io_executor executor_;
  runtime::AsyncEvent done_;
  int left_ = 0;
};

}  // namespace prokat::booking
