#include "events/maintenance.hpp"

#include "events/schedule.hpp"
#include "events/testing/event_world.hpp"

namespace prokat::events {
namespace {

using namespace std::chrono_literals;
using testing::soon;

class MaintenanceTest : public testing::EventWorld {
 protected:
  void maintain_now() { run(maintain(pool, {}, soon())); }
  std::int64_t partitions_of(const std::string& parent) {
    return execute({"test.partitions",
                    "SELECT count(*) AS n FROM pg_inherits WHERE inhparent = $1::regclass"},
                   pg::Params().add(parent))
        .only()
        .get<std::int64_t>("n");
  }
  bool exists(const std::string& prefix, LocalDate day) {
    return execute({"test.exists",
                    "SELECT to_regclass($1 || to_char($2::date, 'YYYYMMDD')) IS NOT NULL AS found"},
                   pg::Params().add(prefix).add(day))
        .only()
        .get<bool>("found");
  }
  Instant days_ago(int days) { return machine_time() - std::chrono::days(days); }
};

TEST_F(MaintenanceTest, makes_the_partitions_of_the_days_to_come_and_can_be_repeated) {
  maintain_now();
  const auto made = partitions_of("outbox");
  EXPECT_GE(made, 1 + 1 + 1 + 7) << "default, yesterday, today, a week ahead";
  EXPECT_EQ(partitions_of("event_deliveries"), made);
  maintain_now();
  EXPECT_EQ(partitions_of("outbox"), made);
  EXPECT_EQ(
      number({"test.in_default",
              "SELECT count(*) AS n FROM outbox WHERE tableoid = 'outbox_default'::regclass"}),
      0);
}

TEST_F(MaintenanceTest, drops_old_days_in_which_nothing_waits_and_keeps_the_others) {
  execute(
      {"test.old_days", "SELECT partitions_ensure($1::date, 0), partitions_ensure($2::date, 0)"},
      pg::Params()
          .add(LocalDate(std::chrono::floor<std::chrono::days>(days_ago(60))))
          .add(LocalDate(std::chrono::floor<std::chrono::days>(days_ago(50)))));
  const auto before = partitions_of("outbox");
  execute({"test.waiting",
           "INSERT INTO outbox (id, recorded_at, type, aggregate_kind, aggregate_id, payload) "
           "VALUES (gen_random_uuid(), $1, 'test.happened', 'test', gen_random_uuid(), '{}')"},
          pg::Params().add(days_ago(50)));
  maintain_now();
  EXPECT_EQ(partitions_of("outbox"), before - 3) << "of four days, the one with the event stays";
  EXPECT_EQ(number({"test.still_there", "SELECT count(*) AS n FROM outbox"}), 1);
}

TEST_F(MaintenanceTest, an_event_stays_as_long_as_a_delivery_of_it_waits) {
  const Instant old = days_ago(70);
  execute({"test.old_day", "SELECT partitions_ensure($1::date, 0)"},
          pg::Params().add(LocalDate(std::chrono::floor<std::chrono::days>(old))));
  execute({"test.parked",
           "WITH e AS (INSERT INTO outbox (id, recorded_at, type, aggregate_kind, aggregate_id,"
           " payload, dispatched_at) VALUES (gen_random_uuid(), $1, 'test.happened', 'test',"
           " gen_random_uuid(), '{}', $1) RETURNING id, recorded_at) "
           "INSERT INTO event_deliveries (event_id, recorded_at, subscriber, state,"
           " next_attempt_at) SELECT id, recorded_at, 'test', 'parked', recorded_at FROM e"},
          pg::Params().add(old));
  maintain_now();
  EXPECT_EQ(number({"test.kept_event", "SELECT count(*) AS n FROM outbox"}), 1);
  execute({"test.retried", "UPDATE event_deliveries SET state = 'done'"});
  maintain_now();
  EXPECT_EQ(number({"test.gone_event", "SELECT count(*) AS n FROM outbox"}), 0);
}

Task<void> hold_table(pg::Pool& pool, std::string event_type, std::chrono::milliseconds time) {
  pg::Transaction tx = co_await pool.transaction(soon());
  Event event{.type = std::move(event_type),
              .aggregate_kind = "test",
              .aggregate_id = format_uuid(make_uuid_v7()),
              .payload = "{}"};
  co_await publish(tx, std::move(event));
  co_await runtime::sleep_for(time);
  co_await tx.commit();
}

TEST_F(MaintenanceTest, waits_for_a_busy_table_without_holding_up_those_who_write_it) {
  maintain_now();
  const Instant far = days_ago(90);
  execute({"test.far_day", "SELECT partitions_ensure($1::date, 0)"},
          pg::Params().add(LocalDate(std::chrono::floor<std::chrono::days>(far))));
  const auto before = partitions_of("outbox");
  runtime::spawn(loop.executor(), "holder", hold_table(pool, "test.held", 1500ms));
  runtime::spawn(loop.executor(), "maintenance", maintain(pool, {}, soon()));
  run(runtime::sleep_for(300ms));
  for (int i = 0; i < 10; ++i) {
    const auto start = std::chrono::steady_clock::now();
    run(testing::publish_events(pool, "test.happened", 1));
    EXPECT_LT(std::chrono::steady_clock::now() - start, 1s);
  }
  EXPECT_TRUE(until([&] { return partitions_of("outbox") < before; }));
}

TEST_F(MaintenanceTest, forgets_handled_items_after_a_while_and_nothing_that_waits) {
  constexpr pg::Statement item{
      "test.old_item",
      "INSERT INTO inbox (source, key, lane, state, recorded_at) VALUES ('test', $1, 'a', $2, $3)"};
  execute(item, pg::Params().add("old").add("done").add(days_ago(31)));
  execute(item, pg::Params().add("waits").add("pending").add(days_ago(31)));
  execute(item, pg::Params().add("fresh").add("done").add(days_ago(29)));
  maintain_now();
  const pg::Rows left = execute({"test.left", "SELECT key FROM inbox ORDER BY key"});
  ASSERT_EQ(left.size(), 2U);
  EXPECT_EQ(left[0].get<std::string>("key"), "fresh");
  EXPECT_EQ(left[1].get<std::string>("key"), "waits");
}

TEST_F(MaintenanceTest, a_job_that_stood_still_makes_what_is_still_possible) {
  const auto today = LocalDate(std::chrono::floor<std::chrono::days>(machine_time()));
  const std::string name = "outbox_" + format_date(today).substr(0, 4) +
                           format_date(today).substr(5, 2) + format_date(today).substr(8, 2);
  const std::string drop = "DROP TABLE IF EXISTS " + name;
  execute({"test.drop_today", drop});
  run(testing::publish_events(pool, "test.happened", 1));
  maintain_now();
  EXPECT_EQ(number({"test.no_today", "SELECT count(*) AS n FROM outbox"}), 1);
  EXPECT_FALSE(exists("outbox_", today)) << "its rows lie in the default partition already";
  EXPECT_TRUE(exists("outbox_", add_days(today, 1)));
  EXPECT_TRUE(exists("event_deliveries_", today));
}

}  // namespace
}  // namespace prokat::events
