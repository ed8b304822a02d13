// What becomes of a waiting message, by what the messenger answers.
#include "services/notifications/sender.hpp"

#include <gmock/gmock.h>

#include "services/notifications/testing/notification_world.hpp"

namespace prokat::notifications {
namespace {

using channels::Written;
using ::testing::HasSubstr;

class SenderTest : public testing::NotificationWorld {
 protected:
  void answer(Written::Outcome outcome, std::chrono::milliseconds retry_after = {}) {
    Written written;
    written.outcome = outcome;
    written.retry_after = retry_after;
    written.error = "as the test wants";
    writer.answers.push_back(std::move(written));
  }
  // Seconds until the next attempt.
  double pause() {
    return std::stod(of_message("extract(epoch FROM next_attempt_at - clock_timestamp())"));
  }
  Result<CardShown> show(std::optional<std::string> message_id = std::nullopt) {
    return run(service.show_card(context(), ShowCardRequest{"telegram", "100", "5", booking_id,
                                                            Language::ru, std::move(message_id)}));
  }
  std::string card_row() {
    return execute("SELECT message_id || ' ' || rendered_version AS value FROM chat_cards")
        .only()
        .get<std::string>("value");
  }
};

TEST_F(SenderTest, messages_go_out_in_the_order_of_the_events) {
  add_chat("5");
  queue("-500", "operators_booking_created", "operators");
  queue("5", "booking_confirmed");
  queue("5", "booking_paid");
  EXPECT_FALSE(run(sender.send_due()));
  ASSERT_EQ(writer.calls.size(), 3U);
  EXPECT_THAT(writer.calls[0].text, HasSubstr("Новая бронь"));
  EXPECT_THAT(writer.calls[1].text, HasSubstr("подтверждена"));
  EXPECT_THAT(writer.calls[2].text, HasSubstr("Оплата получена"));
  for (const auto& line : messages()) EXPECT_THAT(line, HasSubstr(" sent"));
  run(sender.send_due());
  EXPECT_EQ(writer.calls.size(), 3U);
}

TEST_F(SenderTest, a_customer_is_written_to_in_the_language_of_the_chat) {
  add_chat("5", "en");
  queue("5", "booking_paid");
  run(sender.send_due());
  EXPECT_THAT(writer.calls.at(0).text, HasSubstr("Payment received"));
}

TEST_F(SenderTest, a_card_is_edited_in_place_and_its_version_kept) {
  add_chat("5");
  add_card("5", "70", 1);
  booking.booking.version = 2;
  queue("5", "status_card");
  run(sender.send_due());
  ASSERT_EQ(writer.calls.size(), 1U);
  EXPECT_EQ(writer.calls[0].what, "edit");
  EXPECT_EQ(writer.calls[0].message_id, "70");
  EXPECT_EQ(writer.calls[0].prefix, "c:");
  EXPECT_EQ(card_row(), "70 2");
  EXPECT_EQ(of_message("state"), "sent");
}

TEST_F(SenderTest, a_card_that_is_newer_already_is_left_alone) {
  add_chat("5");
  add_card("5", "70", 3);
  booking.booking.version = 2;
  queue("5", "status_card");
  run(sender.send_due());
  EXPECT_TRUE(writer.calls.empty());
  EXPECT_EQ(of_message("state"), "skipped");
  EXPECT_EQ(card_row(), "70 3");
}

TEST_F(SenderTest, a_card_whose_message_is_gone_is_sent_anew) {
  add_chat("5");
  add_card("5", "70", 1);
  booking.booking.version = 2;
  queue("5", "status_card");
  answer(Written::Outcome::gone);
  run(sender.send_due());
  ASSERT_EQ(writer.calls.size(), 2U);
  EXPECT_EQ(writer.calls[1].what, "send");
  EXPECT_EQ(card_row(), "1001 2");
}

TEST_F(SenderTest, news_that_is_no_longer_true_is_skipped) {
  add_chat("5");
  booking.booking.status = booking::Status::cancelled;
  booking.booking.cancel_reason = booking::CancelReason::customer;
  queue("5", "booking_paid");
  run(sender.send_due());
  EXPECT_TRUE(writer.calls.empty());
  EXPECT_EQ(of_message("state"), "skipped");
}

TEST_F(SenderTest, a_chat_that_left_is_marked_and_not_tried_again) {
  add_chat("5");
  queue("5", "booking_paid");
  answer(Written::Outcome::unreachable);
  run(sender.send_due());
  EXPECT_EQ(of_message("state"), "failed");
  EXPECT_EQ(execute("SELECT count(*) AS n FROM chats WHERE unreachable_at IS NOT NULL")
                .only()
                .get<std::int64_t>("n"),
            1);
}

TEST_F(SenderTest, what_is_refused_is_not_tried_again) {
  add_chat("5");
  queue("5", "booking_paid");
  answer(Written::Outcome::refused);
  run(sender.send_due());
  EXPECT_EQ(of_message("state"), "failed");
  EXPECT_EQ(of_message("last_error"), "as the test wants");
  EXPECT_EQ(of_message("next_attempt_at"), "none");
}

TEST_F(SenderTest, later_waits_as_long_as_the_messenger_says) {
  add_chat("5");
  queue("5", "booking_paid");
  answer(Written::Outcome::later, std::chrono::seconds(40));
  run(sender.send_due());
  EXPECT_EQ(of_message("state"), "pending");
  EXPECT_NEAR(pause(), 40, 5);
}

TEST_F(SenderTest, an_unknown_outcome_backs_off_longer_each_time) {
  add_chat("5");
  for (const auto& [attempts, seconds] : {std::pair(0, 4), std::pair(3, 32), std::pair(9, 300)}) {
    execute("TRUNCATE messages");
    queue("5", "booking_paid", "customer", attempts);
    answer(Written::Outcome::unknown);
    run(sender.send_due());
    EXPECT_EQ(of_message("state"), "pending");
    EXPECT_NEAR(pause(), seconds, 3) << attempts;
  }
}

TEST_F(SenderTest, a_message_is_parked_after_twelve_attempts) {
  add_chat("5");
  queue("5", "booking_paid", "customer", 10);
  answer(Written::Outcome::unknown);
  run(sender.send_due());
  EXPECT_EQ(of_message("state"), "pending");
  execute("UPDATE messages SET next_attempt_at = '2020-01-01Z'");
  answer(Written::Outcome::unknown);
  run(sender.send_due());
  EXPECT_EQ(of_message("attempts"), "12");
  EXPECT_EQ(of_message("state"), "parked");
}

TEST_F(SenderTest, a_message_waits_while_a_service_is_away) {
  add_chat("5");
  booking.away = true;
  queue("5", "booking_paid");
  run(sender.send_due());
  EXPECT_EQ(of_message("state"), "pending");
  EXPECT_TRUE(writer.calls.empty());
  execute("UPDATE messages SET next_attempt_at = '2020-01-01Z', template = 'status_card'");
  run(sender.send_due());
  EXPECT_EQ(of_message("state"), "pending");
  EXPECT_EQ(of_message("attempts"), "2");
  EXPECT_EQ(of_message("last_error"), "away");
  EXPECT_TRUE(writer.calls.empty());
}

TEST_F(SenderTest, an_unknown_template_fails_without_a_try) {
  queue("5", "nonsense");
  run(sender.send_due());
  EXPECT_EQ(of_message("state"), "failed");
  EXPECT_TRUE(writer.calls.empty());
}

TEST_F(SenderTest, a_card_takes_over_the_message_it_is_given_and_the_old_one_goes) {
  ASSERT_EQ(show("70")->message_id, "70");
  EXPECT_EQ(card_row(), "70 1");
  EXPECT_EQ(writer.calls[0].what, "edit");
  ASSERT_EQ(show()->message_id, "1001");
  EXPECT_EQ(card_row(), "1001 1");
  EXPECT_EQ(writer.calls.back().what, "remove");
  EXPECT_EQ(writer.calls.back().message_id, "70");
}

TEST_F(SenderTest, showing_a_card_again_in_its_message_removes_nothing) {
  ASSERT_TRUE(show("70"));
  ASSERT_TRUE(show("70"));
  for (const auto& call : writer.calls) EXPECT_EQ(call.what, "edit");
  EXPECT_EQ(card_row(), "70 1");
}

TEST_F(SenderTest, showing_a_card_tells_how_it_went) {
  add_chat("5");
  answer(Written::Outcome::unreachable);
  const auto left = show();
  ASSERT_TRUE(left);
  EXPECT_FALSE(left->message_id);
  EXPECT_NE(execute("SELECT coalesce(unreachable_at::text, '') AS value FROM chats")
                .only()
                .get<std::string>("value"),
            "");
  answer(Written::Outcome::later);
  EXPECT_EQ(show().error().code, ProblemCode::provider_unavailable);
  booking.booking.id = BookingId::make();
  EXPECT_EQ(show().error().code, ProblemCode::not_found);
}

TEST_F(SenderTest, a_console_draws_its_card_itself) {
  const auto shown =
      run(service.show_card(context(), ShowCardRequest{"console", "console", "me", booking_id,
                                                       Language::en, std::nullopt}));
  ASSERT_TRUE(shown);
  EXPECT_THAT(shown->card.screen.text, HasSubstr("awaits payment"));
  EXPECT_TRUE(writer.calls.empty());
}

}  // namespace
}  // namespace prokat::notifications
