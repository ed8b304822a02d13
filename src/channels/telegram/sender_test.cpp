#include "channels/telegram/sender.hpp"

#include <gtest/gtest.h>

#include "egress/testing/loopback_server.hpp"
#include "runtime/loop.hpp"

namespace prokat::channels::telegram {
namespace {

using egress::testing::LoopbackServer;
using egress::testing::ScriptedReply;
using egress::testing::SeenRequest;
using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr const char* sent_message =
    R"({"ok":true,"result":{"message_id":41,"date":1,"chat":{"id":7,"type":"private"}}})";
constexpr const char* throttled =
    R"({"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":1}})";

SendMessage text_to(std::int64_t chat_id, std::string text) {
  SendMessage message;
  message.chat_id = chat_id;
  message.text = std::move(text);
  return message;
}

class TelegramSender : public ::testing::Test {
 protected:
  TelegramSender()
      : server_([this](const SeenRequest& request) { return script_(request); }),
        client_(egress_, {server_.url(), Secret("1:T"), ""}) {}

  void limit(SenderLimits limits) {
    sender_ = std::make_unique<Sender>(loop_.executor(), client_, limits);
  }

  // Starts a call and remembers how it ended.
  void begin(SendMessage message, milliseconds time_limit = milliseconds(5000)) {
    ++running_;
    runtime::spawn(loop_.executor(), "call", run(std::move(message), time_limit));
  }
  Task<void> run(SendMessage message, milliseconds time_limit) {
    const auto answer = co_await sender_->call(std::move(message), Deadline::in(time_limit));
    outcomes_.push_back(answer.outcome);
    --running_;
  }
  Task<void> until_all_ended() {
    while (running_ > 0) co_await runtime::sleep_for(milliseconds(5));
  }
  milliseconds finish() {
    const auto started = SteadyClock::now();
    loop_.run_until_done(until_all_ended());
    return std::chrono::duration_cast<milliseconds>(SteadyClock::now() - started);
  }

  std::vector<std::string> bodies() const {
    std::vector<std::string> bodies;
    for (const SeenRequest& request : server_.seen()) bodies.push_back(request.body);
    return bodies;
  }

  std::function<ScriptedReply(const SeenRequest&)> script_ = [](const SeenRequest&) {
    return ScriptedReply{.body = sent_message};
  };
  LoopbackServer server_;
  runtime::Loop loop_{"test"};
  egress::Client egress_{loop_.executor()};
  Client client_;
  std::unique_ptr<Sender> sender_;
  std::vector<SendOutcome> outcomes_;
  int running_ = 0;
};

TEST_F(TelegramSender, messages_of_one_chat_keep_their_order) {
  script_ = [](const SeenRequest& request) {
    const bool first = request.body.find("\"0\"") != std::string::npos;
    return ScriptedReply{.body = sent_message, .delay = milliseconds(first ? 80 : 0)};
  };
  limit({.chat_interval = milliseconds(1), .total_interval = milliseconds(1)});
  for (int i = 0; i < 6; ++i) begin(text_to(7, std::to_string(i)));
  finish();
  const auto seen = bodies();
  ASSERT_EQ(seen.size(), 6u);
  for (int i = 0; i < 6; ++i) {
    EXPECT_NE(seen[i].find("\"text\":\"" + std::to_string(i) + "\""), std::string::npos) << seen[i];
  }
}

TEST_F(TelegramSender, chat_may_burst_and_then_waits_while_others_do_not) {
  limit({.chat_interval = milliseconds(300), .chat_burst = 2});
  for (int i = 0; i < 3; ++i) begin(text_to(7, "to seven"));
  for (int i = 0; i < 2; ++i) begin(text_to(8, "to eight"));
  const auto took = finish();
  EXPECT_GE(took, milliseconds(250));
  EXPECT_LT(took, milliseconds(1500));
  EXPECT_NE(bodies().back().find("to seven"),
            std::string::npos);  // only the third of chat 7 waited
}

TEST_F(TelegramSender, all_chats_together_keep_the_total_rate) {
  limit({.total_interval = milliseconds(100), .total_burst = 2});
  for (int i = 0; i < 6; ++i) begin(text_to(100 + i, "x"));
  EXPECT_GE(finish(), milliseconds(350));
  EXPECT_EQ(outcomes_, std::vector<SendOutcome>(6, SendOutcome::ok));
}

TEST_F(TelegramSender, error_429_pauses_everybody_and_the_call_is_repeated) {
  std::atomic<int> calls{0};
  script_ = [&calls](const SeenRequest&) {
    if (calls++ == 0) return ScriptedReply{.status = 429, .body = throttled};
    return ScriptedReply{.body = sent_message};
  };
  limit({});
  begin(text_to(7, "first"));
  loop_.run_until_done(runtime::sleep_for(milliseconds(100)));
  begin(text_to(8, "second"));
  EXPECT_GE(finish(), milliseconds(700));
  EXPECT_EQ(calls, 3);
  EXPECT_EQ(outcomes_, std::vector<SendOutcome>(2, SendOutcome::ok));
}

TEST_F(TelegramSender, turn_after_the_deadline_is_refused_at_once_with_the_time_to_wait) {
  limit({.chat_interval = milliseconds(10'000), .chat_burst = 1});
  begin(text_to(7, "first"));
  finish();
  const auto answer =
      loop_.run_until_done(sender_->call(text_to(7, "second"), Deadline::in(milliseconds(2000))));
  EXPECT_EQ(answer.outcome, SendOutcome::too_many_requests);
  EXPECT_GE(answer.retry_after, std::chrono::seconds(9));
  EXPECT_EQ(bodies().size(), 1u);
}

TEST_F(TelegramSender, one_that_gives_up_waiting_does_not_hold_up_the_next) {
  script_ = [](const SeenRequest&) {
    return ScriptedReply{.body = sent_message, .delay = milliseconds(200)};
  };
  limit({.chat_interval = milliseconds(1)});
  begin(text_to(7, "first"));
  begin(text_to(7, "impatient"), milliseconds(50));
  begin(text_to(7, "third"));
  finish();
  EXPECT_EQ(outcomes_,
            (std::vector{SendOutcome::too_many_requests, SendOutcome::ok, SendOutcome::ok}));
  EXPECT_EQ(bodies().size(), 2u);
}

TEST_F(TelegramSender, queue_of_one_chat_is_bounded) {
  limit({.chat_interval = milliseconds(1), .chat_queue_max = 2});
  for (int i = 0; i < 5; ++i) begin(text_to(7, "x"));
  finish();
  EXPECT_EQ(std::ranges::count(outcomes_, SendOutcome::ok), 3);
  EXPECT_EQ(std::ranges::count(outcomes_, SendOutcome::too_many_requests), 2);
}

TEST_F(TelegramSender, answers_to_taps_do_not_queue_behind_the_chats) {
  script_ = [](const SeenRequest& request) {
    if (request.target.ends_with("answerCallbackQuery")) {
      return ScriptedReply{.body = R"({"ok":true,"result":true})"};
    }
    return ScriptedReply{.body = sent_message};
  };
  limit({.total_interval = milliseconds(10'000), .total_burst = 1});
  begin(text_to(7, "x"));
  finish();
  AnswerCallbackQuery answer;
  answer.callback_query_id = "1";
  const auto started = SteadyClock::now();
  EXPECT_TRUE(
      loop_.run_until_done(sender_->call(answer, Deadline::in(milliseconds(2000)))).succeeded());
  EXPECT_LT(SteadyClock::now() - started, milliseconds(1000));
}

TEST_F(TelegramSender, chats_that_are_quiet_are_forgotten) {
  limit({.chat_interval = milliseconds(1),
         .group_interval = milliseconds(1),
         .total_interval = milliseconds(0)});
  script_ = [](const SeenRequest&) { return ScriptedReply{.body = sent_message}; };
  for (int i = 1; i <= 1001; ++i) begin(text_to(i, "x"));
  finish();
  begin(text_to(5000, "x"));
  finish();
  EXPECT_LT(sender_->lanes(), 10u);
}

}  // namespace
}  // namespace prokat::channels::telegram
