#include "runtime/async_event.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "runtime/loop.hpp"

namespace prokat::runtime {
namespace {

using namespace std::chrono_literals;

struct Scene {
  Loop loop{"test"};
  std::optional<AsyncEvent> event{std::in_place, loop.executor()};
  std::vector<std::string> seen;
};

Task<void> record(Scene& scene, std::string who, std::chrono::milliseconds time_limit) {
  const bool notified = co_await scene.event->wait(Deadline::in(time_limit));
  scene.seen.push_back(who + (notified ? " woken" : " timed out"));
}

void start(Scene& scene, std::string who, std::chrono::milliseconds time_limit) {
  spawn(scene.loop.executor(), who, record(scene, who, time_limit));
}

void let_run(Scene& scene, std::chrono::milliseconds time = 5ms) {
  scene.loop.run_until_done(sleep_for(time));
}

using Seen = std::vector<std::string>;

TEST(AsyncEvent, wakes_everyone_who_waits) {
  Scene scene;
  start(scene, "a", 10s);
  start(scene, "b", 10s);
  let_run(scene);
  EXPECT_TRUE(scene.seen.empty());
  EXPECT_TRUE(scene.event->has_waiters());
  scene.event->notify();
  EXPECT_FALSE(scene.event->has_waiters());
  let_run(scene);
  EXPECT_EQ(scene.seen, (Seen{"a woken", "b woken"}));
}

TEST(AsyncEvent, remembers_one_notification_for_the_next_who_waits) {
  Scene scene;
  scene.event->notify();
  scene.event->notify();
  start(scene, "a", 10s);
  start(scene, "b", 20ms);
  let_run(scene, 50ms);
  EXPECT_EQ(scene.seen, (Seen{"a woken", "b timed out"}));
}

TEST(AsyncEvent, notify_one_goes_by_who_came_first) {
  Scene scene;
  start(scene, "a", 10s);
  start(scene, "b", 10s);
  start(scene, "c", 10s);
  let_run(scene);
  scene.event->notify_one();
  scene.event->notify_one();  // before the first has run again: it is the second's
  let_run(scene);
  EXPECT_EQ(scene.seen, (Seen{"a woken", "b woken"}));
  scene.event->notify();
  let_run(scene);
  EXPECT_EQ(scene.seen.back(), "c woken");
}

TEST(AsyncEvent, a_deadline_ends_the_wait_and_takes_no_notification_along) {
  Scene scene;
  start(scene, "a", 10ms);
  let_run(scene, 30ms);
  EXPECT_EQ(scene.seen, (Seen{"a timed out"}));
  EXPECT_FALSE(scene.event->has_waiters());
  start(scene, "b", 10s);
  let_run(scene);
  scene.event->notify_one();
  let_run(scene);
  EXPECT_EQ(scene.seen.back(), "b woken");
}

TEST(AsyncEvent, may_be_destroyed_while_somebody_waits) {
  Scene scene;
  start(scene, "a", 30ms);
  let_run(scene);
  scene.event.reset();
  let_run(scene, 60ms);
  EXPECT_EQ(scene.seen, (Seen{"a timed out"}));
}

TEST(AsyncEvent, a_loop_may_go_while_somebody_waits) {
  Scene scene;
  start(scene, "a", 10s);
  let_run(scene);
  EXPECT_TRUE(scene.seen.empty());  // the sanitizers watch the rest
}

}  // namespace
}  // namespace prokat::runtime
