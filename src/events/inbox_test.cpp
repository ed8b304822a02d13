// The inbox on a real database: no duplicate, order within a lane, also between processes.
#include "events/inbox.hpp"

#include <map>
#include <set>

#include "events/schedule.hpp"
#include "events/testing/event_world.hpp"

namespace prokat::events {
namespace {

using namespace std::chrono_literals;
using testing::soon;

constexpr pg::Statement count_state{"test.inbox_state",
                                    "SELECT count(*) AS n FROM inbox WHERE state = $1::text"};

InboxItem item(int number, const std::string& lane) {
  return {.source = "test",
          .key = lane + ":" + std::to_string(number),
          .lane = lane,
          .payload = std::to_string(number)};
}

// What was handled, in order, per lane; fails if two items of a lane are handled at once.
struct Log {
  std::map<std::string, std::vector<int>> seen;
  std::set<std::string> open;
  bool overlapped = false;
  std::size_t together_max = 0;
  std::chrono::milliseconds time_each{0};
  int poison = -1;
  int poison_tries = 0;

  Task<void> handle(InboxItem item) {
    if (!open.insert(item.lane).second) overlapped = true;
    together_max = std::max(together_max, open.size());
    if (time_each > 0ms) co_await runtime::sleep_for(time_each);
    open.erase(item.lane);
    const int number = std::stoi(item.payload);
    if (number == poison) {
      ++poison_tries;
      throw std::runtime_error("poisoned");
    }
    seen[item.lane].push_back(number);
  }
  InboxHandler handler() {
    return [this](CallContext, InboxItem one) { return handle(std::move(one)); };
  }
  std::size_t count() const {
    std::size_t all = 0;
    for (const auto& [lane, numbers] : seen) all += numbers.size();
    return all;
  }
};

class InboxTest : public testing::EventWorld {
 protected:
  std::int64_t in_state(const std::string& state) {
    return execute(count_state, pg::Params().add(state)).only().get<std::int64_t>("n");
  }
  std::size_t receive(Inbox& inbox, std::vector<InboxItem> items) {
    return run(inbox.receive(std::move(items), soon()));
  }
  const runtime::Vault vault = runtime::Vault::for_tests();
};

TEST_F(InboxTest, what_came_before_is_dropped_whoever_received_it) {
  Inbox inbox(loop.executor(), pool, vault);
  Inbox other(loop.executor(), pool, vault);
  EXPECT_EQ(receive(inbox, {item(1, "a"), item(2, "a"), item(1, "a")}), 2U);
  EXPECT_EQ(receive(other, {item(2, "a"), item(3, "a")}), 1U);
  EXPECT_EQ(receive(inbox, {}), 0U);

  Log log;
  inbox.handle("test", log.handler());
  inbox.start();
  EXPECT_TRUE(until([&] { return in_state("done") == 3; }));
  EXPECT_EQ(receive(inbox, {item(1, "a")}), 0U) << "also after it was handled";
  run(inbox.stop(soon()));
  EXPECT_EQ(log.seen["a"], (std::vector<int>{1, 2, 3}));
}

TEST_F(InboxTest, payloads_are_sealed_while_they_wait_and_dropped_when_done) {
  Inbox inbox(loop.executor(), pool, vault);
  receive(inbox, {{.source = "test", .key = "1", .lane = "a", .payload = "12345678"}});
  constexpr pg::Statement readable{"test.readable",
                                   "SELECT count(*) AS n FROM inbox WHERE "
                                   "position('\\x3132333435363738'::bytea in payload) > 0"};
  constexpr pg::Statement kept{"test.kept",
                               "SELECT count(*) AS n FROM inbox WHERE payload IS NOT NULL"};
  EXPECT_EQ(number(readable), 0);
  EXPECT_EQ(number(kept), 1);
  Log log;
  inbox.handle("test", log.handler());
  inbox.start();
  EXPECT_TRUE(until([&] { return in_state("done") == 1; }));
  EXPECT_EQ(log.seen["a"], std::vector<int>{12345678});
  EXPECT_EQ(number(kept), 0);
  run(inbox.stop(soon()));
}

TEST_F(InboxTest, two_processes_keep_the_order_of_each_lane_and_work_lanes_side_by_side) {
  Log log;  // one log for both: it would notice two items of a lane at once
  log.time_each = 2ms;
  pg::Pool other_pool(loop.executor(), pool_options());
  Inbox inbox(loop.executor(), pool, vault);
  Inbox other(loop.executor(), other_pool, vault);
  inbox.handle("test", log.handler(), 3);
  other.handle("test", log.handler(), 3);
  inbox.start();
  other.start();
  std::vector<int> sent;
  for (int i = 0; i < 30; ++i) {
    sent.push_back(i);
    Inbox& receiver = i % 2 == 0 ? inbox : other;
    receive(receiver, {item(i, "a"), item(i, "b"), item(i, "c"), item(i, "d"), item(i, "e")});
    inbox.wake();
    other.wake();
  }
  EXPECT_TRUE(until([&] { return in_state("done") == 150; }, 20s));
  for (const char* lane : {"a", "b", "c", "d", "e"}) EXPECT_EQ(log.seen[lane], sent) << lane;
  EXPECT_FALSE(log.overlapped);
  EXPECT_GT(log.together_max, 1U);
  run(inbox.stop(soon()));
  run(other.stop(soon()));
  EXPECT_EQ(number({"test.leases", "SELECT count(*) AS n FROM inbox_lanes"}), 0);
}

TEST_F(InboxTest, a_failing_item_holds_up_its_lane_alone_until_it_is_parked) {
  Log log;
  log.poison = 2;
  Inbox inbox(loop.executor(), pool, vault);
  inbox.handle("test", log.handler());
  inbox.start();
  receive(inbox, {item(1, "a"), item(2, "a"), item(3, "a"), item(4, "b")});
  EXPECT_TRUE(until([&] { return log.count() == 2 && log.poison_tries == 1; }));
  run(runtime::sleep_for(300ms));
  EXPECT_EQ(log.seen["a"], std::vector<int>{1}) << "3 does not overtake 2";
  const auto tried_to_the_end = [&] {
    execute({"test.due", "UPDATE inbox SET next_attempt_at = '2000-01-01' WHERE state='pending'"});
    inbox.wake();
    return in_state("parked") == 1 && log.count() == 3;
  };
  EXPECT_TRUE(until(tried_to_the_end, 20s));
  EXPECT_EQ(log.poison_tries, item_schedule.attempts_max);
  EXPECT_EQ(log.seen["a"], (std::vector<int>{1, 3}));
  run(inbox.stop(soon()));
}

TEST_F(InboxTest, the_lane_of_a_killed_process_is_taken_over_when_its_lease_runs_out) {
  Log log;
  Inbox inbox(loop.executor(), pool, vault);
  inbox.handle("test", log.handler());
  receive(inbox, {item(1, "a")});
  execute({"test.dead_lease",
           "INSERT INTO inbox_lanes (source, lane, leased_until, leased_by) "
           "VALUES ('test', 'a', clock_timestamp() + interval '1 second', 'dead')"});
  inbox.start();
  run(runtime::sleep_for(600ms));
  EXPECT_EQ(log.count(), 0U);
  EXPECT_TRUE(until([&] { return log.count() == 1; }));
  run(inbox.stop(soon()));
}

TEST_F(InboxTest, a_long_handler_keeps_its_lane_by_renewing_the_lease) {
  Log log;
  log.time_each = 4500ms;
  Inbox inbox(loop.executor(), pool, vault);
  inbox.handle("test", log.handler());
  inbox.start();
  receive(inbox, {item(1, "a")});
  EXPECT_TRUE(until([&] { return !log.open.empty(); }));
  const auto lease = [&] {
    return execute({"test.lease", "SELECT leased_until FROM inbox_lanes"})
        .only()
        .get<Instant>("leased_until");
  };
  const Instant first = lease();
  EXPECT_TRUE(until([&] { return lease() > first; }, 4s));
  EXPECT_TRUE(until([&] { return log.count() == 1; }));
  run(inbox.stop(soon()));
}

TEST_F(InboxTest, stopping_waits_for_the_item_at_hand_and_leaves_the_rest) {
  Log log;
  log.time_each = 200ms;
  Inbox inbox(loop.executor(), pool, vault);
  inbox.handle("test", log.handler());
  inbox.start();
  receive(inbox, {item(1, "a"), item(2, "a")});
  EXPECT_TRUE(until([&] { return !log.open.empty(); }));
  run(inbox.stop(soon()));
  EXPECT_EQ(log.seen["a"], std::vector<int>{1});
  EXPECT_EQ(in_state("done"), 1);
  EXPECT_EQ(in_state("pending"), 1);
}

}  // namespace
}  // namespace prokat::events
