#include "services/addons/routes.hpp"

#include "services/addons/test_addons.hpp"

namespace prokat::addons {
namespace {

using Addons = AddonsWorld;

constexpr const char* seat =
    R"({"name":{"ru":"Детское кресло","en":"Child seat"},"charge":"per_unit",)"
    R"("price":{"amount_minor":30000,"currency":"RUB"},"quantity_max":3,"object_types":["car"])";

std::string header(const http::Reply& reply, std::string_view name) {
  for (const auto& [key, value] : reply.headers)
    if (key == name) return value;
  return "";
}

TEST_F(Addons, presets_are_there_and_wait_for_the_owners_price) {
  EXPECT_EQ(names("/api/v1/addons"), std::vector<std::string>());
  EXPECT_EQ(names("/api/v1/addons?all=true"),
            (std::vector<std::string>{"Грязный приём", "Заправим сами"}));
  const auto version = rate_version(car);
  const auto path = "/api/v1/addons/" + dirty.to_string();
  const auto found = send(http::Method::get, path);
  ASSERT_TRUE(found);
  const auto changed = send(
      http::Method::patch, path,
      R"({"active":true,"price":{"amount_minor":150000,"currency":"RUB"},"object_types":["car"]})",
      {{"if-match", header(*found, "etag")}});
  ASSERT_TRUE(changed) << changed.error().detail;
  EXPECT_EQ(names("/api/v1/addons?object_type=car"), std::vector<std::string>{"Грязный приём"});
  EXPECT_EQ(names("/api/v1/addons?object_type=boat"), std::vector<std::string>());
  EXPECT_GT(rate_version(car), version);
  execute(
      "UPDATE addons SET active = false, price_minor = 0, object_types = '{}' WHERE id = $1::uuid",
      pg::Params().add(dirty));
}

TEST_F(Addons, are_offered_by_type_and_where_their_pieces_are) {
  ASSERT_TRUE(send(http::Method::post, "/api/v1/addons", std::string(seat) + "}"));
  ASSERT_TRUE(send(http::Method::post, "/api/v1/addons",
                   R"({"name":{"ru":"Жилеты"},"mandatory":true,"object_types":["boat"]})"));
  ASSERT_TRUE(send(http::Method::post, "/api/v1/addons",
                   R"({"name":{"ru":"Рация"},"quantity_max":2,"charge":"per_piece",)"
                   R"("stock":[{"location_id":")" +
                       irkutsk.to_string() + R"(","quantity":2}]})"));
  ASSERT_TRUE(send(http::Method::post, "/api/v1/addons",
                   R"({"name":{"ru":"Доллары"},"price":{"amount_minor":1,"currency":"USD"}})"));
  EXPECT_EQ(names("/api/v1/addons?object_id=" + car.to_string()),
            std::vector<std::string>{"Детское кресло"});
  EXPECT_EQ(names("/api/v1/addons?object_id=" + boat.to_string()),
            (std::vector<std::string>{"Жилеты", "Рация"}));
  EXPECT_EQ(names("/api/v1/addons?object_id=" + ObjectId::derive("none").to_string()),
            std::vector<std::string>());
}

TEST_F(Addons, are_made_read_changed_and_put_away) {
  const auto made = send(http::Method::post, "/api/v1/addons",
                         std::string(seat) + R"(,"stock":[{"quantity":3}],"position":5})");
  ASSERT_TRUE(made) << made.error().detail;
  EXPECT_EQ(made->status, 201);
  EXPECT_EQ(header(*made, "etag"), "\"1\"");
  const auto path = header(*made, "location");
  EXPECT_EQ(send(http::Method::get, path)->body, made->body);
  const auto changed = send(http::Method::patch, path, R"({"name":{"en":"Seat"},"stock":[]})",
                            {{"if-match", "\"1\""}});
  ASSERT_TRUE(changed) << changed.error().detail;
  EXPECT_EQ(header(*changed, "etag"), "\"2\"");
  const auto addon = json::parse<Addon>(changed->body);
  ASSERT_TRUE(addon) << changed->body;
  EXPECT_EQ(addon->name, (LocalizedText{"Детское кресло", "Seat"}));
  EXPECT_TRUE(addon->stock.empty());
  EXPECT_EQ(addon->quantity_max, 3);
  EXPECT_EQ(send(http::Method::delete_, path)->status, 204);
  EXPECT_EQ(send(http::Method::delete_, path)->status, 204);
  EXPECT_EQ(send(http::Method::get, path).error().code, ProblemCode::not_found);
  EXPECT_EQ(send(http::Method::patch, path, "{}", {{"if-match", "*"}}).error().code,
            ProblemCode::not_found);
  const auto actors =
      execute("SELECT DISTINCT actor, channel, request_id FROM audit_log WHERE row_id = $1::uuid",
              pg::Params().add(addon->id));
  EXPECT_EQ(actors.only().text("actor"), "user:" + UserId::derive("olga").to_string());
  EXPECT_EQ(actors.only().text("request_id"), "test-request");
}

TEST_F(Addons, an_update_names_the_version_it_was_made_against) {
  const auto made = send(http::Method::post, "/api/v1/addons", std::string(seat) + "}");
  const auto path = header(made.value(), "location");
  EXPECT_EQ(send(http::Method::patch, path, "{}").error().code, ProblemCode::precondition_required);
  ASSERT_TRUE(send(http::Method::patch, path, R"({"price":{"amount_minor":40000}})",
                   {{"if-match", "\"1\""}}));
  const auto late =
      send(http::Method::patch, path, R"({"price":{"amount_minor":35000},"quantity_max":3})",
           {{"if-match", "\"1\""}});
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code, ProblemCode::version_conflict);
  EXPECT_EQ(late.error().extension,
            R"({"version":2,"fields":[{"pointer":"/price/amount_minor","yours":35000,)"
            R"("current":40000}]})");
}

TEST_F(Addons, every_malformed_document_is_named_and_writes_nothing) {
  struct Case {
    std::string body;
    ProblemCode code;
    const char* pointer;
    const char* error;
  };
  const auto with = [](const std::string& more) { return std::string(seat) + more + "}"; };
  const auto two_places = R"(,"stock":[{"quantity":1},{"quantity":2}])";
  const std::vector<Case> cases{
      {"", ProblemCode::bad_json, "", ""},
      {"{", ProblemCode::bad_json, "", ""},
      {"[]", ProblemCode::validation_failed, "", "wrong-type"},
      {"{}", ProblemCode::validation_failed, "/name", "required"},
      {with(R"(,"colour":"red")"), ProblemCode::validation_failed, "/colour", "unknown-field"},
      {with(R"(,"id":"x")"), ProblemCode::validation_failed, "/id", "unknown-field"},
      {R"({"name":{"ru":"А"},"charge":"per_day"})", ProblemCode::validation_failed, "/charge",
       "bad-value"},
      {R"({"name":{"ru":"А"},"price":{"amount_minor":-1}})", ProblemCode::validation_failed,
       "/price/amount_minor", "out-of-range"},
      {R"({"name":{"ru":"А"},"price":{"amount_minor":1,"currency":"ZZZ"}})",
       ProblemCode::validation_failed, "/price/currency", "bad-value"},
      {R"({"name":{"ru":"А"},"quantity_max":0})", ProblemCode::validation_failed, "/quantity_max",
       "out-of-range"},
      {R"({"name":{"ru":"А"},"free_from_units":0})", ProblemCode::validation_failed,
       "/free_from_units", "out-of-range"},
      {with(R"(,"stock":[{"quantity":-1}])"), ProblemCode::validation_failed, "/stock/0/quantity",
       "out-of-range"},
      {with(R"(,"stock":[{"location_id":"x","quantity":1}])"), ProblemCode::validation_failed,
       "/stock/0/location_id", "bad-uuid"},
      {with(two_places), ProblemCode::validation_failed, "/stock/0/location_id", "required"},
      {with(R"(,"stock":[{"location_id":")" + LocationId::derive("moon").to_string() +
            R"(","quantity":1}])"),
       ProblemCode::validation_failed, "/stock", "unknown"},
      {R"({"name":{"ru":")" + std::string(201, 'x') + "\"}}", ProblemCode::validation_failed,
       "/name/ru", "too-long"},
  };
  const auto count = [&] {
    return execute("SELECT count(*) AS n FROM addons").only().get<int>("n");
  };
  const auto before = count();
  for (const auto& wrong : cases) {
    const auto reply = send(http::Method::post, "/api/v1/addons", wrong.body);
    ASSERT_FALSE(reply) << wrong.body;
    EXPECT_EQ(reply.error().code, wrong.code) << wrong.body;
    if (wrong.code == ProblemCode::bad_json) continue;
    ASSERT_FALSE(reply.error().errors.empty()) << wrong.body;
    EXPECT_EQ(reply.error().errors[0].pointer, wrong.pointer) << wrong.body;
    EXPECT_EQ(reply.error().errors[0].code, wrong.error) << wrong.body;
  }
  EXPECT_EQ(count(), before);
}

TEST_F(Addons, only_operators_see_what_is_not_offered) {
  const auto hidden = send(http::Method::get, "/api/v1/addons?all=true", "", {}, Role::customer);
  ASSERT_FALSE(hidden);
  EXPECT_EQ(hidden.error().code, ProblemCode::forbidden);
  const auto odd = send(http::Method::get, "/api/v1/addons?all=perhaps");
  ASSERT_FALSE(odd);
  EXPECT_EQ(odd.error().errors[0].pointer, "?all");
  for (const auto& route : router.routes())
    EXPECT_EQ(route->access, route->method == http::Method::get && !route->pattern.ends_with("}")
                                 ? Role::anonymous
                                 : Role::operator_)
        << route->pattern;
}

}  // namespace
}  // namespace prokat::addons
