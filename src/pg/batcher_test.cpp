// Batches against a real PostgreSQL: who gets which answer, and what becomes of the others when one
// fails, is lost or has gone.
#include "pg/batcher.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <numeric>

#include "pg/testing/database.hpp"
#include "runtime/async_event.hpp"
#include "runtime/loop.hpp"

namespace prokat::pg {
namespace {

using namespace std::chrono_literals;
using runtime::AsyncEvent;
using runtime::Loop;

constexpr Statement divide{"test.divide_one", "SELECT 12 / $1::int AS value"};
constexpr Statement divide_all{"test.divide_all",
                               "SELECT 12 / u.v AS value FROM unnest($1::int[]) WITH ORDINALITY "
                               "AS u (v, n) ORDER BY u.n"};
// They sleep half a second, whatever they are asked.
constexpr Statement nap{"test.nap_one", "SELECT $1::int AS value FROM pg_sleep(0.5)"};
constexpr Statement nap_all{"test.nap_all",
                            "WITH nap AS MATERIALIZED (SELECT pg_sleep(0.5)::text AS slept) "
                            "SELECT u.v AS value FROM nap, unnest($1::int[]) WITH ORDINALITY "
                            "AS u (v, n) ORDER BY u.n"};
constexpr Statement too_few{"test.too_few", "SELECT 1 AS value WHERE $1::int[] IS NOT NULL"};
constexpr Statement kill_naps{
    "test.kill_naps",
    "SELECT count(pg_terminate_backend(pid)) AS naps FROM pg_stat_activity "
    "WHERE application_name = 'prokat_batcher_test' AND wait_event = 'PgSleep'"};
constexpr Statement count_naps{
    "test.count_naps",
    "SELECT count(pid) AS naps FROM pg_stat_activity "
    "WHERE application_name = 'prokat_batcher_test' AND wait_event = 'PgSleep'"};

Deadline soon() { return Deadline::in(20s); }

class BatcherTest : public ::testing::Test {
 public:
  using Ints = BatchStatements<int>;

  // Notes how many items each statement had.
  Ints statements(Statement single, Statement group) {
    return {.single = single,
            .group = group,
            .single_parameters =
                [this](const int& value) {
                  sizes.push_back(1);
                  return Params().add(value);
                },
            .group_parameters =
                [this](std::span<const int* const> values) {
                  sizes.push_back(values.size());
                  return std::move(Params().add_array_of(values, [](const int* v) { return *v; }));
                }};
  }

  void ask(Batcher<int>& batcher, int value, Repeat repeat = Repeat::forbidden,
           Deadline deadline = soon()) {
    ++left;
    answers.emplace_back();
    runtime::spawn(loop.executor(), "test",
                   note(*this, batcher, value, repeat, deadline, answers.size() - 1));
  }
  void wait_for_all() {
    if (left > 0) {
      ASSERT_TRUE(loop.run_until_done(done.wait(soon())));
    }
  }

  static Task<void> note(BatcherTest& test, Batcher<int>& batcher, int value, Repeat repeat,
                         Deadline deadline, std::size_t index) {
    std::string outcome;
    try {
      const auto answer =
          co_await batcher.run(std::make_shared<const int>(value), repeat, deadline);
      outcome = std::to_string(answer.row().get<int>("value"));
    } catch (const Overloaded&) {
      outcome = "overloaded";
    } catch (const Unavailable& failure) {
      outcome = failure.outcome_unknown() ? "lost, unknown" : "unavailable";
    } catch (const runtime::DeadlineExceeded&) {
      outcome = "late";
    } catch (const Error& error) {
      outcome = error.sqlstate();
    } catch (const std::logic_error&) {
      outcome = "a defect";
    }
    test.answers[index] = outcome;
    if (--test.left == 0) test.done.notify();
  }

  // Until a statement of the batcher sleeps.
  void when_asleep(Statement look = count_naps) {
    static const auto look_until = [](Pool& pool, Statement look) -> Task<void> {
      for (int naps = 0; naps == 0;)
        naps = (co_await pool.statement(look, {}, soon())).only().get<int>("naps");
    };
    loop.run_until_done(look_until(pool, look));
  }

  Loop loop{"test"};
  Pool pool{loop.executor(),
            {.url = testing::database_url(),
             .connections = 2,
             .application_name = "prokat_batcher_test"}};
  AsyncEvent done{loop.executor()};
  std::vector<std::string> answers;
  std::vector<std::size_t> sizes;
  int left = 0;
};

TEST_F(BatcherTest, everybody_gets_the_answer_to_what_they_asked) {
  Batcher<int> batcher(pool, statements(divide, divide_all), {.name = "test", .connections = 2});
  std::vector<std::string> expected;
  for (int i = 1; i <= 100; ++i) {
    ask(batcher, i);
    expected.push_back(std::to_string(12 / i));
  }
  wait_for_all();
  EXPECT_EQ(answers, expected);
  EXPECT_EQ(std::accumulate(sizes.begin(), sizes.end(), std::size_t{0}), 100U);
  EXPECT_LT(sizes.size(), 50U);
}

TEST_F(BatcherTest, a_lone_request_goes_as_the_single_statement) {
  Batcher<int> batcher(pool, statements(divide, divide_all), {.name = "test"});
  for (int i = 1; i <= 3; ++i) {
    ask(batcher, i);
    wait_for_all();
  }
  EXPECT_EQ(sizes, (std::vector<std::size_t>{1, 1, 1}));
}

TEST_F(BatcherTest, while_each_can_have_a_connection_nobody_shares) {
  Batcher<int> batcher(pool, statements(divide, divide_all), {.name = "test", .connections = 4});
  for (int i = 1; i <= 4; ++i) ask(batcher, i);
  wait_for_all();
  EXPECT_EQ(sizes, (std::vector<std::size_t>{1, 1, 1, 1}));
}

TEST_F(BatcherTest, a_connection_takes_its_share_and_leaves_the_rest_to_the_others) {
  Batcher<int> batcher(pool, statements(nap, nap_all), {.name = "test", .connections = 4});
  for (int i = 1; i <= 32; ++i) ask(batcher, i);
  wait_for_all();
  EXPECT_EQ(sizes, (std::vector<std::size_t>{8, 8, 8, 8}));
}

TEST_F(BatcherTest, no_statement_has_more_than_the_most) {
  Batcher<int> batcher(pool, statements(divide, divide_all),
                       {.name = "test", .connections = 1, .batch_max = 10});
  for (int i = 1; i <= 35; ++i) ask(batcher, i);
  wait_for_all();
  EXPECT_EQ(sizes, (std::vector<std::size_t>{10, 10, 10, 5}));
}

TEST_F(BatcherTest, a_poisoned_request_costs_its_neighbours_no_answer) {
  Batcher<int> batcher(pool, statements(divide, divide_all), {.name = "test", .connections = 1});
  for (const int value : {1, 2, 0, 3, 4}) ask(batcher, value);
  wait_for_all();
  EXPECT_EQ(answers, (std::vector<std::string>{"12", "6", "22012", "4", "3"}));
  EXPECT_EQ(sizes, (std::vector<std::size_t>{5, 1, 1, 1, 1, 1}));
}

TEST_F(BatcherTest, where_every_group_fails_none_is_made_for_a_while) {
  Batcher<int> batcher(pool, statements(divide, divide_all), {.name = "test", .connections = 1});
  for (int round = 0; round < 6; ++round) {
    for (const int value : {1, 0, 2}) ask(batcher, value);
    wait_for_all();
  }
  EXPECT_EQ(std::ranges::count(sizes, 3U), 4);
  EXPECT_EQ(std::ranges::count(answers, "22012"), 6);
  EXPECT_EQ(std::ranges::count(answers, "6"), 6);
}

TEST_F(BatcherTest, a_lost_connection_is_made_good_only_for_those_who_may_be_repeated) {
  Batcher<int> batcher(pool, statements(nap, nap_all), {.name = "test", .connections = 1});
  ask(batcher, 1, Repeat::allowed);
  ask(batcher, 2, Repeat::forbidden);
  ask(batcher, 3, Repeat::allowed);
  when_asleep(kill_naps);
  wait_for_all();
  EXPECT_EQ(answers, (std::vector<std::string>{"1", "lost, unknown", "3"}));
  EXPECT_EQ(sizes, (std::vector<std::size_t>{3, 1, 1}));
}

TEST_F(BatcherTest, more_than_may_wait_are_refused_at_once) {
  Batcher<int> batcher(pool, statements(nap, nap_all),
                       {.name = "test", .connections = 1, .queue_max = 3});
  ask(batcher, 1);
  when_asleep();
  for (int i = 2; i <= 5; ++i) ask(batcher, i);
  wait_for_all();
  EXPECT_EQ(answers, (std::vector<std::string>{"1", "2", "3", "4", "overloaded"}));
}

TEST_F(BatcherTest, who_cannot_wait_leaves_and_the_others_are_answered) {
  Batcher<int> batcher(pool, statements(nap, nap_all), {.name = "test", .connections = 1});
  ask(batcher, 1);
  ask(batcher, 2, Repeat::forbidden, Deadline::in(60ms));
  ask(batcher, 3);
  wait_for_all();
  EXPECT_EQ(answers, (std::vector<std::string>{"1", "late", "3"}));
  EXPECT_EQ(sizes, (std::vector<std::size_t>{3}));
}

TEST_F(BatcherTest, who_gave_up_while_waiting_is_not_sent) {
  Batcher<int> batcher(pool, statements(nap, nap_all), {.name = "test", .connections = 1});
  ask(batcher, 1);
  when_asleep();
  ask(batcher, 2, Repeat::forbidden, Deadline::in(60ms));
  ask(batcher, 3);
  wait_for_all();
  EXPECT_EQ(answers, (std::vector<std::string>{"1", "late", "3"}));
  EXPECT_EQ(sizes, (std::vector<std::size_t>{1, 1}));
}

TEST_F(BatcherTest, a_statement_that_answers_too_few_rows_is_a_defect_and_ends_no_process) {
  Batcher<int> batcher(pool, statements(divide, too_few), {.name = "test", .connections = 1});
  for (const int value : {1, 2}) ask(batcher, value);
  wait_for_all();
  EXPECT_EQ(answers, (std::vector<std::string>{"a defect", "a defect"}));
}

TEST_F(BatcherTest, closing_lets_what_is_under_way_end_and_refuses_what_waits) {
  Batcher<int> batcher(pool, statements(nap, nap_all), {.name = "test", .connections = 1});
  ask(batcher, 1);
  when_asleep();
  ask(batcher, 2);
  loop.run_until_done(pool.close(soon()));
  wait_for_all();
  EXPECT_EQ(answers, (std::vector<std::string>{"1", "unavailable"}));
  ask(batcher, 3);
  wait_for_all();
  EXPECT_EQ(answers.back(), "unavailable");
}

TEST_F(BatcherTest, a_database_that_is_away_is_an_answer_for_all) {
  Pool away(loop.executor(), {.url = Secret("postgresql://nobody@127.0.0.1:1/none")});
  Batcher<int> batcher(away, statements(divide, divide_all), {.name = "test", .connections = 2});
  for (int i = 1; i <= 10; ++i) ask(batcher, i);
  wait_for_all();
  EXPECT_EQ(answers, std::vector<std::string>(10, "unavailable"));
}

}  // namespace
}  // namespace prokat::pg
