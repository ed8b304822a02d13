// A business with two locations, two types and an object of each in the test database. For tests of
// this service only. The presets that the migrations bring stay; what a test makes is archived by
// the next.
#pragma once

#include <gtest/gtest.h>

#include "pg/testing/database.hpp"
#include "runtime/loop.hpp"
#include "services/addons/routes.hpp"

namespace prokat::addons {

class AddonsWorld : public testing::Test {
 protected:
  void SetUp() override {
    execute(
        "TRUNCATE objects, tariff_rates, tariffs, object_types, locations, legal_entities, "
        "audit_log "
        "CASCADE");
    execute("UPDATE addons SET archived_at = '2027-01-01Z' WHERE NOT (id = ANY ($1::uuid[]))",
            pg::Params().add_array(std::vector{dirty, refuel}));
    execute(
        "INSERT INTO legal_entities (id, name, short_name, created_at) "
        "VALUES ($1::uuid, 'ООО «Прокат»', 'Прокат', '2027-01-01Z')",
        pg::Params().add(entity));
    for (const auto& [id, city] : {std::pair(kazan, "Казань"), std::pair(irkutsk, "Иркутск")}) {
      execute(
          "INSERT INTO locations (id, legal_entity_id, name_ru, city_ru, time_zone, created_at) "
          "VALUES ($1::uuid, $2::uuid, $3, $3, 'Europe/Moscow', '2027-01-01Z')",
          pg::Params().add(id).add(entity).add(city));
    }
    execute(
        "INSERT INTO tariffs (id, name_ru, mode, currency, created_at) "
        "VALUES ($1::uuid, 'Тариф', 'by_length', 'RUB', '2027-01-01Z')",
        pg::Params().add(tariff));
    for (const char* type : {"car", "boat"}) {
      execute(
          "INSERT INTO object_types (code, name_ru, rental_unit, created_at) "
          "VALUES ($1, $1, 'day_24h', '2027-01-01Z')",
          pg::Params().add(type));
    }
    add_object(car, "car", kazan);
    add_object(boat, "boat", irkutsk);
    add_routes(router, service);
  }

  void add_object(ObjectId id, const char* type, LocationId location) {
    execute(
        "INSERT INTO objects (id, type, location_id, name_ru, tariff_id, price_minor, currency, "
        "created_at) VALUES ($1::uuid, $2, $3::uuid, 'Объект', $4::uuid, 100000, 'RUB', "
        "'2027-01-01Z')",
        pg::Params().add(id).add(type).add(location).add(tariff));
  }

  pg::Rows execute(std::string text, pg::Params params = {}) {
    texts_.push_back(
        std::make_unique<std::string>("test." + std::to_string(std::hash<std::string>{}(text))));
    const auto& name = *texts_.back();
    texts_.push_back(std::make_unique<std::string>(std::move(text)));
    return loop.run_until_done(pool.statement({name, *texts_.back()}, std::move(params), soon()));
  }

  static Deadline soon() { return Deadline::in(std::chrono::seconds(20)); }
  static CallContext context(Role role = Role::operator_) {
    return {.request_id = "test-request",
            .deadline = soon(),
            .principal = {role, UserId::derive("olga").to_string()},
            .channel = "panel"};
  }

  Result<http::Reply> send(http::Method method, const std::string& path, std::string body = "",
                           http::Headers headers = {}, Role role = Role::operator_) {
    http::Request request{.method = method,
                          .path = path.substr(0, path.find('?')),
                          .headers = std::move(headers),
                          .body = std::move(body),
                          .context = context(role)};
    if (const auto question = path.find('?'); question != std::string::npos) {
      const auto pair = path.substr(question + 1);
      request.query.emplace_back(pair.substr(0, pair.find('=')), pair.substr(pair.find('=') + 1));
    }
    const auto match = router.match(method, request.path);
    if (match.route == nullptr) throw std::logic_error("no route for " + path);
    request.path_params = match.path_params;
    return loop.run_until_done(match.route->handler(request));
  }

  std::vector<std::string> names(const std::string& path) {
    const auto reply = send(http::Method::get, path);
    std::vector<std::string> found;
    for (const auto& addon : json::parse<AddonList>(reply.value().body)->items)
      found.push_back(addon.name.ru);
    return found;
  }

  int rate_version(ObjectId id) {
    return execute("SELECT rate_version FROM objects WHERE id = $1::uuid", pg::Params().add(id))
        .only()
        .get<int>("rate_version");
  }

  const AddonId dirty = *AddonId::parse("018f0000-0000-7000-8000-0000000000d1");
  const AddonId refuel = *AddonId::parse("018f0000-0000-7000-8000-0000000000d2");
  const LegalEntityId entity = LegalEntityId::derive("entity");
  const LocationId kazan = LocationId::derive("kazan");
  const LocationId irkutsk = LocationId::derive("irkutsk");
  const TariffId tariff = TariffId::derive("tariff");
  const ObjectId car = ObjectId::derive("car");
  const ObjectId boat = ObjectId::derive("boat");
  runtime::Clock clock;
  runtime::Loop loop{"test"};
  pg::Pool pool{loop.executor(), {.url = pg::testing::database_url(), .connections = 2}};
  LocalService service{pool, clock};
  http::Router router;

 private:
  std::vector<std::unique_ptr<std::string>> texts_;
};

}  // namespace prokat::addons
