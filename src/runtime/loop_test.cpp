#include "runtime/loop.hpp"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/post.hpp>
#include <csignal>
#include <thread>

#include "runtime/context.hpp"
#include "runtime/metrics.hpp"

namespace prokat::runtime {
namespace {

using namespace std::chrono_literals;

Task<int> answer_after(std::chrono::milliseconds pause) {
  co_await sleep_for(pause);
  co_return 42;
}

Task<void> throw_after(std::chrono::milliseconds pause) {
  co_await sleep_for(pause);
  throw std::runtime_error("broken on purpose");
}

TEST(Loop, runs_a_task_to_its_result) {
  Loop loop("test");
  EXPECT_EQ(loop.run_until_done(answer_after(1ms)), 42);
  EXPECT_EQ(loop.run_until_done(answer_after(0ms)), 42) << "and can be used again";
}

TEST(Loop, hands_on_what_a_task_throws) {
  Loop loop("test");
  EXPECT_THROW(loop.run_until_done(throw_after(1ms)), std::runtime_error);
}

TEST(Loop, a_stopped_loop_ends_and_says_that_the_task_did_not) {
  Loop loop("test");
  std::thread stopper([&loop] {
    std::this_thread::sleep_for(20ms);
    loop.stop();
  });
  EXPECT_THROW(loop.run_until_done(answer_after(60s)), std::runtime_error);
  stopper.join();
}

TEST(Loop, runs_until_another_thread_stops_it_and_survives_a_handler_that_throws) {
  Loop loop("test");
  int handled = 0;
  boost::asio::post(loop.executor(), [] { throw std::runtime_error("a handler's defect"); });
  boost::asio::post(loop.executor(), [&] {
    ++handled;
    loop.stop();
  });
  loop.run();
  EXPECT_EQ(handled, 1);
}

TEST(Loop, the_first_stop_signal_is_a_request_and_the_second_an_order) {
  const pid_t child = ::fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    Loop loop("child");
    loop.on_stop_signal([] { ::kill(::getpid(), SIGINT); });  // never stops the loop
    ::kill(::getpid(), SIGTERM);
    loop.run();
    ::_exit(0);
  }
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 128 + SIGINT);
}

TEST(Spawn, a_failed_task_is_counted_and_ends_nothing) {
  Loop loop("test");
  spawn(loop.executor(), "test.fails", throw_after(1ms));
  EXPECT_EQ(loop.run_until_done(answer_after(20ms)), 42);
  EXPECT_NE(metrics::render().find("prokat_task_failures_total{task=\"test.fails\"} 1"),
            std::string::npos);
}

TEST(Deadline, a_step_never_gets_more_time_than_its_request) {
  const Deadline request = Deadline::in(1000ms);
  EXPECT_EQ(request.at_most(5000ms).at(), request.at());
  EXPECT_LT(request.at_most(10ms).at(), request.at());
  EXPECT_FALSE(request.passed());
  EXPECT_GT(request.left(), 500ms);
  EXPECT_TRUE(Deadline::in(-1ms).passed());
  EXPECT_EQ(Deadline::in(-1000ms).left(), 0ms);
}

TEST(CallContext, of_our_own_work_names_the_worker) {
  const CallContext context = CallContext::system("booking.expiry", 5000ms);
  EXPECT_EQ(context.channel, "system");
  EXPECT_EQ(context.principal.actor(), "system:booking.expiry");
  EXPECT_EQ(context.principal.role, Role::administrator);
  EXPECT_EQ(context.request_id.size(), 36U);
  EXPECT_GT(context.deadline.left(), 4000ms);
}

TEST(Principal, is_named_for_the_audit_by_kind_and_id) {
  const std::string id = "0190163d-8694-739b-aea5-966c26f8ad91";
  EXPECT_EQ((Principal{Role::customer, id}.actor()), "customer:" + id);
  EXPECT_EQ((Principal{Role::operator_, id}.actor()), "user:" + id);
  EXPECT_EQ((Principal{Role::administrator, id}.actor()), "user:" + id);
  EXPECT_EQ(Principal{}.actor(), "anonymous");
}

}  // namespace
}  // namespace prokat::runtime
