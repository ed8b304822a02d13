#include "channels/telegram/poller.hpp"

#include <gtest/gtest.h>

#include <atomic>

#include "egress/testing/loopback_server.hpp"
#include "runtime/loop.hpp"

namespace prokat::channels::telegram {
namespace {

using egress::testing::LoopbackServer;
using egress::testing::ScriptedReply;
using egress::testing::SeenRequest;
using std::chrono::milliseconds;

constexpr const char* two_updates =
    R"({"ok":true,"result":[{"update_id":10,"message":{"message_id":1,"date":1,"chat":{"id":7,"type":"private"}}},{"update_id":11,"message":{"message_id":2,"date":1,"chat":{"id":7,"type":"private"}}}]})";
constexpr const char* no_updates = R"({"ok":true,"result":[]})";

struct FakeLock final : pg::Pool::AdvisoryLock {
  explicit FakeLock(std::shared_ptr<bool> lock_held) : held_flag(std::move(lock_held)) {}
  bool held() const override { return *held_flag; }
  std::shared_ptr<bool> held_flag;
};

class TelegramPoller : public ::testing::Test {
 protected:
  TelegramPoller()
      : server_([this](const SeenRequest& request) { return script_(request); }),
        client_(egress_, {server_.url(), Secret("1:T"), ""}) {}

  static ScriptedReply updates_then_silence(const SeenRequest& request) {
    if (request.body.find("\"offset\":0,") != std::string::npos) return {.body = two_updates};
    return {.body = no_updates, .delay = milliseconds(5000)};
  }

  void start(PollerOptions options = quick()) {
    poller_ = std::make_unique<Poller>(
        loop_.executor(), client_, [this] { return become_leader(); },
        [this](std::vector<RawUpdate> updates) { return keep(std::move(updates)); }, options);
    poller_->start();
  }
  static PollerOptions quick() {
    PollerOptions options;
    options.leader_interval = milliseconds(20);
    options.pause_min = milliseconds(20);
    options.pause_max = milliseconds(80);
    return options;
  }
  // Waits for what must come; a machine under load may take its time.
  bool eventually(const std::function<bool()>& came) {
    for (int i = 0; i < 1000 && !came(); ++i) run_for(milliseconds(5));
    return came();
  }
  bool kept_both() {
    return eventually([this] { return kept_.size() == 2; });
  }
  void run_for(milliseconds duration) { loop_.run_until_done(runtime::sleep_for(duration)); }
  bool stop() { return loop_.run_until_done(poller_->stop(Deadline::in(milliseconds(3000)))); }

  Task<std::unique_ptr<pg::Pool::AdvisoryLock>> become_leader() {
    ++leader_attempts_;
    if (!may_lead_) co_return nullptr;
    *held_ = true;
    co_return std::make_unique<FakeLock>(held_);
  }
  Task<void> keep(std::vector<RawUpdate> updates) {
    if (sink_failures_ > 0) {
      --sink_failures_;
      throw std::runtime_error("the database is away");
    }
    for (RawUpdate& update : updates) kept_.push_back(update.update_id);
    co_return;
  }

  std::function<ScriptedReply(const SeenRequest&)> script_ = &updates_then_silence;
  LoopbackServer server_;
  runtime::Loop loop_{"test"};
  egress::Client egress_{loop_.executor()};
  Client client_;
  std::unique_ptr<Poller> poller_;
  std::shared_ptr<bool> held_ = std::make_shared<bool>(false);
  bool may_lead_ = true;
  int leader_attempts_ = 0;
  int sink_failures_ = 0;
  std::vector<std::int64_t> kept_;
};

TEST_F(TelegramPoller, updates_are_kept_in_order_and_then_confirmed) {
  start();
  ASSERT_TRUE(eventually([this] { return server_.seen().size() == 2; }));
  EXPECT_EQ(kept_, (std::vector<std::int64_t>{10, 11}));
  EXPECT_NE(server_.seen()[1].body.find("\"offset\":12,"), std::string::npos);
  EXPECT_TRUE(stop());
}

TEST_F(TelegramPoller, what_could_not_be_kept_is_asked_for_again) {
  sink_failures_ = 2;
  start();
  ASSERT_TRUE(eventually([this] { return server_.seen().size() == 4; }));
  EXPECT_EQ(kept_, (std::vector<std::int64_t>{10, 11}));
  EXPECT_NE(server_.seen()[2].body.find("\"offset\":0,"), std::string::npos);
  EXPECT_TRUE(stop());
}

TEST_F(TelegramPoller, only_the_leader_asks) {
  may_lead_ = false;
  start();
  ASSERT_TRUE(eventually([this] { return leader_attempts_ >= 3; }));
  EXPECT_TRUE(server_.seen().empty());
  may_lead_ = true;
  EXPECT_TRUE(kept_both());
  EXPECT_TRUE(stop());
}

TEST_F(TelegramPoller, lost_leadership_is_sought_again_before_the_next_poll) {
  script_ = [](const SeenRequest&) {
    return ScriptedReply{.body = no_updates, .delay = milliseconds(20)};
  };
  start();
  ASSERT_TRUE(eventually([this] { return server_.seen().size() >= 2; }));
  may_lead_ = false;
  *held_ = false;
  const int attempts = leader_attempts_;
  ASSERT_TRUE(eventually([this, attempts] { return leader_attempts_ > attempts; }));
  const auto asked = server_.seen().size();
  run_for(milliseconds(100));
  EXPECT_EQ(server_.seen().size(), asked);
  EXPECT_TRUE(stop());
}

TEST_F(TelegramPoller, failures_are_repeated_with_pauses) {
  std::atomic<int> calls{0};
  script_ = [&calls](const SeenRequest& request) {
    const int call = calls++;
    if (call == 0) return ScriptedReply{.status = 502, .body = "<html>"};
    if (call == 1) {
      return ScriptedReply{
          .status = 409,
          .body = R"({"ok":false,"error_code":409,"description":"Conflict: other getUpdates"})"};
    }
    if (call == 2) return ScriptedReply{.cut_after = 0};
    return updates_then_silence(request);
  };
  start();
  EXPECT_TRUE(kept_both());
  EXPECT_TRUE(stop());
}

TEST_F(TelegramPoller, wrong_token_is_not_hammered_and_can_be_stopped) {
  script_ = [](const SeenRequest&) {
    return ScriptedReply{.status = 401,
                         .body = R"({"ok":false,"error_code":401,"description":"Unauthorized"})"};
  };
  start();
  ASSERT_TRUE(eventually([this] { return !server_.seen().empty(); }));
  run_for(milliseconds(200));
  EXPECT_EQ(server_.seen().size(), 1u);
  const auto started = std::chrono::steady_clock::now();
  EXPECT_TRUE(stop());
  EXPECT_LT(std::chrono::steady_clock::now() - started, milliseconds(1000));
}

TEST_F(TelegramPoller, stop_ends_a_poll_under_way) {
  start();
  ASSERT_TRUE(eventually([this] { return server_.seen().size() == 2; }));
  const auto started = std::chrono::steady_clock::now();
  EXPECT_TRUE(stop());
  EXPECT_LT(std::chrono::steady_clock::now() - started, milliseconds(1000));
}

}  // namespace
}  // namespace prokat::channels::telegram
