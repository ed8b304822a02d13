#include "services/booking/promo_codes/promo_codes.hpp"

#include "services/booking/test_extras.hpp"

namespace prokat::booking {
namespace {

std::string header(const http::Reply& reply, std::string_view name) {
  for (const auto& [key, value] : reply.headers)
    if (key == name) return value;
  return "";
}

class PromoCodes : public ExtrasWorld {
 protected:
  void SetUp() override {
    ExtrasWorld::SetUp();
    add_promo_code_routes(router, promo_codes);
  }

  Result<http::Reply> send(http::Method method, std::string path, std::string body = "",
                           http::Headers headers = {}) {
    const auto match = router.match(method, path);
    EXPECT_EQ(match.route->access, Role::operator_);
    http::Request request{.method = method,
                          .path = path,
                          .path_params = match.path_params,
                          .headers = std::move(headers),
                          .body = std::move(body),
                          .context = as_operator()};
    return run(match.route->handler(request));
  }

  documents::Table promo_codes = promo_codes_table(pool, clock);
  http::Router router;
};

TEST_F(PromoCodes, are_made_used_changed_and_put_away) {
  const auto made =
      send(http::Method::post, "/api/v1/promo-codes",
           R"({"code":"ЛЕТО-2027","name":{"ru":"Лето","en":"Summer"},"percent_thousandths":10000,)"
           R"("max_uses":2,"budget_minor":1000000,"valid_until":"2027-09-01T00:00:00+03:00",)"
           R"("object_types":["car"]})");
  ASSERT_TRUE(made) << json::write(made.error().errors[0].pointer);
  const auto path = header(*made, "location");
  ASSERT_TRUE(book("kia", "2027-05-01", "2027-05-04", std::nullopt, 1, "лето-2027"));
  const auto used = send(http::Method::get, path);
  EXPECT_NE(used->body.find(R"("uses" : 1)"), std::string::npos) << used->body;
  EXPECT_NE(used->body.find(R"("spent_minor" : 75000)"), std::string::npos) << used->body;
  EXPECT_EQ(header(*used, "etag"), "\"1\"");  // a use is no change of the terms
  const auto less = send(http::Method::patch, path, R"({"max_uses":0})", {{"if-match", "\"1\""}});
  ASSERT_FALSE(less);
  EXPECT_EQ(less.error().errors[0].pointer, "/max_uses");
  const auto poor = send(http::Method::patch, path, R"({"budget_minor":1})", {{"if-match", "*"}});
  EXPECT_EQ(poor.error().errors[0].pointer, "/budget_minor");
  ASSERT_TRUE(send(http::Method::patch, path, R"({"max_uses":1})", {{"if-match", "\"1\""}}));
  EXPECT_EQ(send(http::Method::patch, path, "{}").error().code, ProblemCode::precondition_required);
  const auto late = send(http::Method::patch, path, R"({"max_uses":5})", {{"if-match", "\"1\""}});
  EXPECT_EQ(late.error().extension,
            R"({"version":2,"fields":[{"pointer":"/max_uses","yours":5,"current":1}]})");
  EXPECT_EQ(send(http::Method::delete_, path)->status, 204);
  EXPECT_EQ(book("lada", "2027-05-01", "2027-05-04", std::nullopt, 1, "ЛЕТО-2027").error().code,
            ProblemCode::validation_failed);
  // The word is free again.
  EXPECT_TRUE(send(http::Method::post, "/api/v1/promo-codes",
                   R"({"code":"лето-2027","name":{"ru":"Лето"},"amount_minor":5000})"));
}

TEST_F(PromoCodes, every_malformed_document_is_named_and_writes_nothing) {
  add_promo({.code = "TEN"});
  struct Case {
    std::string body;
    const char* pointer;
    const char* code;
  };
  const auto with = [](const std::string& more) {
    return R"({"code":"A","name":{"ru":"А"},"percent_thousandths":1000)" + more + "}";
  };
  const std::vector<Case> cases{
      {"[]", "", "wrong-type"},
      {"{}", "/code", "required"},
      {R"({"code":"два слова","name":{"ru":"А"},"amount_minor":1})", "/code", "bad-value"},
      {R"({"code":")" + std::string(41, 'x') + R"(","name":{"ru":"А"},"amount_minor":1})", "/code",
       "bad-value"},
      {R"({"code":"ten","name":{"ru":"А"},"amount_minor":1})", "/code", "repeated"},
      {R"({"code":"A","amount_minor":1})", "/name/ru", "required"},
      {with(R"(,"uses":0)"), "/uses", "unknown-field"},
      {with(R"(,"max_uses":-1)"), "/max_uses", "out-of-range"},
      {with(R"(,"customer_uses_max":0)"), "/customer_uses_max", "out-of-range"},
      {with(R"(,"budget_minor":-1)"), "/budget_minor", "out-of-range"},
      {with(R"(,"units_min":0)"), "/units_min", "out-of-range"},
      {with(R"(,"currency":"ZZZ")"), "/currency", "bad-value"},
      {with(R"(,"starts_from":"2027-02-30")"), "/starts_from", "bad-date"},
      {with(R"(,"valid_from":"завтра")"), "/valid_from", "bad-date"},
  };
  for (const auto& wrong : cases) {
    const auto reply = send(http::Method::post, "/api/v1/promo-codes", wrong.body);
    ASSERT_FALSE(reply) << wrong.body;
    ASSERT_FALSE(reply.error().errors.empty()) << wrong.body;
    EXPECT_EQ(reply.error().errors[0].pointer, wrong.pointer) << wrong.body;
    EXPECT_EQ(reply.error().errors[0].code, wrong.code) << wrong.body;
  }
  EXPECT_EQ(execute("SELECT count(*) AS n FROM promo_codes").only().get<int>("n"), 1);
}

}  // namespace
}  // namespace prokat::booking
