// A payment from its start to its end, over a real database and a steered provider.
#include "services/payments/local_service.hpp"

#include "services/payments/polling.hpp"
#include "services/payments/testing/payment_world.hpp"

namespace prokat::payments {
namespace {

using namespace std::chrono_literals;

class PaymentTest : public testing::PaymentWorld {
 protected:
  // Runs them side by side on the one loop.
  void together(std::vector<Task<void>> tasks) {
    left_ = static_cast<int>(tasks.size());
    for (auto& task : tasks)
      runtime::spawn(loop.executor(), "test", counted(left_, std::move(task)));
    run(wait_for(left_));
  }

  static Task<void> counted(int& left, Task<void> task) {
    try {
      co_await std::move(task);
    } catch (const std::exception& error) {
      ADD_FAILURE() << error.what();
    }
    --left;
  }
  static Task<void> wait_for(int& left) {
    for (int i = 0; i < 2000 && left > 0; ++i) co_await runtime::sleep_for(5ms);
    EXPECT_EQ(left, 0);
  }
  static Task<void> start_into(LocalService& service, BookingId id, std::vector<Payment>& out) {
    StartRequest request;
    request.booking_id = id;
    auto payment = co_await service.start(context(), std::move(request));
    if (payment) {
      out.push_back(*payment);
    } else {
      ADD_FAILURE() << payment.error().detail;
    }
  }
  static Task<void> refresh(LocalService& service, PaymentRow row) {
    EXPECT_TRUE(co_await service.refresh(context(), std::move(row)));
  }
  static Task<void> poll(LocalService& service) { co_await poll_due(service); }

 private:
  int left_ = 0;
};

TEST_F(PaymentTest, starting_gives_the_page_where_the_customer_pays) {
  const auto payment = start();
  ASSERT_TRUE(payment) << payment.error().detail;
  EXPECT_EQ(payment->status, PaymentStatus::pending);
  EXPECT_EQ(payment->confirmation_url, "https://pay.example/" + payment->id.to_string());
  EXPECT_EQ(payment->amount, (Money{750'000, {}}));
  ASSERT_EQ(provider.created.size(), 1U);
  EXPECT_EQ(provider.created[0].idempotence_key, payment->id.to_string());
  EXPECT_EQ(provider.created[0].description, "PR-7K3M9QX: Kia Rio, 1–4 мая");
  EXPECT_EQ(provider.created[0].return_url, "https://prokat.example/paid");
  EXPECT_EQ(provider.created[0].metadata.at("payment_id"), payment->id.to_string());
  const auto found = run(service.find(context(), PaymentRequest{payment->id}));
  ASSERT_TRUE(found);
  EXPECT_EQ(found->confirmation_url, payment->confirmation_url);
}

TEST_F(PaymentTest, starting_twice_is_one_payment) {
  const auto first = start();
  const auto second = start();
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->id, second->id);
  EXPECT_EQ(provider.created.size(), 1U);
  EXPECT_EQ(count("payments"), 1);
}

TEST_F(PaymentTest, eight_starts_at_once_are_one_payment) {
  provider.latency = 20ms;
  std::vector<Payment> answers;
  std::vector<Task<void>> tasks;
  for (int i = 0; i < 8; ++i) tasks.push_back(start_into(service, booking_id, answers));
  together(std::move(tasks));
  ASSERT_EQ(answers.size(), 8U);
  for (const auto& answer : answers) EXPECT_EQ(answer.id, answers[0].id);
  EXPECT_EQ(count("payments"), 1);
  EXPECT_EQ(provider.payments.size(), 1U);
}

TEST_F(PaymentTest, what_cannot_be_started_says_why) {
  struct Row {
    const char* pointer;
    StartRequest request;
  };
  StartRequest cash{.booking_id = booking_id, .method = "cash"};
  StartRequest part{.booking_id = booking_id, .kind = "deposit"};
  StartRequest both{.order_id = order_id, .booking_id = booking_id};
  StartRequest none;
  StartRequest url{.booking_id = booking_id, .return_url = "ftp://x"};
  for (const auto& [pointer, request] :
       {Row{"/method", cash}, Row{"/kind", part}, Row{"/booking_id", both},
        Row{"/booking_id", none}, Row{"/return_url", url}}) {
    const auto refused = run(service.start(context(), request));
    ASSERT_FALSE(refused) << pointer;
    EXPECT_EQ(refused.error().code, ProblemCode::validation_failed);
    ASSERT_EQ(refused.error().errors.size(), 1U);
    EXPECT_EQ(refused.error().errors[0].pointer, pointer);
  }
  booking.due.amount.amount_minor = 0;
  EXPECT_EQ(start().error().code, ProblemCode::nothing_to_pay);
  booking.due.amount.amount_minor = 1;
  booking.due.payable = false;
  EXPECT_EQ(start().error().code, ProblemCode::nothing_to_pay);
  booking.answers = ProblemCode::not_found;
  EXPECT_EQ(start().error().code, ProblemCode::not_found);
  EXPECT_EQ(count("payments"), 0);
  EXPECT_EQ(run(service.find(context(), PaymentRequest{PaymentId::make()})).error().code,
            ProblemCode::not_found);
}

TEST_F(PaymentTest, a_long_description_is_cut_between_characters) {
  booking.due.title.ru.clear();
  for (int i = 0; i < 200; ++i) booking.due.title.ru += "ж";
  ASSERT_TRUE(start());
  EXPECT_EQ(provider.created[0].description.size(), 12U + 116U * 2U);
}

TEST_F(PaymentTest, an_unanswered_start_is_repeated_word_for_word_by_polling) {
  provider.create_answers = ProviderUnavailable{"timeout", std::nullopt};
  EXPECT_EQ(start().error().code, ProblemCode::provider_unavailable);
  EXPECT_EQ(text_of("status"), "created");
  EXPECT_EQ(text_of("last_error"), "timeout");
  run(poll_due(service));
  EXPECT_EQ(provider.created.size(), 1U);  // not due yet
  booking.due.title.ru = "другое";
  provider.create_answers.reset();
  pass(16s);
  run(poll_due(service));
  ASSERT_EQ(provider.created.size(), 2U);
  EXPECT_EQ(provider.created[1].idempotence_key, provider.created[0].idempotence_key);
  EXPECT_EQ(provider.created[1].description, provider.created[0].description);
  EXPECT_EQ(text_of("status"), "pending");
  const auto again = start();
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->confirmation_url);
  EXPECT_EQ(count("payments"), 1);
}

TEST_F(PaymentTest, an_unanswered_start_is_not_repeated_after_23_hours) {
  provider.create_answers = ProviderUnavailable{"timeout", std::nullopt};
  EXPECT_FALSE(start());
  provider.create_answers.reset();
  pass(23h);
  run(poll_due(service));
  EXPECT_EQ(provider.created.size(), 1U);
  EXPECT_EQ(text_of("status"), "canceled");
  EXPECT_EQ(text_of("cancel_reason"), "refused:expired");
  EXPECT_EQ(count("outbox WHERE type = 'payment.canceled'"), 1);
  ASSERT_TRUE(start());
  EXPECT_EQ(count("payments"), 2);
}

TEST_F(PaymentTest, a_refused_start_is_over_and_can_be_tried_anew) {
  provider.create_answers = ProviderRefused{"invalid_request", "no"};
  EXPECT_EQ(start().error().code, ProblemCode::provider_unavailable);
  EXPECT_EQ(text_of("status"), "canceled");
  EXPECT_EQ(text_of("cancel_reason"), "refused:invalid_request");
  provider.create_answers.reset();
  EXPECT_TRUE(start());
}

TEST_F(PaymentTest, polling_waits_longer_each_time) {
  ASSERT_TRUE(start());
  for (const auto pause : {15s, 15s, 30s, 60s, 120s, 240s, 480s, 600s, 600s}) {
    pass(pause - 2s);
    run(poll_due(service));
    const int before = provider.asked;
    pass(3s);
    run(poll_due(service));
    EXPECT_EQ(provider.asked, before + 1) << pause.count();
    pass(-1s);
  }
}

TEST_F(PaymentTest, a_claimed_payment_is_not_claimed_by_another_process) {
  ASSERT_TRUE(start());
  pass(20s);
  EXPECT_EQ(run(service.store().claim_due(clock.now(), 20, soon())).size(), 1U);
  EXPECT_EQ(run(service.store().claim_due(clock.now(), 20, soon())).size(), 0U);
}

TEST_F(PaymentTest, money_that_arrives_is_reported_once_and_allocated) {
  const auto id = start()->id;
  provided(id).status = ProviderStatus::succeeded;
  run(refresh(service, row(id)));
  EXPECT_EQ(row(id).status, PaymentStatus::succeeded);
  EXPECT_EQ(count("outbox WHERE type = 'payment.succeeded'"), 1);
  EXPECT_EQ(count("payment_allocations WHERE amount_minor = 750000"), 1);
  EXPECT_EQ(text_of("coalesce(next_poll_at::text, 'never')"), "never");
  EXPECT_FALSE(row(id).to_payment().confirmation_url);
  run(refresh(service, row(id)));
  EXPECT_EQ(count("outbox"), 1);
}

TEST_F(PaymentTest, webhook_polling_and_settling_at_once_report_money_once) {
  const auto id = start()->id;
  provided(id).status = ProviderStatus::succeeded;
  provider.latency = 20ms;
  pass(20s);
  const auto known = row(id);
  std::vector<Task<void>> tasks;
  for (int i = 0; i < 6; ++i) tasks.push_back(refresh(service, known));
  tasks.push_back(poll(service));
  together(std::move(tasks));
  EXPECT_EQ(row(id).status, PaymentStatus::succeeded);
  EXPECT_EQ(count("outbox WHERE type = 'payment.succeeded'"), 1);
  EXPECT_EQ(count("payment_allocations"), 1);
}

TEST_F(PaymentTest, a_state_never_goes_back) {
  const auto id = start()->id;
  provided(id).status = ProviderStatus::waiting_for_capture;
  run(refresh(service, row(id)));
  EXPECT_EQ(row(id).status, PaymentStatus::waiting_for_capture);
  provided(id).status = ProviderStatus::pending;
  run(refresh(service, row(id)));
  EXPECT_EQ(row(id).status, PaymentStatus::waiting_for_capture);
  provided(id).status = ProviderStatus::succeeded;
  run(refresh(service, row(id)));
  provided(id).status = ProviderStatus::canceled;
  run(refresh(service, row(id)));
  EXPECT_EQ(row(id).status, PaymentStatus::succeeded);
  EXPECT_EQ(count("outbox WHERE type = 'payment.canceled'"), 0);
}

TEST_F(PaymentTest, a_cancelled_payment_says_why) {
  const auto id = start()->id;
  provided(id).status = ProviderStatus::canceled;
  provided(id).cancel_reason = "insufficient_funds";
  run(refresh(service, row(id)));
  EXPECT_EQ(row(id).status, PaymentStatus::canceled);
  EXPECT_EQ(row(id).cancel_reason, "insufficient_funds");
  EXPECT_EQ(count("outbox WHERE type = 'payment.canceled'"), 1);
}

TEST_F(PaymentTest, another_amount_than_asked_is_left_to_people) {
  const auto id = start()->id;
  provided(id).status = ProviderStatus::succeeded;
  provided(id).amount.amount_minor = 1;
  run(refresh(service, row(id)));
  EXPECT_EQ(row(id).status, PaymentStatus::canceled);
  EXPECT_EQ(row(id).cancel_reason, "contradiction");
  EXPECT_EQ(count("outbox WHERE type = 'payment.unmatched'"), 1);
  EXPECT_EQ(count("outbox WHERE type = 'payment.succeeded'"), 0);
  EXPECT_EQ(count("payment_allocations"), 0);
}

TEST_F(PaymentTest, settling_asks_the_provider_about_all_that_is_open) {
  const auto id = start()->id;
  const OrderPaymentsRequest order{order_id};
  auto settled = run(service.settle(context(), order));
  ASSERT_TRUE(settled);
  EXPECT_FALSE(settled->money_received);
  EXPECT_TRUE(settled->provider_answered);
  provider.get_answers = ProviderUnavailable{"away", 90s};
  settled = run(service.settle(context(), order));
  EXPECT_FALSE(settled->provider_answered);
  EXPECT_EQ(text_of("last_error"), "away");
  provider.get_answers = ProviderRefused{"invalid_credentials", "ours"};
  settled = run(service.settle(context(), order));
  EXPECT_FALSE(settled->provider_answered);
  EXPECT_EQ(row(id).status, PaymentStatus::pending);
  provider.get_answers.reset();
  provided(id).status = ProviderStatus::succeeded;
  settled = run(service.settle(context(), order));
  EXPECT_TRUE(settled->money_received);
  EXPECT_TRUE(settled->provider_answered);
  const int asked = provider.asked;
  settled = run(service.settle(context(), order));
  EXPECT_TRUE(settled->money_received);
  EXPECT_EQ(provider.asked, asked);
  const auto list = run(service.list_for_order(context(), order));
  ASSERT_EQ(list->items.size(), 1U);
  EXPECT_EQ(list->items[0].status, PaymentStatus::succeeded);
}

}  // namespace
}  // namespace prokat::payments
