// The test world's own workings; the tests are in the other files.
#include "services/booking/test_world.hpp"

namespace prokat::booking {

namespace {

const LegalEntityId entity = LegalEntityId::derive("entity");
const LocationId location = LocationId::derive("moscow");

TariffId tariff_of(const std::string& object) { return TariffId::derive("tariff of " + object); }

}  // namespace

void World::SetUp() {
  set_time(at("2027-04-01T09:00:00Z"));
  execute(
      "TRUNCATE promo_codes, unpaid_holds, idempotency_keys, ledger_entries, booking_lines, "
      "payments, "
      "bookings, orders, "
      "customers, objects, tariff_rates, tariffs, object_types, locations, legal_entities, "
      "outbox, audit_log CASCADE");
  execute(
      "INSERT INTO legal_entities (id, name, short_name, created_at) "
      "VALUES ($1::uuid, 'ООО «Прокат»', 'Прокат', '2027-01-01Z')",
      pg::Params().add(entity));
  execute(
      "INSERT INTO locations (id, legal_entity_id, name_ru, city_ru, time_zone, created_at) "
      "VALUES ($1::uuid, $2::uuid, 'Центр', 'Москва', 'Europe/Moscow', '2027-01-01Z')",
      pg::Params().add(location).add(entity));
  execute(
      "INSERT INTO object_types (code, name_ru, rental_unit, created_at) "
      "VALUES ('car', 'Автомобили', 'day_24h', '2027-01-01Z')");
  execute(
      "INSERT INTO customers (id, name, created_at) "
      "VALUES ($1::uuid, 'Анна', '2027-01-01Z'), ($2::uuid, 'Борис', '2027-01-01Z')",
      pg::Params().add(anna).add(boris));
  for (const auto& [name, buffer] :
       {std::pair("kia", 0), std::pair("lada", 0), std::pair("gazelle", 60)}) {
    add_object(name, buffer);
  }
  auth.dictated = boris;
}

void World::TearDown() { EXPECT_EQ(violations(), std::vector<std::string>()); }

void World::add_object(const std::string& name, int buffer_minutes) {
  const auto id = ObjectId::derive(name);
  execute(
      "INSERT INTO tariffs (id, name_ru, mode, currency, created_at) "
      "VALUES ($1::uuid, $2::text, 'by_length', 'RUB', '2027-01-01Z')",
      pg::Params().add(tariff_of(name)).add(name));
  execute(
      "INSERT INTO tariff_rates (tariff_id, units_from, price_minor) "
      "VALUES ($1::uuid, 1, 300000), ($1::uuid, 3, 250000)",
      pg::Params().add(tariff_of(name)));
  execute(
      "INSERT INTO objects (id, type, location_id, name_ru, name_en, unit_label, tariff_id, "
      "price_minor, currency, deposit_minor, buffer_before_minutes, buffer_after_minutes, "
      "created_at) VALUES ($1::uuid, 'car', $2::uuid, $3::text, $3::text, 'А001АА', $4::uuid, "
      "300000, 'RUB', 1000000, $5::int, $5::int, '2027-01-01Z')",
      pg::Params().add(id).add(location).add(name).add(tariff_of(name)).add(buffer_minutes));
  rental::RateCard card;
  card.object_id = id;
  card.rate_version = 1;
  card.type = "car";
  card.name = {name, name};
  card.unit_label = "А001АА";
  card.location_id = location;
  card.legal_entity_id = entity;
  card.time_zone = "Europe/Moscow";
  card.tariff.rates = {{1, 300'000}, {3, 250'000}};
  card.deposit_minor = 1'000'000;
  card.buffer_before_minutes = buffer_minutes;
  card.buffer_after_minutes = buffer_minutes;
  objects.cards[id] = std::move(card);
}

void World::change_price(const std::string& name, std::int64_t price_minor) {
  execute(
      "UPDATE tariff_rates SET price_minor = $2::bigint WHERE tariff_id = $1::uuid AND "
      "units_from = 1",
      pg::Params().add(tariff_of(name)).add(price_minor));
  auto& card = objects.cards.at(ObjectId::derive(name));
  card.tariff.rates.front().price_minor = price_minor;
  ++card.rate_version;
}

void World::set_time(Instant instant) {
  const auto machine = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  clock.set_offset(instant - machine);
}

CallContext World::as_customer(CustomerId id) const {
  return {.request_id = "test-request",
          .deadline = soon(),
          .principal = {Role::customer, id.to_string()},
          .channel = "telegram"};
}

CallContext World::as_operator() const {
  return {.request_id = "test-request",
          .deadline = soon(),
          .principal = {Role::operator_, UserId::derive("olga").to_string()},
          .channel = "panel"};
}

CreateRequest World::request_for(const std::string& object, const char* start,
                                 const char* end) const {
  CreateRequest request;
  request.object_id = ObjectId::derive(object);
  request.start = when(start);
  request.end = when(end);
  request.customer_id = anna;
  return request;
}

Result<Created> World::create(const CallContext& context, CreateRequest request) {
  return run(service.create(context, std::move(request)));
}

Booking World::created(const std::string& object, const char* start, const char* end) {
  auto made = create(as_customer(anna), request_for(object, start, end));
  if (!made) throw std::runtime_error("not created: " + made.error().detail);
  return made->booking;
}

Booking World::find(BookingId id) {
  return run(service.find(as_operator(), BookingRequest{id})).value();
}

events::Delivery World::succeeded(const Booking& booking, std::int64_t amount_minor,
                                  PaymentId id) const {
  events::Delivery delivery;
  delivery.event.type = "payment.succeeded";
  delivery.event.aggregate_kind = "payment";
  delivery.event.aggregate_id = id.to_string();
  delivery.event.payload = R"({"payment_id":")" + id.to_string() + R"(","order_id":")" +
                           booking.order_id.to_string() + R"(","amount_minor":)" +
                           std::to_string(amount_minor) + R"(,"currency":"RUB"})";
  return delivery;
}

void World::deliver(std::vector<events::Delivery> deliveries) {
  static const auto handle_in_transaction = [](pg::Pool& pool, events::Subscriber& subscriber,
                                               std::vector<events::Delivery> given) -> Task<void> {
    auto tx = co_await pool.transaction(soon());
    co_await subscriber.handle(CallContext::system("events", 60s), tx, std::move(given));
    co_await tx.commit();
  };
  auto subscriber = money_subscriber(clock, {});
  run(handle_in_transaction(pool, subscriber, std::move(deliveries)));
}

PaymentId World::pay(const Booking& booking, std::int64_t amount_minor, PaymentId id) {
  deliver({succeeded(booking, amount_minor, id)});
  return id;
}

void World::add_payment(const Booking& booking, const std::string& status) {
  execute(
      "INSERT INTO payments (id, order_id, method, kind, status, amount_minor, currency, "
      "created_at, updated_at) VALUES ($1::uuid, $2::uuid, 'online', 'full', $3::text, 1, "
      "'RUB', '2027-04-01Z', '2027-04-01Z')",
      pg::Params().add(PaymentId::make()).add(booking.order_id).add(status));
}

std::vector<std::string> World::events_of(const std::string& aggregate_id) {
  const auto rows = execute("SELECT type FROM outbox WHERE aggregate_id = $1::uuid ORDER BY id",
                            pg::Params().add(aggregate_id));
  std::vector<std::string> types;
  for (std::size_t i = 0; i < rows.size(); ++i) types.push_back(rows[i].get<std::string>("type"));
  return types;
}

std::vector<std::string> World::violations() {
  const auto rows = run(pool.statement(sql::invariants, {}, soon()));
  std::vector<std::string> found;
  for (std::size_t i = 0; i < rows.size(); ++i)
    found.push_back(std::string(rows[i].text("rule")) + ": " + std::string(rows[i].text("id")));
  return found;
}

pg::Rows World::execute(std::string text, pg::Params params) {
  // Prepared under its name, so each text needs one of its own.
  texts_.push_back(
      std::make_unique<std::string>("test." + std::to_string(std::hash<std::string>{}(text))));
  const auto& name = *texts_.back();
  texts_.push_back(std::make_unique<std::string>(std::move(text)));
  return run(pool.statement({name, *texts_.back()}, std::move(params), soon()));
}

void Crowd::add(Task<void> task) {
  ++left_;
  runtime::spawn(executor_, "test", run(*this, std::move(task)));
}

Task<void> Crowd::wait(Deadline deadline) {
  while (left_ > 0) {
    if (!co_await done_.wait(deadline)) throw std::runtime_error("the crowd is not done in time");
  }
}

Task<void> Crowd::run(Crowd& crowd, Task<void> task) {
  try {
    co_await std::move(task);
  } catch (const std::exception& error) {
    ADD_FAILURE() << error.what();
  }
  if (--crowd.left_ == 0) crowd.done_.notify();
}

}  // namespace prokat::booking
