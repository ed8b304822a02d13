#include "events/wakeup.hpp"

#include <gtest/gtest.h>

#include <cstdlib>

#include "runtime/loop.hpp"

namespace prokat::events {
namespace {

using namespace std::chrono_literals;

Secret redis_url() {
  const char* url = std::getenv("PROKAT_TEST_REDIS_URL");
  if (url == nullptr) throw std::runtime_error("PROKAT_TEST_REDIS_URL is not set");
  return Secret(url);
}

class WakeupTest : public ::testing::Test {
 protected:
  void wait(std::chrono::milliseconds time) { loop.run_until_done(runtime::sleep_for(time)); }
  runtime::Loop loop{"test"};
};

TEST_F(WakeupTest, wakes_this_process_at_once_and_others_by_few_messages) {
  redis::Client redis(loop.executor(), redis_url());
  redis::Client other_redis(loop.executor(), redis_url());
  Wakeup here(loop.executor(), redis);
  Wakeup there(loop.executor(), other_redis);
  int woken_here = 0;
  int woken_there = 0;
  here.on("events", [&] { ++woken_here; });
  there.on("events", [&] { ++woken_there; });
  there.on("inbox", [&] { ADD_FAILURE() << "another topic"; });
  wait(300ms);

  for (int i = 0; i < 100; ++i) here.wake("events");
  EXPECT_EQ(woken_here, 100);
  wait(200ms);
  EXPECT_EQ(woken_here, 100) << "its own message does not wake it again";
  EXPECT_EQ(woken_there, 2) << "the first at once, the rest as one after the gap";
}

TEST_F(WakeupTest, without_redis_wakes_this_process_alone) {
  redis::Client redis(loop.executor(), Secret());
  Wakeup wakeup(loop.executor(), redis);
  int woken = 0;
  wakeup.on("events", [&] { ++woken; });
  wakeup.on("events", [&] { ++woken; });
  wakeup.wake("events");
  wakeup.wake("messages");
  wait(50ms);
  EXPECT_EQ(woken, 2);
}

}  // namespace
}  // namespace prokat::events
