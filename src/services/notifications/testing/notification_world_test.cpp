// The test world's own workings (a _test.cpp, so that they are part of the test binary only).
#include "services/notifications/testing/notification_world.hpp"

namespace prokat::notifications::testing {

void NotificationWorld::SetUp() {
  insert_booking();
  tell_booking();
}

void NotificationWorld::insert_booking() {
  execute(
      "TRUNCATE messages, chat_cards, chats, booking_lines, payments, bookings, orders, customers, "
      "objects, tariff_rates, tariffs, object_types, locations, legal_entities CASCADE");
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
          pg::Params().add(customer_id));
  execute(
      "INSERT INTO orders (id, customer_id, legal_entity_id, currency, total_minor, channel, "
      "created_at) VALUES ($1::uuid, $2::uuid, $3::uuid, 'RUB', 750000, 'api', '2027-04-01Z')",
      pg::Params()
          .add(OrderId::derive("order"))
          .add(customer_id)
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
          .add(OrderId::derive("order"))
          .add(ObjectId::derive("kia"))
          .add(LocationId::derive("moscow")));
}

void NotificationWorld::tell_booking() {
  objects::Location place;
  place.id = LocationId::derive("moscow");
  place.city = {"Москва", "Moscow"};
  place.address = {"Пристань <1>", "Pier <1>"};
  objects.places.items = {place};
  auth.anna.id = customer_id;
  auth.anna.name = "Анна & Ко";
  auth.anna.phone = "+79160000001";
  auto& made = booking.booking;
  made.id = booking_id;
  made.code = "PR-7K3M9QX";
  made.order_id = OrderId::derive("order");
  made.object = {ObjectId::derive("kia"), "car", {"Kia Rio", "Kia Rio"}, "А001АА"};
  made.start = "2027-05-01T10:00:00+03:00";
  made.end = "2027-05-04T10:00:00+03:00";
  made.start_date = parse_date("2027-05-01").value();
  made.end_date = parse_date("2027-05-04").value();
  made.time_zone = "Europe/Moscow";
  made.pickup_location_id = place.id;
  made.customer.id = customer_id;
  rental::PriceLine line;
  line.title = {"Аренда: 3 суток", "Rental: 3 days"};
  line.amount = Money{750'000, {}};
  made.lines = {line};
  made.total = made.balance = Money{750'000, {}};
  made.deposit = Money{1'000'000, {}};
  made.hold_expires_at = parse_instant("2027-04-01T10:00:00Z");
}

pg::Rows NotificationWorld::execute(std::string text, pg::Params params) {
  // Statements are prepared under their name, so each text needs its own.
  texts_.push_back(std::make_unique<std::string>(std::move(text)));
  texts_.push_back(std::make_unique<std::string>(
      "test." + std::to_string(std::hash<std::string>{}(*texts_.back()))));
  const pg::Statement statement{*texts_.back(), **(texts_.end() - 2)};
  return run(pool.statement(statement, std::move(params), soon()));
}

void NotificationWorld::add_chat(const std::string& chat_id, const char* language,
                                 const std::string& channel) {
  execute(
      "INSERT INTO chats (channel, bot_id, chat_id, customer_id, language, updated_at) "
      "VALUES ($4::text, '100', $1::text, $2::uuid, $3::text, '2027-04-01Z')",
      pg::Params().add(chat_id).add(customer_id).add(language).add(channel));
}

void NotificationWorld::add_card(const std::string& chat_id, const std::string& message_id,
                                 int version, const std::string& channel) {
  execute(
      "INSERT INTO chat_cards (channel, bot_id, chat_id, booking_id, message_id, "
      "rendered_version, updated_at) VALUES ($5::text, '100', $1::text, $2::uuid, $3::text, "
      "$4::int, '2027-04-01Z')",
      pg::Params().add(chat_id).add(booking_id).add(message_id).add(version).add(channel));
}

std::vector<std::string> NotificationWorld::messages() {
  const auto rows = execute(
      "SELECT chat_id || ' ' || audience || ' ' || template || ' ' || state AS line "
      "FROM messages ORDER BY id");
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < rows.size(); ++i) lines.push_back(rows[i].get<std::string>("line"));
  return lines;
}

namespace {

Task<void> deliver_one(pg::Pool& pool, events::Subscriber subscriber, events::Event event) {
  auto tx = co_await pool.transaction(Deadline::in(30s));
  std::vector<events::Delivery> deliveries;
  deliveries.push_back({std::move(event), 1});
  co_await subscriber.handle(CallContext::system("test", 30s), tx, std::move(deliveries));
  co_await tx.commit();
}

}  // namespace

void NotificationWorld::deliver(const std::string& type, const std::string& made_in,
                                const ChatRef& operators) {
  events::Event event;
  event.type = type;
  event.payload = R"({"booking_id":")" + booking_id.to_string() + R"(","customer_id":")" +
                  customer_id.to_string() + R"(","channel":")" + made_in + R"(","more":1})";
  run(deliver_one(pool, make_subscriber(operators, {}), std::move(event)));
}

void NotificationWorld::queue(const std::string& chat_id, const std::string& template_name,
                              const std::string& audience, int attempts) {
  execute(
      "INSERT INTO messages (id, channel, bot_id, chat_id, audience, template, booking_id, state, "
      "attempts, next_attempt_at) VALUES ($1::uuid, 'telegram', '100', $2::text, $3::text, "
      "$4::text, $5::uuid, 'pending', $6::int, '2020-01-01Z')",
      pg::Params()
          .add(MessageId::make())
          .add(chat_id)
          .add(audience)
          .add(template_name)
          .add(booking_id)
          .add(attempts));
}

std::string NotificationWorld::of_message(const std::string& column) {
  return execute("SELECT coalesce((" + column + ")::text, 'none') AS value FROM messages")
      .only()
      .get<std::string>("value");
}

}  // namespace prokat::notifications::testing
