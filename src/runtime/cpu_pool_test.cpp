#include "runtime/cpu_pool.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <optional>
#include <thread>

#include "runtime/loop.hpp"

namespace prokat::runtime {
namespace {

using namespace std::chrono_literals;

TEST(CpuPool, runs_on_another_thread_and_comes_back_to_the_caller) {
  Loop loop("test");
  CpuPool pool(2, 10);
  const auto caller = std::this_thread::get_id();
  const auto worker = loop.run_until_done(
      pool.run<std::thread::id>([] { return std::this_thread::get_id(); }, Deadline::in(5s)));
  EXPECT_NE(worker, caller);
}

TEST(CpuPool, hands_on_what_the_function_throws) {
  Loop loop("test");
  CpuPool pool(1, 10);
  const std::function<int()> broken = []() -> int { throw std::invalid_argument("no image"); };
  EXPECT_THROW(loop.run_until_done(pool.run<int>(broken, Deadline::in(5s))), std::invalid_argument);
}

TEST(CpuPool, a_result_that_comes_after_the_deadline_is_dropped) {
  Loop loop("test");
  std::latch release(1);
  CpuPool pool(1, 10);
  const std::function<int()> slow = [&release] {
    release.wait();
    return 1;
  };
  EXPECT_THROW(loop.run_until_done(pool.run<int>(slow, Deadline::in(20ms))), DeadlineExceeded);
  release.count_down();
  EXPECT_EQ(loop.run_until_done(pool.run<int>([] { return 2; }, Deadline::in(5s))), 2)
      << "the pool goes on";
}

TEST(CpuPool, work_that_nobody_awaits_any_more_is_not_begun) {
  Loop loop("test");
  std::latch release(1);
  std::atomic<int> begun = 0;
  {
    CpuPool pool(1, 10);
    const std::function<int()> holds_the_thread = [&release] {
      release.wait();
      return 1;
    };
    const std::function<int()> late = [&begun] { return ++begun; };
    EXPECT_THROW(loop.run_until_done(pool.run<int>(holds_the_thread, Deadline::in(10ms))),
                 DeadlineExceeded);
    EXPECT_THROW(loop.run_until_done(pool.run<int>(late, Deadline::in(10ms))), DeadlineExceeded);
    release.count_down();
    loop.run_until_done(pool.run<int>([] { return 0; }, Deadline::in(5s)));
  }
  EXPECT_EQ(begun, 0);
}

TEST(CpuPool, a_full_queue_refuses_instead_of_growing) {
  Loop loop("test");
  std::latch release(1);
  std::latch held(1);
  CpuPool pool(1, 1);
  const std::function<int()> holds_the_thread = [&] {
    held.count_down();
    release.wait();
    return 1;
  };
  const std::function<int()> quick = [] { return 0; };
  EXPECT_THROW(loop.run_until_done(pool.run<int>(holds_the_thread, Deadline::in(50ms))),
               DeadlineExceeded);
  held.wait();
  EXPECT_THROW(loop.run_until_done(pool.run<int>(quick, Deadline::in(10ms))), DeadlineExceeded)
      << "waits in the one place of the queue";
  EXPECT_THROW(loop.run_until_done(pool.run<int>(quick, Deadline::in(10ms))), CpuPool::Full);
  release.count_down();
}

}  // namespace
}  // namespace prokat::runtime
