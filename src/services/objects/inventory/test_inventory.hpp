// The inventory's routes over the catalogue of the tests, called as an administrator unless a test
// says otherwise. For tests of this folder only.
#pragma once

#include "http/router.hpp"
#include "services/objects/inventory/routes.hpp"
#include "services/objects/test_catalogue.hpp"

namespace prokat::objects::inventory {

class InventoryRoutes : public Catalogue {
 protected:
  void SetUp() override {
    Catalogue::SetUp();
    execute("TRUNCATE idempotency_keys, object_deadlines");
    execute(
        "UPDATE object_types SET property_schema = "
        "'[{\"key\": \"seats\", \"kind\": \"number\", \"name\": {\"ru\": \"Мест\", \"en\": "
        "\"\"}}]' "
        "WHERE code = 'car'");
    add_routes(router, inventory);
  }

  Result<http::Reply> send(http::Method method, const std::string& path, http::Request request) {
    const auto match = router.match(method, path);
    if (match.route == nullptr) throw std::logic_error("no route for " + path);
    request.method = method;
    request.path = path;
    request.path_params = match.path_params;
    return run(match.route->handler(request));
  }
  Result<http::Reply> get(const std::string& path,
                          std::vector<std::pair<std::string, std::string>> query = {}) {
    return send(http::Method::get, path, {.query = std::move(query), .context = context(role)});
  }
  Result<http::Reply> post(const std::string& path, std::string body, const char* key = nullptr) {
    http::Request request{.body = std::move(body), .context = context(role)};
    if (key != nullptr) request.headers.emplace_back("idempotency-key", key);
    return send(http::Method::post, path, std::move(request));
  }
  Result<http::Reply> patch(const std::string& path, const char* if_match, std::string body) {
    http::Request request{.body = std::move(body), .context = context(role)};
    if (if_match != nullptr) request.headers.emplace_back("if-match", if_match);
    return send(http::Method::patch, path, std::move(request));
  }
  Result<http::Reply> remove(const std::string& path,
                             std::vector<std::pair<std::string, std::string>> query = {}) {
    return send(http::Method::delete_, path, {.query = std::move(query), .context = context(role)});
  }
  Role access_of(http::Method method, const std::string& path) {
    return router.match(method, path).route->access;
  }
  static std::string header(const http::Reply& reply, std::string_view name) {
    for (const auto& [key, value] : reply.headers)
      if (key == name) return value;
    return "";
  }

  std::string location_body(const std::string& name = "Причал", const std::string& more = "") {
    return R"({"legal_entity_id":")" + entity.to_string() + R"(","name":{"ru":")" +
           (name.empty() ? "Причал" : name) +
           R"("},"city":{"ru":"Казань"},"time_zone":"Europe/Moscow")" +
           (more.empty() ? "" : "," + more) + "}";
  }
  std::string unit_body(std::string members) {
    return R"({"location_id":")" + LocationId::derive("kazan").to_string() + "\"," + members + "}";
  }
  static std::string tariff(const char* name = "tiered") {
    return R"("tariff_id":")" + TariffId::derive(name).to_string() + "\"";
  }
  std::string deadline_body(const std::string& more = R"("due_date":"2027-09-01")") {
    return R"({"object_id":")" + some_object().to_string() +
           R"(","kind":"insurance","title":"ОСАГО",)" + more + "}";
  }
  ObjectId some_object() {
    if (object_.is_nil()) object_ = add({});
    return object_;
  }
  // The rows of everything that bodies here can write.
  std::int64_t written() {
    return execute(
               "SELECT (SELECT count(*) FROM legal_entities) + (SELECT count(*) FROM locations) + "
               "(SELECT count(*) FROM object_types) + (SELECT count(*) FROM object_models) + "
               "(SELECT count(*) FROM objects) + (SELECT count(*) FROM object_deadlines) + "
               "(SELECT count(*) FROM idempotency_keys) AS n")
        .only()
        .get<std::int64_t>("n");
  }

  Role role = Role::administrator;
  Inventory inventory{pool, clock};
  http::Router router;

 private:
  ObjectId object_;
};

}  // namespace prokat::objects::inventory
