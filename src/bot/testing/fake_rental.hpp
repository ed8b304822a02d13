// For tests of the bot: the four services in memory over one small rental. Two cities in two zones,
// one type of each rental unit; calendars and prices come from the real rules, so that a test reads
// what a customer would. Tests steer outcomes by the public members. Not a database: the services'
// own suites have that.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "services/auth/service.hpp"
#include "services/booking/service.hpp"
#include "services/objects/service.hpp"
#include "services/payments/service.hpp"

namespace prokat::bot::testing {

inline Instant at(const char* text) { return parse_instant(text).value(); }
inline LocalDate date(const char* text) { return parse_date(text).value(); }

class FakeObjects final : public objects::Service {
 public:
  FakeObjects();

  objects::Object& add(const std::string& type, const std::string& city, const std::string& name);
  objects::Object* find_by_id(ObjectId id);
  const rental::TimeRules& rules(const std::string& type) const;
  // The rental of these dates, or why there is none.
  Result<rental::RentalPeriod> period_of(const objects::Object& object, const DateOrInstant& start,
                                         const DateOrInstant& end) const;
  // What its price depends on, with the surcharge.
  rental::RateCard card_of(const objects::Object& object) const;
  rental::Price price_of(const objects::Object& object, const rental::RentalPeriod& period) const;
  bool is_free(ObjectId id, const Period& period) const;

  Instant now = at("2027-04-01T09:00:00Z");
  std::vector<objects::ObjectType> types;
  std::vector<objects::Location> locations;
  std::vector<objects::Object> objects;
  std::map<ObjectId, std::vector<Period>> taken;
  std::int64_t surcharge_minor = 0;  // added to every price from now on
  std::optional<std::string> searched;
  std::optional<rental::CancellationPolicy> cancellation;  // of every rate card; none: no card

  Task<Result<objects::ObjectTypeList>> list_types(const CallContext&, rpc::Empty) override;
  Task<Result<objects::LocationList>> list_locations(const CallContext&, rpc::Empty) override;
  Task<Result<objects::ObjectPage>> search(const CallContext&, objects::SearchRequest) override;
  Task<Result<objects::Object>> find(const CallContext&, objects::ObjectRequest) override;
  Task<Result<objects::Availability>> availability(const CallContext&,
                                                   objects::AvailabilityRequest) override;
  Task<Result<rental::RateCard>> rate_card(const CallContext&, objects::RateCardRequest) override;
};

class FakeAuth final : public auth::Service {
 public:
  std::map<std::string, auth::Customer> customers;  // by account
  std::vector<auth::GrantConsent> granted;
  std::vector<auth::VerifyPhone> verified;
  int consent_version = 3;

  auth::Customer& customer_of(const std::string& account);
  void let_book(const std::string& account);  // consent and phone are there already

  Task<Result<auth::Customer>> resolve_messenger(const CallContext&,
                                                 auth::ResolveMessenger) override;
  Task<Result<auth::Customer>> verify_phone(const CallContext&, auth::VerifyPhone) override;
  Task<Result<auth::Customer>> set_language(const CallContext&, auth::SetLanguage) override;
  Task<Result<auth::ConsentDocument>> consent_document(const CallContext&,
                                                       auth::ConsentDocumentRequest) override;
  Task<Result<auth::Customer>> grant_consent(const CallContext&, auth::GrantConsent) override;
  Task<Result<auth::Customer>> customer(const CallContext&, auth::CustomerRequest) override;
  Task<Result<auth::Customer>> resolve_contact(const CallContext&, auth::ResolveContact) override;
  Task<Result<auth::Authenticated>> authenticate(const CallContext&,
                                                 auth::AuthenticateRequest) override;

 private:
  auth::Customer* by_id(CustomerId id);
};

class FakeBooking final : public booking::Service {
 public:
  explicit FakeBooking(FakeObjects& objects) : objects_(objects) {}

  std::vector<booking::CreateRequest> asked;
  std::map<std::string, booking::Booking> by_key;
  std::map<BookingId, booking::Booking> bookings;
  std::optional<ProblemCode> create_answers;
  std::string create_extension;  // of that answer
  std::optional<ProblemCode> cancel_answers;

  Task<Result<booking::Created>> create(const CallContext&, booking::CreateRequest) override;
  Task<Result<booking::Booking>> find(const CallContext&, booking::BookingRequest) override;
  Task<Result<booking::BookingPage>> list(const CallContext&, booking::ListRequest) override;
  Task<Result<booking::Booking>> cancel(const CallContext&, booking::CancelRequest) override;
  Task<Result<booking::Booking>> confirm(const CallContext&, booking::BookingRequest) override;
  Task<Result<booking::Quote>> quote(const CallContext&, booking::QuoteRequest) override;
  Task<Result<booking::AmountDue>> amount_due(const CallContext&,
                                              booking::AmountDueRequest) override;

 private:
  FakeObjects& objects_;
};

class FakePayments final : public payments::Service {
 public:
  std::vector<payments::StartRequest> started;
  bool away = false;

  Task<Result<payments::Payment>> start(const CallContext&, payments::StartRequest) override;
  Task<Result<payments::Payment>> find(const CallContext&, payments::PaymentRequest) override;
  Task<Result<payments::PaymentList>> list_for_order(const CallContext&,
                                                     payments::OrderPaymentsRequest) override;
  Task<Result<payments::Settled>> settle(const CallContext&,
                                         payments::OrderPaymentsRequest) override;
};

}  // namespace prokat::bot::testing
