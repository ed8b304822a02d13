// The pool against a real PostgreSQL: order, isolation of errors, deadlines, lost connections.
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <chrono>

#include "pg/database.hpp"
#include "pg/testing/database.hpp"
#include "runtime/async_event.hpp"
#include "runtime/loop.hpp"

namespace prokat::pg {
namespace {

using namespace std::chrono_literals;
using runtime::AsyncEvent;
using runtime::DeadlineExceeded;
using runtime::Loop;

constexpr Statement echo{"test.echo", "SELECT $1::int AS value"};
constexpr Statement divide{"test.divide", "SELECT 1 / $1::int AS value"};
constexpr Statement nap{"test.nap", "SELECT pg_sleep($1::float8)::text AS slept"};
constexpr Statement backend{"test.backend", "SELECT pg_backend_pid() AS pid"};
constexpr Statement kill_others{
    "test.kill_others",
    "SELECT count(pg_terminate_backend(pid)) AS killed FROM pg_stat_activity "
    "WHERE application_name = $1 AND pid <> pg_backend_pid()"};
constexpr Statement broken{"test.broken", "SELECT no_such_column FROM pg_class"};
constexpr Statement make_table{"test.make_table",
                               "CREATE TABLE IF NOT EXISTS pool_test (id int PRIMARY KEY)"};
constexpr Statement empty_table{"test.empty_table", "DELETE FROM pool_test"};
constexpr Statement insert{"test.insert", "INSERT INTO pool_test (id) VALUES ($1::int)"};
constexpr Statement count_rows{"test.count_rows", "SELECT count(*) AS rows FROM pool_test"};

Deadline soon() { return Deadline::in(5s); }

// Counts tasks down and lets a test wait for the last one.
struct Group {
  explicit Group(Loop& loop) : executor(loop.executor()), done(executor) {}
  void add(Task<void> task) {
    ++left;
    runtime::spawn(executor, "test", run(*this, std::move(task)));
  }
  static Task<void> run(Group& group, Task<void> task) {
    co_await std::move(task);
    if (--group.left == 0) group.done.notify();
  }
  boost::asio::any_io_executor executor;
  AsyncEvent done;
  int left = 0;
};

class PoolTest : public ::testing::Test {
 protected:
  PoolOptions options(std::size_t connections, std::size_t depth = 4) {
    return {.url = testing::database_url(),
            .connections = connections,
            .pipeline_depth = depth,
            .application_name = "prokat_pool_test"};
  }
  template <class T>
  T run(Task<T> task) {
    return loop.run_until_done(std::move(task));
  }
  Loop loop{"test"};
};

Task<void> note_value(Pool& pool, int value, std::vector<int>& seen) {
  const Rows rows = co_await pool.statement(echo, Params().add(value), soon());
  seen.push_back(rows.only().get<int>("value"));
}

Task<void> note_quotient(Pool& pool, int divisor, std::vector<std::string>& outcomes) {
  try {
    const Rows rows = co_await pool.statement(divide, Params().add(divisor), soon());
    outcomes.push_back(std::to_string(rows.only().get<int>("value")));
  } catch (const Error& error) {
    outcomes.push_back(error.sqlstate());
  }
}

Task<std::string> outcome_of(Pool& pool, Statement statement, Params params, Deadline deadline) {
  try {
    co_await pool.statement(statement, params, deadline);
    co_return "answered";
  } catch (const Overloaded&) {
    co_return "overloaded";
  } catch (const Unavailable& failure) {
    co_return failure.outcome_unknown() ? "lost, unknown" : "unavailable";
  } catch (const DeadlineExceeded&) {
    co_return "late";
  } catch (const Error& error) {
    co_return error.sqlstate();
  }
}

Task<void> note_outcome(Pool& pool, Statement statement, Params params, Deadline deadline,
                        std::vector<std::string>& outcomes) {
  std::string outcome = co_await outcome_of(pool, statement, std::move(params), deadline);
  outcomes.push_back(std::move(outcome));
}

TEST_F(PoolTest, statements_on_one_connection_are_answered_in_the_order_they_were_sent) {
  Pool pool(loop.executor(), options(1));
  std::vector<int> seen;
  std::vector<int> sent;
  Group group(loop);
  for (int i = 0; i < 50; ++i) {
    sent.push_back(i);
    group.add(note_value(pool, i, seen));
  }
  ASSERT_TRUE(run(group.done.wait(soon())));
  EXPECT_EQ(seen, sent);
}

TEST_F(PoolTest, an_error_in_the_middle_of_a_pipeline_is_its_own_statements_alone) {
  Pool pool(loop.executor(), options(1));
  std::vector<std::string> outcomes;
  Group group(loop);
  for (const int divisor : {1, 0, 1, 0, 1, 1}) group.add(note_quotient(pool, divisor, outcomes));
  ASSERT_TRUE(run(group.done.wait(soon())));
  EXPECT_EQ(outcomes, (std::vector<std::string>{"1", "22012", "1", "22012", "1", "1"}));
}

TEST_F(PoolTest, a_statement_that_cannot_be_prepared_fails_each_time_and_hurts_no_other) {
  Pool pool(loop.executor(), options(1));
  std::vector<std::string> outcomes;
  Group group(loop);
  for (int i = 0; i < 3; ++i) {
    group.add(note_outcome(pool, broken, {}, soon(), outcomes));
    group.add(note_outcome(pool, echo, Params().add(i), soon(), outcomes));
  }
  ASSERT_TRUE(run(group.done.wait(soon())));
  EXPECT_EQ(std::ranges::count(outcomes, "42703"), 3);
  EXPECT_EQ(std::ranges::count(outcomes, "answered"), 3);
}

Task<void> deadline_case(Pool& pool, std::vector<std::string>& outcomes) {
  outcomes.push_back(co_await outcome_of(pool, nap, Params().add("10"), Deadline::in(100ms)));
  outcomes.push_back(co_await outcome_of(pool, echo, Params().add(1), Deadline::in(2s)));
}

TEST_F(PoolTest, a_statement_past_its_deadline_is_cancelled_and_the_connection_serves_again) {
  Pool pool(loop.executor(), options(1));
  std::vector<std::string> outcomes;
  const auto start = std::chrono::steady_clock::now();
  run(deadline_case(pool, outcomes));
  EXPECT_EQ(outcomes, (std::vector<std::string>{"late", "answered"}));
  EXPECT_LT(std::chrono::steady_clock::now() - start, 2s);
}

TEST_F(PoolTest, a_cancel_does_not_fail_the_statements_behind_the_cancelled_one) {
  Pool pool(loop.executor(), options(1));
  std::vector<std::string> outcomes;
  Group group(loop);
  group.add(note_outcome(pool, nap, Params().add("10"), Deadline::in(200ms), outcomes));
  for (int i = 0; i < 6; ++i)
    group.add(note_outcome(pool, nap, Params().add("0.05"), soon(), outcomes));
  ASSERT_TRUE(run(group.done.wait(soon())));
  EXPECT_EQ(outcomes.front(), "late");
  EXPECT_EQ(std::ranges::count(outcomes, "answered"), 6);
}

TEST_F(PoolTest, more_callers_than_the_queue_takes_are_refused_at_once) {
  auto small = options(1, 1);
  small.queue_max = 3;
  Pool pool(loop.executor(), std::move(small));
  std::vector<std::string> outcomes;
  Group group(loop);
  ASSERT_EQ(run(outcome_of(pool, echo, Params().add(1), soon())), "answered");  // connected
  group.add(note_outcome(pool, nap, Params().add("0.2"), soon(), outcomes));
  run(runtime::sleep_for(20ms));
  for (int i = 0; i < 5; ++i)
    group.add(note_outcome(pool, echo, Params().add(i), soon(), outcomes));
  ASSERT_TRUE(run(group.done.wait(soon())));
  EXPECT_EQ(outcomes, (std::vector<std::string>{"overloaded", "overloaded", "answered", "answered",
                                                "answered", "answered"}));
}

TEST_F(PoolTest, a_killed_backend_leaves_the_outcome_unknown_and_is_replaced) {
  Pool pool(loop.executor(), options(1));
  Pool killer(loop.executor(), {.url = testing::database_url(), .connections = 1});
  std::vector<std::string> outcomes;
  Group group(loop);
  group.add(note_outcome(pool, nap, Params().add("5"), Deadline::in(10s), outcomes));
  run(runtime::sleep_for(200ms));
  run(killer.statement(kill_others, Params().add("prokat_pool_test"), soon()));
  ASSERT_TRUE(run(group.done.wait(soon())));
  EXPECT_EQ(outcomes, (std::vector<std::string>{"lost, unknown"}));
  EXPECT_EQ(run(outcome_of(pool, echo, Params().add(1), soon())), "answered");
}

TEST_F(PoolTest, a_connection_killed_while_idle_is_replaced_before_the_next_statement) {
  Pool pool(loop.executor(), options(2));
  Pool killer(loop.executor(), {.url = testing::database_url(), .connections = 1});
  EXPECT_EQ(run(outcome_of(pool, echo, Params().add(1), soon())), "answered");
  run(killer.statement(kill_others, Params().add("prokat_pool_test"), soon()));
  run(runtime::sleep_for(300ms));
  EXPECT_EQ(run(outcome_of(pool, echo, Params().add(2), soon())), "answered");
}

TEST_F(PoolTest, without_a_server_calls_fail_at_once_and_nothing_has_happened) {
  Pool pool(loop.executor(),
            {.url = Secret("postgresql://nobody@127.0.0.1:1/none"), .connections = 2});
  const auto start = std::chrono::steady_clock::now();
  EXPECT_EQ(run(outcome_of(pool, echo, Params().add(1), soon())), "unavailable");
  EXPECT_EQ(run(outcome_of(pool, echo, Params().add(1), soon())), "unavailable");
  EXPECT_LT(std::chrono::steady_clock::now() - start, 1s);
}

TEST_F(PoolTest, closing_lets_the_running_statement_finish_and_fails_later_ones) {
  Pool pool(loop.executor(), options(1));
  std::vector<std::string> outcomes;
  Group group(loop);
  ASSERT_EQ(run(outcome_of(pool, echo, Params().add(1), soon())), "answered");  // connected
  group.add(note_outcome(pool, nap, Params().add("0.3"), soon(), outcomes));
  run(runtime::sleep_for(20ms));
  run(pool.close(soon()));
  EXPECT_EQ(run(outcome_of(pool, echo, Params().add(1), soon())), "unavailable");
  EXPECT_EQ(outcomes, (std::vector<std::string>{"answered"}));
}

Task<Rows> slow_nap(Pool& pool) {
  co_return co_await pool.slow_statement(nap, Params().add("2"), soon());
}

TEST_F(PoolTest, slow_statements_do_not_hold_up_the_others) {
  Pool pool(loop.executor(), options(1, 1));
  std::vector<int> seen;
  Group group(loop);
  runtime::spawn(loop.executor(), "slow",
                 [](Pool& p) -> Task<void> { co_await slow_nap(p); }(pool));
  group.add(note_value(pool, 7, seen));
  const auto start = std::chrono::steady_clock::now();
  ASSERT_TRUE(run(group.done.wait(soon())));
  EXPECT_LT(std::chrono::steady_clock::now() - start, 1900ms);
}

// --- transactions ------------------------------------------------------------------------------

class TransactionTest : public PoolTest {
 protected:
  TransactionTest() : pool(loop.executor(), options(3)) {
    run(pool.statement(make_table, {}, soon()));
    run(pool.statement(empty_table, {}, soon()));
  }
  std::int64_t rows() {
    return run(pool.statement(count_rows, {}, soon())).only().get<std::int64_t>("rows");
  }
  Pool pool;
};

Task<void> insert_two(Pool& pool, bool commit) {
  Transaction tx = co_await pool.transaction(soon());
  co_await tx.statement(insert, Params().add(1));
  co_await tx.statement(insert, Params().add(2));
  if (commit) co_await tx.commit();
}

TEST_F(TransactionTest, what_was_committed_stays) {
  run(insert_two(pool, true));
  EXPECT_EQ(rows(), 2);
}

TEST_F(TransactionTest, a_transaction_destroyed_without_commit_leaves_nothing) {
  for (int i = 0; i < 10; ++i) run(insert_two(pool, false));
  EXPECT_EQ(rows(), 0);
}

Task<std::string> commit_after_error(Pool& pool) {
  Transaction tx = co_await pool.transaction(soon());
  co_await tx.statement(insert, Params().add(1));
  std::string constraint;
  try {
    co_await tx.statement(insert, Params().add(1));
  } catch (const Error& error) {
    constraint = error.constraint();
  }
  try {
    co_await tx.commit();
  } catch (const Error& error) {
    co_return constraint + " " + error.sqlstate();
  }
  co_return "committed";
}

TEST_F(TransactionTest, committing_after_a_failed_statement_says_so) {
  EXPECT_EQ(run(commit_after_error(pool)), "pool_test_pkey 25P02");
  EXPECT_EQ(rows(), 0);
}

Task<std::string> nap_in_transaction(Pool& pool) {
  Transaction tx = co_await pool.transaction(Deadline::in(200ms));
  co_await tx.statement(insert, Params().add(1));
  try {
    co_await tx.statement(nap, Params().add("10"));
  } catch (const DeadlineExceeded&) {
    co_return "late";
  }
  co_return "answered";
}

TEST_F(TransactionTest, the_deadline_covers_the_whole_transaction_and_rolls_it_back) {
  EXPECT_EQ(run(nap_in_transaction(pool)), "late");
  EXPECT_EQ(run(nap_in_transaction(pool)), "late");
  run(runtime::sleep_for(100ms));
  EXPECT_EQ(rows(), 0);
  run(insert_two(pool, true));
  EXPECT_EQ(rows(), 2);
}

Task<void> hold_transaction(Pool& pool, std::vector<int>& pids) {
  Transaction tx = co_await pool.transaction(soon());
  const Rows rows = co_await tx.statement(backend);
  pids.push_back(rows.only().get<int>("pid"));
  co_await runtime::sleep_for(50ms);
  const Rows again = co_await tx.statement(backend);
  EXPECT_EQ(again.only().get<int>("pid"), rows.only().get<int>("pid"));
  co_await tx.commit();
}

TEST_F(TransactionTest, transactions_wait_for_a_connection_of_their_own_while_statements_flow) {
  std::vector<int> pids;
  std::vector<int> seen;
  Group group(loop);
  for (int i = 0; i < 8; ++i) group.add(hold_transaction(pool, pids));
  for (int i = 0; i < 200; ++i) group.add(note_value(pool, i, seen));
  ASSERT_TRUE(run(group.done.wait(soon())));
  EXPECT_EQ(pids.size(), 8U);
  EXPECT_EQ(seen.size(), 200U);
}

Task<std::string> kill_during_transaction(Pool& pool, Pool& killer) {
  Transaction tx = co_await pool.transaction(soon());
  co_await tx.statement(insert, Params().add(1));
  co_await killer.statement(kill_others, Params().add("prokat_pool_test"), soon());
  co_await runtime::sleep_for(100ms);
  try {
    co_await tx.statement(insert, Params().add(2));
  } catch (const Unavailable& failure) {
    co_return failure.outcome_unknown() ? "unknown" : "nothing happened";
  }
  co_return "answered";
}

TEST_F(TransactionTest, a_connection_lost_before_commit_means_nothing_happened) {
  Pool killer(loop.executor(), {.url = testing::database_url(), .connections = 1});
  EXPECT_EQ(run(kill_during_transaction(pool, killer)), "nothing happened");
  EXPECT_EQ(rows(), 0);
}

// --- advisory locks ----------------------------------------------------------------------------

TEST_F(PoolTest, an_advisory_lock_is_held_by_one_until_it_goes) {
  Pool pool(loop.executor(), options(2));
  Pool other(loop.executor(), options(2));
  auto first = run(pool.try_advisory_lock(4711, soon()));
  ASSERT_NE(first, nullptr);
  EXPECT_TRUE(first->held());
  EXPECT_EQ(run(other.try_advisory_lock(4711, soon())), nullptr);
  EXPECT_NE(run(other.try_advisory_lock(4712, soon())), nullptr);
  first.reset();
  run(runtime::sleep_for(100ms));
  EXPECT_NE(run(other.try_advisory_lock(4711, soon())), nullptr);
}

TEST_F(PoolTest, an_advisory_lock_whose_connection_is_lost_is_no_longer_held) {
  Pool pool(loop.executor(), options(1));
  Pool killer(loop.executor(), {.url = testing::database_url(), .connections = 1});
  const auto lock = run(pool.try_advisory_lock(4713, soon()));
  ASSERT_NE(lock, nullptr);
  run(killer.statement(kill_others, Params().add("prokat_pool_test"), soon()));
  run(runtime::sleep_for(200ms));
  EXPECT_FALSE(lock->held());
}

}  // namespace
}  // namespace prokat::pg
