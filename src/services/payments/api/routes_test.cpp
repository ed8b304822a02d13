// The routes, and what a notification of YooKassa may and may not do.
#include "services/payments/api/routes.hpp"

#include "services/payments/testing/payment_world.hpp"

namespace prokat::payments {
namespace {

class PaymentRoutes : public testing::PaymentWorld {
 protected:
  void SetUp() override {
    PaymentWorld::SetUp();
    add_routes(router, service, inbox, RouteOptions{Secret("s3cret")});
  }
  Result<http::Reply> send(http::Method method, const std::string& path, std::string body = "") {
    http::Request request{.method = method, .context = context()};
    request.path = path;
    request.body = std::move(body);
    const auto match = router.match(method, path);
    EXPECT_NE(match.route, nullptr) << path;
    request.path_params = match.path_params;
    return run(match.route->handler(request));
  }
  Result<http::Reply> notify(const std::string& object_id, const std::string& metadata = "{}",
                             const std::string& secret = "s3cret") {
    return send(http::Method::post, "/webhooks/yookassa/" + secret,
                R"({"type":"notification","event":"payment.succeeded","object":{"id":")" +
                    object_id + R"(","status":"succeeded","metadata":)" + metadata + "}}");
  }

  runtime::Vault vault = runtime::Vault::for_tests();
  events::Inbox inbox{loop.executor(), pool, vault};
  http::Router router;
};

TEST_F(PaymentRoutes, a_payment_is_started_and_found) {
  const auto started =
      send(http::Method::post, "/api/v1/bookings/" + booking_id.to_string() + "/payments",
           R"({"method":"online","kind":"full"})");
  ASSERT_TRUE(started) << started.error().detail;
  EXPECT_EQ(started->status, 201);
  const auto payment = json::parse<Payment>(started->body);
  ASSERT_TRUE(payment);
  const auto found = send(http::Method::get, "/api/v1/payments/" + payment->id.to_string());
  ASSERT_TRUE(found);
  EXPECT_EQ(found->body, started->body);
}

TEST_F(PaymentRoutes, malformed_requests_are_refused) {
  EXPECT_EQ(send(http::Method::get, "/api/v1/payments/x").error().code, ProblemCode::not_found);
  EXPECT_EQ(send(http::Method::post, "/api/v1/bookings/x/payments", "{}").error().code,
            ProblemCode::not_found);
  const auto path = "/api/v1/bookings/" + booking_id.to_string() + "/payments";
  EXPECT_EQ(send(http::Method::post, path, "{").error().code, ProblemCode::bad_json);
  EXPECT_EQ(send(http::Method::post, path, "{}").error().code, ProblemCode::validation_failed);
}

TEST_F(PaymentRoutes, a_notification_with_a_wrong_secret_finds_nothing) {
  const auto id = start()->id;
  const auto refused = notify("yoo-" + id.to_string(), "{}", "guess");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ProblemCode::not_found);
  EXPECT_EQ(count("inbox"), 0);
}

TEST_F(PaymentRoutes, a_notification_about_an_unknown_payment_is_accepted_and_forgotten) {
  const auto reply = notify("somebody-elses");
  ASSERT_TRUE(reply);
  EXPECT_EQ(reply->status, 200);
  EXPECT_EQ(count("inbox"), 0);
  EXPECT_EQ(provider.asked, 0);
}

TEST_F(PaymentRoutes, a_notification_is_kept_once_however_often_it_comes) {
  const auto id = start()->id;
  for (int i = 0; i < 5; ++i) {
    const auto reply = notify("yoo-" + id.to_string());
    ASSERT_TRUE(reply);
    EXPECT_EQ(reply->status, 200);
  }
  EXPECT_EQ(count("inbox"), 1);
  EXPECT_EQ(row(id).status, PaymentStatus::pending);  // the provider decides, not the notification
}

TEST_F(PaymentRoutes, a_notification_finds_an_attempt_whose_answer_was_lost) {
  provider.create_answers = ProviderUnavailable{"timeout", std::nullopt};
  EXPECT_FALSE(start());
  const auto id = execute("SELECT id FROM payments").only().get<PaymentId>("id");
  ASSERT_TRUE(notify("yoo-lost", R"({"payment_id":")" + id.to_string() + "\"}"));
  EXPECT_EQ(count("inbox"), 1);
}

TEST_F(PaymentRoutes, handling_a_notification_asks_the_provider_for_the_truth) {
  const auto id = start()->id;
  events::InboxItem item{std::string(yookassa_source), "key", id.to_string(), "{}"};
  run(handle_notification(service, context(), item));
  EXPECT_EQ(row(id).status, PaymentStatus::pending);
  provided(id).status = ProviderStatus::succeeded;
  run(handle_notification(service, context(), item));
  EXPECT_EQ(row(id).status, PaymentStatus::succeeded);
  const int asked = provider.asked;
  run(handle_notification(service, context(), item));
  EXPECT_EQ(provider.asked, asked);
  item.lane = "nonsense";
  run(handle_notification(service, context(), item));
}

TEST_F(PaymentRoutes, a_notification_is_tried_again_while_the_provider_is_away) {
  const auto id = start()->id;
  provider.get_answers = ProviderUnavailable{"away", std::nullopt};
  events::InboxItem item{std::string(yookassa_source), "key", id.to_string(), "{}"};
  EXPECT_THROW(run(handle_notification(service, context(), item)), std::runtime_error);
}

TEST_F(PaymentRoutes, without_a_secret_there_is_no_webhook) {
  http::Router bare;
  add_routes(bare, service, inbox, RouteOptions{});
  EXPECT_EQ(bare.match(http::Method::post, "/webhooks/yookassa/x").route, nullptr);
}

}  // namespace
}  // namespace prokat::payments
