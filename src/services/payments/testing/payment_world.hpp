// For tests of payments: a booking in the test database, a provider that tests steer, and
// payments-service over both. Every test starts from empty tables at 2027-04-01 12:00 in Moscow.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "pg/testing/database.hpp"
#include "runtime/loop.hpp"
#include "services/payments/local_service.hpp"

namespace prokat::payments::testing {

using namespace std::chrono_literals;

// Keeps payments by key, as a provider does: the same key is the same payment.
class FakeProvider final : public Provider {
 public:
  std::string_view name() const override { return "yookassa"; }

  Task<ProviderAnswer> create_payment(CreatePayment request, Deadline) override {
    created.push_back(request);
    if (latency > 0ms) co_await runtime::sleep_for(latency);
    if (create_answers) co_return *create_answers;
    ProviderPayment payment;
    payment.provider_payment_id = "yoo-" + request.idempotence_key;
    payment.amount = request.amount;
    payment.confirmation_url = "https://pay.example/" + request.idempotence_key;
    co_return payments.try_emplace(payment.provider_payment_id, payment).first->second;
  }
  Task<ProviderAnswer> get_payment(std::string id, Deadline) override {
    ++asked;
    if (latency > 0ms) co_await runtime::sleep_for(latency);
    if (get_answers) co_return *get_answers;
    const auto found = payments.find(id);
    if (found == payments.end()) co_return ProviderRefused{"not_found", "no such payment"};
    co_return found->second;
  }

  std::vector<CreatePayment> created;
  std::map<std::string, ProviderPayment> payments;
  std::optional<ProviderAnswer> create_answers;
  std::optional<ProviderAnswer> get_answers;
  std::chrono::milliseconds latency{0};
  int asked = 0;
};

// Knows what is due, and nothing else.
class FakeBooking final : public booking::Service {
 public:
  booking::AmountDue due;
  std::optional<ProblemCode> answers;

  Task<Result<booking::AmountDue>> amount_due(const CallContext&,
                                              booking::AmountDueRequest) override {
    if (answers) co_return fail(*answers, "as the test wants");
    co_return due;
  }
  Task<Result<booking::Quote>> quote(const CallContext&, booking::QuoteRequest) override {
    co_return fail(ProblemCode::not_found, "a fake");
  }
  Task<Result<booking::Created>> create(const CallContext&, booking::CreateRequest) override {
    co_return fail(ProblemCode::not_found, "a fake");
  }
  Task<Result<booking::Booking>> find(const CallContext&, booking::BookingRequest) override {
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
};

class PaymentWorld : public ::testing::Test {
 protected:
  void SetUp() override {
    set_time(parse_instant("2027-04-01T09:00:00Z").value());
    execute(
        "TRUNCATE payment_allocations, payments, booking_lines, bookings, orders, customers, "
        "objects, tariff_rates, tariffs, object_types, locations, legal_entities, outbox, inbox, "
        "inbox_lanes, audit_log CASCADE");
    execute(
        "INSERT INTO legal_entities (id, name, short_name, created_at) "
        "VALUES ($1::uuid, 'ООО «Прокат»', 'Прокат', '2027-01-01Z')",
        pg::Params().add(LegalEntityId::derive("entity")));
    execute(
        "INSERT INTO locations (id, legal_entity_id, name_ru, city_ru, time_zone, created_at) "
        "VALUES ($1::uuid, $2::uuid, 'Центр', 'Москва', 'Europe/Moscow', '2027-01-01Z')",
        pg::Params().add(LocationId::derive("moscow")).add(LegalEntityId::derive("entity")));
    execute(
        "INSERT INTO object_types (code, name_ru, rental_unit, created_at) "
        "VALUES ('car', 'Автомобили', 'day_24h', '2027-01-01Z')");
    execute(
        "INSERT INTO tariffs (id, name_ru, mode, currency, created_at) "
        "VALUES ($1::uuid, 'Обычный', 'by_length', 'RUB', '2027-01-01Z')",
        pg::Params().add(TariffId::derive("tariff")));
    execute(
        "INSERT INTO objects (id, type, location_id, name_ru, name_en, unit_label, tariff_id, "
        "price_minor, currency, deposit_minor, buffer_before_minutes, buffer_after_minutes, "
        "created_at) VALUES ($1::uuid, 'car', $2::uuid, 'Kia', 'Kia', 'А001АА', $3::uuid, "
        "300000, 'RUB', 0, 0, 0, '2027-01-01Z')",
        pg::Params()
            .add(ObjectId::derive("kia"))
            .add(LocationId::derive("moscow"))
            .add(TariffId::derive("tariff")));
    execute("INSERT INTO customers (id, name, created_at) VALUES ($1::uuid, 'Анна', '2027-01-01Z')",
            pg::Params().add(CustomerId::derive("anna")));
    execute(
        "INSERT INTO orders (id, customer_id, legal_entity_id, currency, total_minor, channel, "
        "created_at) VALUES ($1::uuid, $2::uuid, $3::uuid, 'RUB', 750000, 'api', '2027-04-01Z')",
        pg::Params()
            .add(order_id)
            .add(CustomerId::derive("anna"))
            .add(LegalEntityId::derive("entity")));
    execute(
        "INSERT INTO bookings (id, code, order_id, object_id, pickup_location_id, "
        "return_location_id, date_start, date_end, blocked, time_zone, status, hold_expires_at, "
        "amount_minor, currency, created_at, updated_at) VALUES ($1::uuid, 'PR-7K3M9QX', $2::uuid, "
        "$3::uuid, $4::uuid, $4::uuid, '2027-05-01Z', '2027-05-04Z', "
        "tstzrange('2027-05-01Z', '2027-05-04Z'), 'Europe/Moscow', 'awaiting_payment', "
        "'2027-04-01T10:00Z', 750000, 'RUB', '2027-04-01Z', '2027-04-01Z')",
        pg::Params()
            .add(booking_id)
            .add(order_id)
            .add(ObjectId::derive("kia"))
            .add(LocationId::derive("moscow")));
    booking.due.order_id = order_id;
    booking.due.booking_id = booking_id;
    booking.due.code = "PR-7K3M9QX";
    booking.due.title = {"Kia Rio, 1–4 мая", "Kia Rio, 1–4 May"};
    booking.due.amount = Money{750'000, {}};
    booking.due.payable = true;
  }

  template <class T>
  T run(Task<T> task) {
    return loop.run_until_done(std::move(task));
  }
  pg::Rows execute(std::string text, pg::Params params = {}) {
    // Statements are prepared under their name, so each text needs its own.
    texts_.push_back(std::make_unique<std::string>(std::move(text)));
    texts_.push_back(std::make_unique<std::string>(
        "test." + std::to_string(std::hash<std::string>{}(*texts_.back()))));
    const pg::Statement statement{*texts_.back(), **(texts_.end() - 2)};
    return run(pool.statement(statement, std::move(params), soon()));
  }
  std::int64_t count(const std::string& what) {
    return execute("SELECT count(*) AS n FROM " + what).only().get<std::int64_t>("n");
  }
  std::string text_of(const std::string& column) {
    return execute("SELECT " + column + "::text AS value FROM payments")
        .only()
        .get<std::string>("value");
  }
  void set_time(Instant instant) {
    clock.set_offset(instant - std::chrono::floor<Duration>(std::chrono::system_clock::now()));
  }
  void pass(Duration duration) { set_time(clock.now() + duration); }

  static Deadline soon() { return Deadline::in(30s); }
  static CallContext context() { return CallContext::system("test", 30s); }
  Result<Payment> start() {
    StartRequest request;
    request.booking_id = booking_id;
    return run(service.start(context(), std::move(request)));
  }
  PaymentRow row(PaymentId id) { return run(service.store().find(id, soon())).value(); }
  // What the provider says from now on about the payment.
  ProviderPayment& provided(PaymentId id) { return provider.payments.at("yoo-" + id.to_string()); }

  const OrderId order_id = OrderId::derive("order");
  const BookingId booking_id = BookingId::derive("booking");
  runtime::Loop loop{"test"};
  runtime::Clock clock;
  pg::Pool pool{loop.executor(), {.url = pg::testing::database_url(), .connections = 8}};
  redis::Client redis{loop.executor(), Secret()};
  events::Wakeup wakeup{loop.executor(), redis};
  FakeBooking booking;
  FakeProvider provider;
  LocalService service{pool, clock, booking, provider, wakeup, {"https://prokat.example/paid"}};

 private:
  std::vector<std::unique_ptr<std::string>> texts_;  // Statements only look at their text
};

}  // namespace prokat::payments::testing
