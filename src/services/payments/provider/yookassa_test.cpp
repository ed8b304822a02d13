// The wire of YooKassa against the facts of its API: what is sent, what each answer means, what a
// notification may look like.
#include "services/payments/provider/yookassa.hpp"

#include <gtest/gtest.h>

#include "services/payments/provider/yookassa_notification.hpp"

namespace prokat::payments {
namespace {

TEST(YooKassaCreate, asks_for_capture_and_sends_the_amount_as_a_decimal_string) {
  CreatePayment create;
  create.amount = Money{1250050, *Currency::parse("RUB")};
  create.description = "PR-7K3M9QX: Kia Rio";
  create.return_url = "https://t.me/prokat_bot";
  create.metadata = {{"payment_id", "0198"}};
  EXPECT_EQ(
      yookassa_create_body(create),
      R"({"amount":{"value":"12500.50","currency":"RUB"},"capture":true,"confirmation":{"type":"redirect","return_url":"https://t.me/prokat_bot","locale":"ru_RU"},)"
      R"("description":"PR-7K3M9QX: Kia Rio","metadata":{"payment_id":"0198"}})");
}

TEST(YooKassaAnswer, a_payment_is_read_with_what_we_need_and_the_rest_ignored) {
  const auto answer = read_yookassa_answer(
      200,
      R"({"id":"2c85","status":"succeeded","paid":true,"amount":{"value":"1500.00","currency":"RUB"},"income_amount":{"value":"1447.50",
    "currency":"RUB"},"refundable":true,"metadata":{"payment_id":"x"},"test":true})");
  const auto* payment = std::get_if<ProviderPayment>(&answer);
  ASSERT_NE(payment, nullptr);
  EXPECT_EQ(payment->provider_payment_id, "2c85");
  EXPECT_EQ(payment->status, ProviderStatus::succeeded);
  EXPECT_EQ(payment->amount, (Money{150000, *Currency::parse("RUB")}));
  EXPECT_EQ(payment->metadata.at("payment_id"), "x");
}

TEST(YooKassaAnswer, paid_but_waiting_for_capture_is_not_money_yet) {
  const auto answer = read_yookassa_answer(
      200,
      R"({"id":"2c85","status":"waiting_for_capture","paid":true,"amount":{"value":"1500.00","currency":"RUB"}})");
  ASSERT_TRUE(std::holds_alternative<ProviderPayment>(answer));
  EXPECT_EQ(std::get<ProviderPayment>(answer).status, ProviderStatus::waiting_for_capture);
}

TEST(YooKassaAnswer, every_error_of_the_api_is_either_refused_or_tried_again) {
  struct Row {
    int status;
    const char* body;
    bool refused;
    const char* code;
    std::optional<int> retry_after_ms;
  };
  const std::array rows{
      Row{400,
          R"({"type":"error","code":"invalid_request","description":"no"})",
          true,
          "invalid_request",
          {}},
      Row{401, R"({"type":"error","code":"invalid_credentials"})", true, "invalid_credentials", {}},
      Row{403, R"({"type":"error","code":"forbidden"})", true, "forbidden", {}},
      Row{404, R"({"type":"error","code":"not_found"})", true, "not_found", {}},
      Row{405, "", true, "http_405", {}},
      Row{415, "", true, "http_415", {}},
      Row{429, R"({"type":"error","code":"too_many_requests","retry_after":1800})", false,
          "too_many_requests", 1800},
      Row{500, R"({"type":"error","code":"internal_server_error","retry_after":500})", false,
          "internal_server_error", 500},
      Row{202, R"({"type":"processing","retry_after":1800})", false, "http_202", 1800},
      Row{502, "<html>", false, "http_502", {}},
      Row{200, "not json", false, "an answer that is no payment", {}},
  };
  for (const auto& row : rows) {
    const auto answer = read_yookassa_answer(row.status, row.body);
    if (row.refused) {
      ASSERT_TRUE(std::holds_alternative<ProviderRefused>(answer)) << row.status;
      EXPECT_EQ(std::get<ProviderRefused>(answer).code, row.code);
    } else {
      ASSERT_TRUE(std::holds_alternative<ProviderUnavailable>(answer)) << row.status;
      const auto& away = std::get<ProviderUnavailable>(answer);
      EXPECT_EQ(away.reason, row.code);
      EXPECT_EQ(away.retry_after.has_value(), row.retry_after_ms.has_value());
      if (row.retry_after_ms) {
        EXPECT_EQ(away.retry_after->count(), *row.retry_after_ms);
      }
    }
  }
}

TEST(YooKassaNotification, names_the_event_the_object_and_our_own_payment) {
  const auto found = parse_notification(
      R"({"type":"notification","event":"payment.succeeded","object":{"id":"22d6d597-000f-5000-9000-145f6df21d6f","status":"succeeded",
    "metadata":{"payment_id":"018f0000-0000-7000-8000-000000000001"}}})");
  ASSERT_TRUE(found);
  EXPECT_EQ(found->event, "payment.succeeded");
  EXPECT_EQ(found->object_id, "22d6d597-000f-5000-9000-145f6df21d6f");
  ASSERT_TRUE(found->payment_id);
}

TEST(YooKassaNotification, anything_else_is_refused) {
  for (const auto* body :
       {"", "[]", R"({"type":"notification"})",
        R"({"type":"x","event":"payment.succeeded","object":{"id":"1"}})",
        R"({"type":"notification","event":"payment.succeeded","object":{"id":"../../etc"}})",
        R"({"type":"notification","event":"","object":{"id":"1"}})"}) {
    EXPECT_FALSE(parse_notification(body)) << body;
  }
}

}  // namespace
}  // namespace prokat::payments
