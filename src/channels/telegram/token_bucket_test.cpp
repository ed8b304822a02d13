#include "channels/telegram/token_bucket.hpp"

#include <gtest/gtest.h>

namespace prokat::channels::telegram {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const TokenBucket::Time start = TokenBucket::Time() + std::chrono::hours(1);

// Takes one after another, each as soon as it may; says how long after `start` each was.
std::vector<milliseconds> times_of(TokenBucket bucket, int count, int cost = 1) {
  std::vector<milliseconds> times;
  auto now = start;
  for (int i = 0; i < count; ++i) {
    now = bucket.ready_at(now, cost);
    bucket.take(now, cost);
    times.push_back(std::chrono::duration_cast<milliseconds>(now - start));
  }
  return times;
}

TEST(TokenBucket, lets_a_burst_go_at_once_and_then_keeps_the_rate) {
  using ms = milliseconds;
  EXPECT_EQ(times_of(TokenBucket(seconds(1), 3), 6),
            (std::vector<ms>{ms(0), ms(0), ms(0), ms(1000), ms(2000), ms(3000)}));
}

TEST(TokenBucket, fills_up_again_but_not_over) {
  TokenBucket bucket(seconds(1), 3);
  bucket.take(start, 3);
  EXPECT_FALSE(bucket.is_full(start + milliseconds(2999)));
  EXPECT_TRUE(bucket.is_full(start + seconds(3)));
  const auto later = start + seconds(100);
  EXPECT_EQ(bucket.ready_at(later, 3), later);
  bucket.take(later, 3);
  EXPECT_EQ(bucket.ready_at(later, 1), later + seconds(1));
}

TEST(TokenBucket, cost_above_the_burst_waits_for_a_full_bucket) {
  TokenBucket bucket(seconds(1), 3);
  EXPECT_EQ(bucket.ready_at(start, 10), start);
  bucket.take(start, 1);
  EXPECT_EQ(bucket.ready_at(start, 10), start + seconds(1));
}

TEST(TokenBucket, nothing_costs_nothing) {
  TokenBucket bucket(seconds(1), 2);
  bucket.take(start, 2);
  EXPECT_EQ(bucket.ready_at(start, 0), start);
}

TEST(TokenBucket, group_limits_keep_twenty_a_minute) {
  const auto times = times_of(TokenBucket(seconds(4), 5), 60);
  for (std::size_t i = 20; i < times.size(); ++i) {
    EXPECT_GE(times[i] - times[i - 20], milliseconds(60'000)) << i;
  }
}

}  // namespace
}  // namespace prokat::channels::telegram
