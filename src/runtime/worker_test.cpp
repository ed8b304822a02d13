#include "runtime/worker.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "runtime/loop.hpp"
#include "runtime/metrics.hpp"

namespace prokat::runtime {
namespace {

using namespace std::chrono_literals;

struct Counting {
  Loop loop{"test"};
  int steps = 0;
  int more_at_once = 0;  // this many steps say that there is more to do
  int failing = 0;       // this many steps throw
  std::chrono::milliseconds step_time{0};

  Task<bool> step() {
    ++steps;
    if (step_time.count() > 0) co_await sleep_for(step_time);
    if (failing > 0) {
      --failing;
      throw std::runtime_error("the database is away");
    }
    co_return more_at_once-- > 0;
  }
  void let_run(std::chrono::milliseconds time) { loop.run_until_done(sleep_for(time)); }
  bool stop(PeriodicWorker& worker, std::chrono::milliseconds time_limit = 1000ms) {
    return loop.run_until_done(worker.stop(Deadline::in(time_limit)));
  }
};

TEST(PeriodicWorker, steps_once_at_the_start_and_then_by_its_interval) {
  Counting work;
  PeriodicWorker worker(work.loop.executor(), "test", 20ms, [&work] { return work.step(); });
  work.let_run(30ms);
  EXPECT_EQ(work.steps, 0) << "not before start()";
  worker.start();
  work.let_run(5ms);
  EXPECT_EQ(work.steps, 1);
  work.let_run(200ms);
  EXPECT_GE(work.steps, 3);
  EXPECT_LE(work.steps, 11);
  EXPECT_TRUE(work.stop(worker));
}

TEST(PeriodicWorker, goes_on_at_once_while_there_is_more) {
  Counting work;
  work.more_at_once = 9;
  PeriodicWorker worker(work.loop.executor(), "test", 1h, [&work] { return work.step(); });
  worker.start();
  work.let_run(30ms);
  EXPECT_EQ(work.steps, 10);
  EXPECT_TRUE(work.stop(worker));
}

TEST(PeriodicWorker, many_wake_ups_from_other_threads_are_one_step) {
  Counting work;
  PeriodicWorker worker(work.loop.executor(), "test", 1h, [&work] { return work.step(); });
  worker.start();
  work.let_run(10ms);
  std::thread([&worker] {
    for (int i = 0; i < 1000; ++i) worker.wake();
  }).join();
  work.let_run(30ms);
  EXPECT_EQ(work.steps, 2);
  EXPECT_TRUE(work.stop(worker));
}

TEST(PeriodicWorker, a_wake_up_during_a_step_leads_to_another_step) {
  Counting work;
  work.step_time = 20ms;
  PeriodicWorker worker(work.loop.executor(), "test", 1h, [&work] { return work.step(); });
  worker.start();
  work.let_run(5ms);
  worker.wake();
  work.let_run(60ms);
  EXPECT_EQ(work.steps, 2);
  EXPECT_TRUE(work.stop(worker));
}

TEST(PeriodicWorker, failures_are_counted_and_slow_it_down_whoever_wakes_it) {
  Counting work;
  work.failing = 2;
  PeriodicWorker worker(work.loop.executor(), "test.failing", 1ms, [&work] { return work.step(); });
  worker.start();
  work.let_run(50ms);
  worker.wake();
  work.let_run(20ms);
  EXPECT_EQ(work.steps, 1) << "the first pause is 100 ms";
  work.let_run(400ms);
  EXPECT_GE(work.steps, 3) << "100 ms, 200 ms, then it works again";
  EXPECT_NE(metrics::render().find("prokat_worker_failures_total{worker=\"test.failing\"} 2"),
            std::string::npos);
  EXPECT_TRUE(work.stop(worker));
}

TEST(PeriodicWorker, stopping_waits_for_the_step_that_runs) {
  Counting work;
  work.step_time = 30ms;
  PeriodicWorker worker(work.loop.executor(), "test", 1ms, [&work] { return work.step(); });
  worker.start();
  work.let_run(5ms);
  EXPECT_TRUE(work.stop(worker));
  EXPECT_EQ(work.steps, 1);
  work.let_run(50ms);
  EXPECT_EQ(work.steps, 1);
  EXPECT_TRUE(work.stop(worker)) << "a second time";
}

TEST(PeriodicWorker, stopping_ends_at_its_deadline_when_a_step_does_not) {
  Counting work;
  work.step_time = 200ms;
  PeriodicWorker worker(work.loop.executor(), "test.stuck", 1ms, [&work] { return work.step(); });
  worker.start();
  work.let_run(5ms);
  EXPECT_FALSE(work.stop(worker, 20ms));
  EXPECT_TRUE(work.stop(worker, 5000ms));
}

TEST(PeriodicWorker, stopping_cuts_the_pause_after_a_failure_short) {
  Counting work;
  work.failing = 100;
  PeriodicWorker worker(work.loop.executor(), "test.down", 1ms, [&work] { return work.step(); });
  worker.start();
  work.let_run(150ms);
  const auto before = SteadyClock::now();
  EXPECT_TRUE(work.stop(worker));
  EXPECT_LT(SteadyClock::now() - before, 80ms);
}

TEST(PeriodicWorker, one_that_was_never_started_stops_at_once) {
  Counting work;
  PeriodicWorker worker(work.loop.executor(), "test", 1ms, [&work] { return work.step(); });
  EXPECT_TRUE(work.stop(worker));
  worker.start();
  work.let_run(10ms);
  EXPECT_EQ(work.steps, 0);
}

}  // namespace
}  // namespace prokat::runtime
