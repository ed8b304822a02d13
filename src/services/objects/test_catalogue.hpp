// A small business in the test database: two locations in two zones, one type of each rental unit.
// For tests of this service only; every fixture starts from empty tables.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <stdexcept>

#include "pg/database.hpp"
#include "runtime/clock.hpp"
#include "runtime/loop.hpp"
#include "services/objects/local_service.hpp"

namespace prokat::objects {

inline Instant at(const char* text) { return parse_instant(text).value(); }
inline LocalDate date(const char* text) { return parse_date(text).value(); }
inline DateOrInstant when(const char* text) { return parse_date_or_instant(text).value(); }

inline Secret test_database() {
  const char* url = std::getenv("PROKAT_TEST_DATABASE_URL");
  if (url == nullptr) throw std::runtime_error("PROKAT_TEST_DATABASE_URL is not set");
  return Secret(url);
}

struct TestObject {
  std::string type = "car";
  std::string location = "kazan";
  std::string name = "Lada Granta";
  std::int64_t price_minor = 300'000;
  int buffer_before = 0;
  int buffer_after = 0;
  std::string tariff = "tiered";
  std::optional<ModelId> model_id;
};

class Catalogue : public testing::Test {
 protected:
  void SetUp() override {
    // Business time stands at 2027-04-01 12:00 in Kazan, which keeps Moscow time.
    const auto machine = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    clock.set_offset(at("2027-04-01T09:00:00Z") - machine);
    execute(
        "TRUNCATE bookings, orders, customers, photos, objects, object_models, tariff_rates, "
        "tariffs, object_types, locations, legal_entities CASCADE");
    execute(
        "INSERT INTO legal_entities (id, name, short_name, created_at) "
        "VALUES ($1, 'ООО «Прокат»', 'Прокат', '2027-01-01Z')",
        pg::Params().add(entity));
    add_location("kazan", "Europe/Moscow", "Казань", 1);
    add_location("irkutsk", "Asia/Irkutsk", "Иркутск", 2);
    add_type("car", "day_24h", 600, 600, 1, 1);
    add_type("boat", "hour", 600, 1200, 1, 2);
    add_type("camper", "calendar_day", 0, 0, 2, 3);
    add_type("cottage", "night", 900, 720, 1, 4);
    execute(
        "INSERT INTO tariffs (id, name_ru, name_en, mode, currency, created_at) VALUES "
        "($1, 'Обычный', 'Usual', 'by_length', 'RUB', '2027-01-01Z'), "
        "($2, 'Пустой', '', 'by_length', 'RUB', '2027-01-01Z')",
        pg::Params().add(TariffId::derive("tiered")).add(TariffId::derive("empty")));
    execute(
        "INSERT INTO tariff_rates (tariff_id, units_from, price_minor) "
        "VALUES ($1, 1, 300000), ($1, 3, 250000)",
        pg::Params().add(TariffId::derive("tiered")));
    execute("INSERT INTO customers (id, name, created_at) VALUES ($1, 'Анна', '2027-01-01Z')",
            pg::Params().add(customer));
    execute(
        "INSERT INTO orders (id, customer_id, legal_entity_id, currency, total_minor, channel, "
        "created_at) VALUES ($1, $2, $3, 'RUB', 0, 'api', '2027-01-01Z')",
        pg::Params().add(order).add(customer).add(entity));
  }

  pg::Rows execute(std::string text, pg::Params params = {}) {
    // Statements are prepared under their name, so each text needs its own.
    texts.push_back(std::make_unique<std::string>(std::move(text)));
    names.push_back(std::make_unique<std::string>(
        "test." + std::to_string(std::hash<std::string>{}(*texts.back()))));
    return loop.run_until_done(pool.statement({*names.back(), *texts.back()}, std::move(params),
                                              Deadline::in(std::chrono::seconds(10))));
  }

  void add_location(const std::string& code, const char* zone, const char* city, int position) {
    execute(
        "INSERT INTO locations (id, legal_entity_id, name_ru, name_en, city_ru, time_zone, "
        "position, created_at) VALUES ($1, $2, $3, 'Port', $3, $4, $5, '2027-01-01Z')",
        pg::Params().add(LocationId::derive(code)).add(entity).add(city).add(zone).add(position));
  }

  void add_type(const char* code, const char* unit, int check_in, int check_out, int units_min,
                int position) {
    execute(
        "INSERT INTO object_types (code, name_ru, name_en, icon, rental_unit, "
        "check_in_minutes, check_out_minutes, units_min, position, created_at) "
        "VALUES ($1, $1, '', '*', $2, $3, $4, $5, $6, '2027-01-01Z')",
        pg::Params().add(code).add(unit).add(check_in).add(check_out).add(units_min).add(position));
  }

  ObjectId add(const TestObject& object) {
    const auto id = ObjectId::make();
    pg::Params params;
    params.add(id).add(object.type).add(LocationId::derive(object.location)).add(object.name);
    params.add(TariffId::derive(object.tariff)).add(object.price_minor);
    params.add(object.buffer_before).add(object.buffer_after).add(object.model_id);
    execute(
        "INSERT INTO objects (id, type, location_id, name_ru, tariff_id, price_minor, "
        "currency, deposit_minor, buffer_before_minutes, buffer_after_minutes, model_id, "
        "created_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, 'RUB', 1000000, $7, $8, $9, '2027-01-01Z')",
        std::move(params));
    return id;
  }

  // False when the exclusion constraint refuses it.
  bool book(ObjectId object, Period period, Period blocked, const char* status = "paid") {
    pg::Params params;
    params.add(BookingId::make()).add(BookingId::make().to_string()).add(order).add(object);
    params.add(LocationId::derive("kazan")).add(period.start).add(period.end);
    params.add(blocked.start).add(blocked.end).add(status);
    params.add(std::string_view(status) == "cancelled" ? std::optional<std::string>("customer")
                                                       : std::nullopt);
    return execute(
               "INSERT INTO bookings (id, code, order_id, object_id, pickup_location_id, "
               "return_location_id, date_start, date_end, blocked, time_zone, status, "
               "cancel_reason, amount_minor, currency, created_at, updated_at) "
               "VALUES ($1, $2, $3, $4, $5, $5, $6, $7, tstzrange($8, $9, '[)'), "
               "'Europe/Moscow', $10, $11, 0, 'RUB', '2027-01-01Z', '2027-01-01Z') "
               "ON CONFLICT ON CONSTRAINT bookings_no_overlap DO NOTHING RETURNING id",
               std::move(params))
               .size() == 1;
  }

  bool book(ObjectId object, const char* start, const char* end, const char* status = "paid") {
    const Period period{at(start), at(end)};
    return book(object, period, period, status);
  }

  static CallContext context(Role role = Role::customer) {
    return {.request_id = "test",
            .deadline = Deadline::in(std::chrono::seconds(10)),
            .principal = {role, "test"}};
  }

  template <class T>
  T run(Task<T> task) {
    return loop.run_until_done(std::move(task));
  }

  const LegalEntityId entity = LegalEntityId::derive("entity");
  const CustomerId customer = CustomerId::derive("customer");
  const OrderId order = OrderId::derive("order");
  std::vector<std::unique_ptr<std::string>> texts;
  std::vector<std::unique_ptr<std::string>> names;
  runtime::Clock clock;
  runtime::Loop loop{"test"};
  pg::Pool pool{loop.executor(), {.url = test_database(), .connections = 2}};
  LocalService service{pool, clock};
};

// "pointer code" of the first fault, or the problem's own name.
template <class T>
std::string fault_of(const Result<T>& result) {
  if (result) return "";
  if (result.error().errors.empty()) return std::string(problem_info(result.error().code).name);
  return result.error().errors[0].pointer + " " + result.error().errors[0].code;
}

}  // namespace prokat::objects
