// Events end to end on a real database: committed once, delivered once, whatever fails in between.
#include <map>

#include "events/schedule.hpp"
#include "events/subscriber.hpp"
#include "events/testing/event_world.hpp"

namespace prokat::events {
namespace {

using namespace std::chrono_literals;
using testing::publish_events;
using testing::soon;

constexpr pg::Statement note{"test.note",
                             "INSERT INTO worker_test (event_id, who) VALUES ($1, $2)"};
constexpr pg::Statement count_notes{"test.count_notes", "SELECT count(*) AS n FROM worker_test"};
constexpr pg::Statement count_twice{
    "test.count_twice",
    "SELECT count(*) AS n FROM (SELECT event_id FROM worker_test GROUP BY event_id "
    "HAVING count(*) > 1) t"};
constexpr pg::Statement count_done{"test.count_done",
                                   "SELECT count(*) AS n FROM event_deliveries WHERE state='done'"};
constexpr pg::Statement count_pending{
    "test.count_pending", "SELECT count(*) AS n FROM event_deliveries WHERE state='pending'"};
constexpr pg::Statement count_parked{
    "test.count_parked", "SELECT count(*) AS n FROM event_deliveries WHERE state='parked'"};
constexpr pg::Statement make_due{"test.make_due",
                                 "UPDATE event_deliveries SET next_attempt_at = "
                                 "'2000-01-01' WHERE state = 'pending' AND attempts > 0"};
constexpr pg::Statement one_delivery{
    "test.one_delivery",
    "SELECT attempts, last_error, next_attempt_at FROM event_deliveries WHERE state='pending'"};

// Notes each event in the transaction of its delivery; fails for payloads with `poison`.
struct Notes {
  std::string who;
  std::string poison = "none";
  std::vector<std::size_t> batches;
  int after_commits = 0;

  Task<void> handle(pg::Transaction& tx, std::vector<Delivery> deliveries) {
    batches.push_back(deliveries.size());
    for (std::size_t i = 0; i < deliveries.size(); ++i) {
      co_await tx.statement(note, pg::Params().add(deliveries[i].event.id).add(who));
      if (deliveries[i].event.payload.find(poison) != std::string::npos) {
        throw std::runtime_error("poisoned");
      }
    }
  }
  Subscriber subscriber(std::string name, bool never_park = false) {
    return {.name = std::move(name),
            .handle =
                [this](CallContext, pg::Transaction& tx, std::vector<Delivery> deliveries) {
                  return handle(tx, std::move(deliveries));
                },
            .never_park = never_park,
            .after_commit = [this] { ++after_commits; }};
  }
};

class EventWorker : public testing::EventWorld {
 protected:
  EventWorker() {
    execute(
        {"test.make_notes", "CREATE TABLE IF NOT EXISTS worker_test (event_id uuid, who text)"});
    execute({"test.clear_notes", "TRUNCATE worker_test"});
    subscription("test", "test.happened");
  }
  void stop(Worker& worker) { run(worker.stop(soon())); }
};

TEST_F(EventWorker, a_committed_event_is_delivered_exactly_once) {
  Notes notes{"a"};
  Worker worker(loop.executor(), pool, {});
  worker.subscribe(notes.subscriber("test"));
  worker.start();
  run(publish_events(pool, "test.happened", 5));
  worker.wake();
  EXPECT_TRUE(until([&] { return number(count_notes) == 5; }));
  run(runtime::sleep_for(400ms));
  EXPECT_EQ(number(count_notes), 5);
  EXPECT_EQ(number(count_done), 5);
  EXPECT_GE(notes.after_commits, 1);
  stop(worker);
}

TEST_F(EventWorker, a_rolled_back_event_and_one_without_subscribers_reach_nobody) {
  Notes notes{"a"};
  Worker worker(loop.executor(), pool, {});
  worker.subscribe(notes.subscriber("test"));
  worker.start();
  run([](pg::Pool& p) -> Task<void> {
    pg::Transaction tx = co_await p.transaction(soon());
    Event event{.type = "test.happened",
                .aggregate_kind = "test",
                .aggregate_id = format_uuid(make_uuid_v7()),
                .payload = "{}"};
    co_await publish(tx, std::move(event));
  }(pool));
  run(publish_events(pool, "test.unheard", 1));
  worker.wake();
  EXPECT_TRUE(until([&] {
    return number({"test.dispatched",
                   "SELECT count(*) AS n FROM outbox WHERE dispatched_at IS NOT NULL"}) == 1;
  }));
  EXPECT_EQ(number(count_notes), 0);
  stop(worker);
}

TEST_F(EventWorker, each_subscriber_gets_its_own_delivery) {
  subscription("other", "test.happened");
  Notes first{"a"};
  Notes second{"b"};
  Worker worker(loop.executor(), pool, {});
  worker.subscribe(first.subscriber("test"));
  worker.subscribe(second.subscriber("other"));
  worker.start();
  run(publish_events(pool, "test.happened", 3));
  EXPECT_TRUE(until([&] { return number(count_done) == 6; })) << "found by polling, without a wake";
  EXPECT_EQ(number(count_notes), 6);
  stop(worker);
}

TEST_F(EventWorker, one_failing_delivery_backs_off_alone_and_the_rest_of_its_batch_is_done) {
  run(publish_events(pool, "test.happened", 10));
  Notes notes{"a", "\"number\": 3"};
  Worker worker(loop.executor(), pool, {});
  worker.subscribe(notes.subscriber("test"));
  worker.start();
  EXPECT_TRUE(until([&] { return number(count_done) == 9; }));
  EXPECT_TRUE(until([&] { return execute(one_delivery).only().get<int>("attempts") == 1; }));
  EXPECT_EQ(number(count_notes), 9) << "what the failed handler wrote is gone";
  const pg::Rows failed = execute(one_delivery);
  EXPECT_EQ(failed.only().get<std::string>("last_error"), "poisoned");
  const auto pause = failed.only().get<Instant>("next_attempt_at") - machine_time();
  EXPECT_GT(pause, 3s);
  EXPECT_LE(pause, 5s);

  notes.poison = "none";
  execute(make_due);
  EXPECT_TRUE(until([&] { return number(count_done) == 10; }));
  EXPECT_EQ(number(count_notes), 10);
  stop(worker);
}

TEST_F(EventWorker, a_delivery_is_parked_after_its_last_try_but_money_never_is) {
  subscription("money", "test.happened");
  run(publish_events(pool, "test.happened", 1));
  Notes notes{"a", "number"};
  Worker worker(loop.executor(), pool, {.poll_interval = 20ms});
  worker.subscribe(notes.subscriber("test"));
  worker.subscribe(notes.subscriber("money", true));
  worker.start();
  EXPECT_TRUE(until([&] { return number(count_pending) == 2; }));
  const auto tried_often = [&] {
    execute(make_due);
    return number({"test.tries", "SELECT min(attempts) AS n FROM event_deliveries"}) >=
           delivery_schedule.attempts_max;
  };
  EXPECT_TRUE(until(tried_often, 20s));
  EXPECT_EQ(number(count_parked), 1);
  EXPECT_EQ(number({"test.money",
                    "SELECT count(*) AS n FROM event_deliveries "
                    "WHERE subscriber = 'money' AND state = 'pending'"}),
            1);
  EXPECT_EQ(number(count_notes), 0);
  stop(worker);
}

TEST_F(EventWorker, two_workers_side_by_side_never_deliver_an_event_twice) {
  pg::Pool other_pool(loop.executor(), pool_options());
  Notes first{"a"};
  Notes second{"b"};
  Worker worker(loop.executor(), pool, {.poll_interval = 10ms, .dispatch_batch = 7});
  Worker other(loop.executor(), other_pool, {.poll_interval = 10ms, .dispatch_batch = 7});
  auto small = first.subscriber("test");
  small.batch_max = 5;
  worker.subscribe(small);
  small = second.subscriber("test");
  small.batch_max = 5;
  other.subscribe(small);
  worker.start();
  other.start();
  for (int i = 0; i < 10; ++i) run(publish_events(pool, "test.happened", 30));
  EXPECT_TRUE(until([&] { return number(count_done) == 300; }, 20s));
  EXPECT_EQ(number(count_notes), 300);
  EXPECT_EQ(number(count_twice), 0);
  EXPECT_FALSE(first.batches.empty());
  EXPECT_FALSE(second.batches.empty());
  stop(worker);
  stop(other);
}

// A process that dies between the commit of an event and its delivery leaves just these: an event
// nobody dispatched, and a delivery whose transaction never committed.
TEST_F(EventWorker, what_a_killed_process_left_is_delivered_once_by_the_next) {
  run(publish_events(pool, "test.happened", 4));
  auto doomed_pool = std::make_unique<pg::Pool>(loop.executor(), pool_options());
  bool reached = false;
  Worker doomed(loop.executor(), *doomed_pool, {});
  doomed.subscribe({.name = "test",
                    .handle = [&reached](CallContext, pg::Transaction& tx,
                                         std::vector<Delivery> deliveries) -> Task<void> {
                      co_await tx.statement(note,
                                            pg::Params().add(deliveries[0].event.id).add("doomed"));
                      reached = true;
                      co_await runtime::sleep_for(1h);
                    }});
  doomed.start();
  EXPECT_TRUE(until([&] { return reached; }));
  // Its connections are gone, as after kill -9; the pool stays, because the doomed still asks it.
  run(doomed_pool->close(Deadline::in(std::chrono::milliseconds(100))));
  run(publish_events(pool, "test.happened", 1));

  Notes notes{"a"};
  Worker worker(loop.executor(), pool, {});
  worker.subscribe(notes.subscriber("test"));
  worker.start();
  EXPECT_TRUE(until([&] { return number(count_done) == 5; }));
  EXPECT_EQ(number(count_notes), 5);
  EXPECT_EQ(number(count_twice), 0);
  stop(worker);
}

TEST_F(EventWorker, under_load_events_go_in_big_batches) {
  Notes notes{"a"};
  Worker worker(loop.executor(), pool, {});
  worker.subscribe(notes.subscriber("test"));
  worker.start();
  for (int i = 0; i < 200; ++i) {
    run(publish_events(pool, "test.happened", 1));
    worker.wake();
  }
  EXPECT_TRUE(until([&] { return number(count_done) == 200; }));
  EXPECT_LT(notes.batches.size(), 60U);
  stop(worker);
}

TEST(RetrySchedule, doubles_up_to_the_longest_pause) {
  EXPECT_EQ(delivery_schedule.pause(1), 5s);
  EXPECT_EQ(delivery_schedule.pause(2), 10s);
  EXPECT_EQ(delivery_schedule.pause(7), 320s);
  EXPECT_EQ(delivery_schedule.pause(8), 10min);
  EXPECT_EQ(delivery_schedule.pause(1000), 10min);
  EXPECT_FALSE(delivery_schedule.exhausted(11));
  EXPECT_TRUE(delivery_schedule.exhausted(12));
}

}  // namespace
}  // namespace prokat::events
