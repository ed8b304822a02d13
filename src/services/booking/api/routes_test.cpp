// Bodies and queries as they come in, and what the answers carry. The service is the real one.
#include "services/booking/api/routes.hpp"

#include "services/booking/api/operation_routes.hpp"
#include "services/booking/api/order_routes.hpp"

#include "services/booking/test_world.hpp"

namespace prokat::booking {
namespace {

class Routes : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    add_routes(router, service);
    add_operation_routes(router, operations);
    add_order_routes(router, orders);
  }

  Result<http::Reply> send(http::Method method, const std::string& target, std::string body = "",
                           http::Headers headers = {}) {
    http::Request request{.method = method, .context = as_operator()};
    const auto question = target.find('?');
    request.path = target.substr(0, question);
    request.body = std::move(body);
    request.headers = std::move(headers);
    if (question != std::string::npos) {
      const auto pair = target.substr(question + 1);
      const auto equals = pair.find('=');
      request.query.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
    }
    const auto match = router.match(method, request.path);
    EXPECT_NE(match.route, nullptr) << target;
    request.path_params = match.path_params;
    return run(match.route->handler(request));
  }

  std::string create_body(const char* more = "") const {
    return R"({"object_id":")" + ObjectId::derive("kia").to_string() +
           R"(","start":"2027-05-01","end":"2027-05-04","customer_id":")" + anna.to_string() +
           "\"" + more + "}";
  }

  http::Router router;
};

std::string header(const http::Reply& reply, std::string_view name) {
  for (const auto& [key, value] : reply.headers)
    if (key == name) return value;
  return "";
}

TEST_F(Routes, a_create_answers_201_with_the_place_of_the_booking) {
  const auto reply = send(http::Method::post, "/api/v1/bookings", create_body());
  ASSERT_TRUE(reply) << reply.error().detail;
  EXPECT_EQ(reply->status, 201);
  const auto booking = json::parse<Booking>(reply->body);
  ASSERT_TRUE(booking);
  EXPECT_EQ(header(*reply, "location"), "/api/v1/bookings/" + booking->id.to_string());
  EXPECT_EQ(header(*reply, "idempotency-replayed"), "");
  const auto found = send(http::Method::get, header(*reply, "location"));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->status, 200);
  EXPECT_EQ(found->body, reply->body);
}

TEST_F(Routes, a_repeated_create_answers_the_same_and_says_so) {
  const http::Headers key{{"idempotency-key", "abc"}};
  const auto first = send(http::Method::post, "/api/v1/bookings", create_body(), key);
  const auto second = send(http::Method::post, "/api/v1/bookings", create_body(), key);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(second->status, 201);
  EXPECT_EQ(second->body, first->body);
  EXPECT_EQ(header(*second, "idempotency-replayed"), "true");
}

TEST_F(Routes, a_dictated_customer_needs_no_id) {
  auto body = create_body();
  const auto id = body.find(R"("customer_id")");
  body.replace(id, body.find('}') - id, R"("customer":{"name":"Борис","phone":"+79990000000"})");
  const auto reply = send(http::Method::post, "/api/v1/bookings", body);
  ASSERT_TRUE(reply) << reply.error().detail;
  EXPECT_EQ(json::parse<Booking>(reply->body)->customer.id, boris);
}

TEST_F(Routes, every_malformed_create_is_named_and_writes_nothing) {
  struct Case {
    std::string body;
    ProblemCode code;
    const char* pointer;
    const char* error;
  };
  const auto id = ObjectId::derive("kia").to_string();
  const auto with = [&](const char* start, const char* end) {
    return R"({"object_id":")" + id + R"(","start":)" + start + R"(,"end":)" + end +
           R"(,"customer_id":")" + anna.to_string() + "\"}";
  };
  const std::vector<Case> cases{
      {"", ProblemCode::bad_json, "", ""},
      {"{", ProblemCode::bad_json, "", ""},
      {"[]", ProblemCode::validation_failed, "", "wrong-type"},
      {create_body(R"(,"colour":"red")"), ProblemCode::validation_failed, "/colour",
       "unknown-field"},
      {with("5", "\"2027-05-02\""), ProblemCode::validation_failed, "/start", "wrong-type"},
      {with("\"2027-02-30\"", "\"2027-05-02\""), ProblemCode::validation_failed, "/start",
       "bad-date"},
      {with("\"2027-05-02\"", "\"2027-05-01\""), ProblemCode::validation_failed, "/end",
       "end-before-start"},
      {create_body(R"(,"note":7)"), ProblemCode::validation_failed, "/note", "wrong-type"},
      {create_body(R"(,"customer":{"name":"A","phone":"1"})"), ProblemCode::validation_failed,
       "/customer", "required"},
  };
  for (const auto& wrong : cases) {
    const auto reply = send(http::Method::post, "/api/v1/bookings", wrong.body);
    ASSERT_FALSE(reply) << wrong.body;
    EXPECT_EQ(reply.error().code, wrong.code) << wrong.body;
    if (wrong.code == ProblemCode::bad_json) continue;
    ASSERT_FALSE(reply.error().errors.empty()) << wrong.body;
    EXPECT_EQ(reply.error().errors[0].pointer, wrong.pointer) << wrong.body;
    EXPECT_EQ(reply.error().errors[0].code, wrong.error) << wrong.body;
  }
  EXPECT_EQ(execute("SELECT count(*) AS n FROM bookings").only().get<int>("n"), 0);
}

TEST_F(Routes, an_id_that_is_none_is_not_found) {
  for (const auto& [method, target] :
       {std::pair(http::Method::get, "/api/v1/bookings/17"),
        std::pair(http::Method::post, "/api/v1/bookings/17/cancel"),
        std::pair(http::Method::post, "/api/v1/bookings/17/confirm")}) {
    const auto reply = send(method, target);
    ASSERT_FALSE(reply);
    EXPECT_EQ(reply.error().code, ProblemCode::not_found) << target;
  }
}

TEST_F(Routes, operators_cancel_and_confirm) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  const auto place = "/api/v1/bookings/" + booking.id.to_string();
  const auto confirmed = send(http::Method::post, place + "/confirm");
  ASSERT_TRUE(confirmed);
  EXPECT_EQ(json::parse<Booking>(confirmed->body)->status, Status::confirmed);
  const auto wrong = send(http::Method::post, place + "/cancel", R"({"reason":"bored"})");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().errors.at(0).pointer, "/reason");
  const auto cancelled = send(http::Method::post, place + "/cancel", R"({"reason":"customer"})");
  ASSERT_TRUE(cancelled);
  EXPECT_EQ(json::parse<Booking>(cancelled->body)->cancel_reason, CancelReason::customer);
  const auto again = send(http::Method::post, place + "/cancel");
  ASSERT_TRUE(again);
  EXPECT_EQ(send(http::Method::post, place + "/confirm").error().code,
            ProblemCode::illegal_transition);
}

TEST_F(Routes, a_list_takes_its_filters_from_the_query) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  const auto count = [&](const std::string& query) {
    const auto reply = send(http::Method::get, "/api/v1/bookings" + query);
    return json::parse<BookingPage>(reply.value().body)->items.size();
  };
  EXPECT_EQ(count(""), 1U);
  EXPECT_EQ(count("?status=paid,awaiting_payment"), 1U);
  EXPECT_EQ(count("?status=paid"), 0U);
  EXPECT_EQ(count("?object_id=" + booking.object_id.to_string()), 1U);
  EXPECT_EQ(count("?from=2027-05-03T00:00:00Z"), 0U);
  EXPECT_EQ(count("?customer_id=" + boris.to_string()), 0U);
}

TEST_F(Routes, a_query_with_a_fault_is_refused_by_name) {
  for (const auto& [query, pointer] :
       {std::pair("?status=happy", "?status"), std::pair("?object_id=1", "?object_id"),
        std::pair("?limit=ten", "?limit"), std::pair("?limit=1000", "?limit"),
        std::pair("?from=yesterday", "?from"), std::pair("?sort=price", "?sort")}) {
    const auto reply = send(http::Method::get, std::string("/api/v1/bookings") + query);
    ASSERT_FALSE(reply) << query;
    EXPECT_EQ(reply.error().code, ProblemCode::validation_failed);
    EXPECT_EQ(reply.error().errors.at(0).pointer, pointer);
  }
}

TEST_F(Routes, a_quote_has_lines_that_add_up) {
  const auto reply = send(http::Method::post, "/api/v1/quotes",
                          R"({"object_id":")" + ObjectId::derive("kia").to_string() +
                              R"(","start":"2027-05-01","end":"2027-05-04"})");
  ASSERT_TRUE(reply) << reply.error().detail;
  const auto quote = json::parse<Quote>(reply->body);
  ASSERT_TRUE(quote);
  std::int64_t sum = 0;
  for (const auto& line : quote->lines) sum += line.amount.amount_minor;
  EXPECT_EQ(sum, quote->total.amount_minor);
  EXPECT_EQ(quote->total.amount_minor, 750'000);
}

TEST_F(Routes, a_change_names_the_version_it_was_made_against) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  const auto place = "/api/v1/bookings/" + booking.id.to_string();
  const std::string longer = R"({"end":"2027-05-03"})";
  EXPECT_EQ(send(http::Method::patch, place, longer).error().code,
            ProblemCode::precondition_required);
  const auto etag = header(send(http::Method::get, place).value(), "etag");
  const auto changed = send(http::Method::patch, place, longer, {{"if-match", etag}});
  ASSERT_TRUE(changed) << changed.error().detail;
  EXPECT_EQ(json::parse<Booking>(changed->body)->total.amount_minor, 600'000);
  EXPECT_NE(header(*changed, "etag"), etag);
  EXPECT_EQ(send(http::Method::patch, place, longer, {{"if-match", etag}}).error().code,
            ProblemCode::version_conflict);
}

TEST_F(Routes, what_is_done_at_the_desk_goes_through_the_routes) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  const auto place = "/api/v1/bookings/" + booking.id.to_string();
  const auto done = [&](http::Method method, const char* what, const char* body) {
    const auto reply = send(method, place + what, body);
    return reply ? std::to_string(reply->status)
                 : std::string(problem_info(reply.error().code).name);
  };
  using enum http::Method;
  EXPECT_EQ(done(post, "/change-quote", R"({"end":"2027-05-03"})"), "200");
  EXPECT_EQ(done(post, "/extend", R"({"end":"2027-05-03"})"), "200");
  EXPECT_EQ(done(get, "/cancellation", ""), "200");
  EXPECT_EQ(done(post, "/adjustments",
                 R"({"amount":{"amount_minor":-100,"currency":"RUB"},"reason":"повод"})"),
            "200");
  EXPECT_EQ(done(post, "/no-show", ""), "illegal-transition");
  EXPECT_EQ(done(post, "/pickup", "{}"), "illegal-transition");
  pay(booking, 600'000);
  EXPECT_EQ(done(post, "/pickup", R"({"odometer_km":100})"), "200");
  EXPECT_EQ(done(post, "/return", R"({"odometer_km":200})"), "200");
  EXPECT_EQ(done(get, "/settlement", ""), "200");
  EXPECT_EQ(done(post, "/charges",
                 R"({"kind":"cleaning","amount":{"amount_minor":100,"currency":"RUB"}})"),
            "201");
}

TEST_F(Routes, malformed_bodies_of_the_desk_are_named) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  const auto place = "/api/v1/bookings/" + booking.id.to_string();
  struct Case {
    const char* what;
    const char* body;
    const char* pointer;
    const char* error;
  };
  const Case cases[] = {
      {"/extend", "{}", "/end", "required"},
      {"/extend", R"({"end":"2027-02-30"})", "/end", "bad-date"},
      {"/pickup", R"({"fuel_eighths":9})", "/fuel_eighths", "out-of-range"},
      {"/pickup", R"({"odometer_km":-1})", "/odometer_km", "out-of-range"},
      {"/return", R"({"photo_ids":["x"]})", "/photo_ids/0", "bad-uuid"},
      {"/charges", R"({"kind":"tip"})", "/kind", "bad-value"},
      {"/charges", R"({"kind":"fine","amount":5})", "/amount", "wrong-type"},
      {"/adjustments", R"({"reason":"x"})", "/amount", "required"},
      {"/cancel", R"({"fee":{"amount_minor":1}})", "/fee/currency", "required"},
      {"/no-show", R"({"reason":"x"})", "/reason", "unknown-field"},
      {"/change-quote", R"({"start":5})", "/start", "wrong-type"},
  };
  for (const auto& wrong : cases) {
    const auto reply = send(http::Method::post, place + wrong.what, wrong.body);
    ASSERT_FALSE(reply) << wrong.body;
    EXPECT_EQ(reply.error().code, ProblemCode::validation_failed) << wrong.body;
    ASSERT_FALSE(reply.error().errors.empty()) << wrong.body;
    EXPECT_EQ(reply.error().errors[0].pointer, wrong.pointer) << wrong.body;
    EXPECT_EQ(reply.error().errors[0].code, wrong.error) << wrong.body;
  }
}

TEST_F(Routes, an_order_is_made_found_listed_and_cancelled) {
  const auto unit = [](const char* name) {
    return R"({"object_id":")" + ObjectId::derive(name).to_string() +
           R"(","start":"2027-05-01","end":"2027-05-02"})";
  };
  const auto body = R"({"bookings":[)" + unit("kia") + "," + unit("lada") + R"(],"customer_id":")" +
                    anna.to_string() + "\"}";
  const http::Headers key{{"idempotency-key", "order"}};
  const auto made = send(http::Method::post, "/api/v1/orders", body, key);
  ASSERT_TRUE(made) << made.error().detail;
  EXPECT_EQ(made->status, 201);
  const auto place = header(*made, "location");
  EXPECT_EQ(
      header(send(http::Method::post, "/api/v1/orders", body, key).value(), "idempotency-replayed"),
      "true");
  EXPECT_EQ(send(http::Method::get, place)->body, made->body);
  EXPECT_EQ(json::parse<OrderPage>(send(http::Method::get, "/api/v1/orders")->body)->items.size(),
            1U);
  const auto cancelled = send(http::Method::post, place + "/cancel", R"({"reason":"customer"})");
  ASSERT_TRUE(cancelled);
  EXPECT_EQ(json::parse<Order>(cancelled->body)->total.amount_minor, 0);
  EXPECT_EQ(send(http::Method::get, "/api/v1/orders/17").error().code, ProblemCode::not_found);
  const auto both = R"({"bookings":[{"start":"2027-05-01","end":"2027-05-02"}],"customer_id":")" +
                    anna.to_string() + "\"}";
  EXPECT_EQ(send(http::Method::post, "/api/v1/orders", both).error().errors.at(0).pointer,
            "/bookings/0/object_id");
}

TEST_F(Routes, quotes_are_public_and_the_rest_is_the_operators) {
  for (const auto& route : router.routes()) {
    const bool is_quote = route->pattern == "/api/v1/quotes";
    EXPECT_EQ(route->access, is_quote ? Role::anonymous : Role::operator_) << route->pattern;
  }
  EXPECT_EQ(router.routes().size(), 20U);
}

}  // namespace
}  // namespace prokat::booking
