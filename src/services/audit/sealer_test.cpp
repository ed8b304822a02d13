// Sealing: gapless, complete, once, whoever commits when and whatever dies in between.
#include "services/audit/sealer.hpp"

#include "runtime/metrics.hpp"
#include "services/audit/test_world.hpp"

namespace prokat::audit {
namespace {

class Sealing : public World {
 protected:
  // Every audit row in the chain, once, in order, with numbers from 1 without a gap.
  void expect_complete() {
    const auto rows = execute(
        "SELECT (SELECT count(*) FROM audit_log) AS rows, count(*) AS entries, "
        "coalesce(max(seal_no), 0) AS last, "
        "(SELECT count(*) FROM audit_log a WHERE NOT EXISTS (SELECT FROM "
        "audit_chain c WHERE c.audit_id = a.id)) AS forgotten FROM audit_chain");
    const auto row = rows.only();
    EXPECT_EQ(row.get<std::int64_t>("entries"), row.get<std::int64_t>("rows"));
    EXPECT_EQ(row.get<std::int64_t>("last"), row.get<std::int64_t>("rows"));
    EXPECT_EQ(row.get<std::int64_t>("forgotten"), 0);
    EXPECT_EQ(faults(), std::vector<Fault>());
  }

  std::string insert_thing(const std::string& name) {
    return "INSERT INTO things (id, name) VALUES (gen_random_uuid(), '" + name + "')";
  }
};

TEST_F(Sealing, chains_what_was_written_in_batches) {
  change_things(10);
  seal_all(6);
  expect_complete();
  const auto verification = verified();
  EXPECT_EQ(verification.rows, 20);
  EXPECT_EQ(verification.seals, 4);
  EXPECT_EQ(verification.waiting, 0);
  EXPECT_EQ(verification.head_seal_no, 20);
}

TEST_F(Sealing, goes_on_where_it_ended) {
  change_things(3);
  seal_all();
  change_things(4);
  seal_all();
  expect_complete();
}

TEST_F(Sealing, of_nothing_writes_nothing) {
  EXPECT_FALSE(run(seal_batch(pool, 10, soon())));
  change_things(1);
  seal_all();
  EXPECT_FALSE(run(seal_batch(pool, 10, soon())));
  EXPECT_EQ(count("audit_seals"), 1);
  EXPECT_TRUE(verified().is_good());
}

TEST_F(Sealing, waits_for_a_transaction_that_holds_an_older_id) {
  auto late = run(pool.transaction(soon()));
  run(late.statement(statement(insert_thing("late"))));
  change_things(3);
  for (int i = 0; i < 5; ++i) run(seal_batch(pool, 100, soon()));
  EXPECT_EQ(count("audit_chain"), 0);
  run(late.commit());
  seal_all();
  expect_complete();
  const auto rows = execute("SELECT audit_id FROM audit_chain ORDER BY seal_no");
  for (std::size_t i = 1; i < rows.size(); ++i)
    EXPECT_LT(rows[i - 1].get<std::int64_t>("audit_id"), rows[i].get<std::int64_t>("audit_id"));
}

TEST_F(Sealing, passes_ids_whose_transaction_rolled_back) {
  {
    auto lost = run(pool.transaction(soon()));
    run(lost.statement(statement(insert_thing("lost"))));
    change_things(2);
  }
  seal_all();
  expect_complete();
}

TEST_F(Sealing, that_dies_in_the_middle_leaves_nothing_and_is_done_again) {
  change_things(5);
  run(seal_batch(pool, 100, soon()));  // sets the fence
  auto tx = run(pool.transaction(soon()));
  ASSERT_TRUE(run(AuditStore::take_turn(tx)));
  const auto position = run(AuditStore::find_position(tx));
  auto rows = run(AuditStore::read_rows(tx, Span{0, position.fence_audit_id, 3}));
  ASSERT_EQ(rows.size(), 3U);
  std::vector<Entry> entries(3);
  for (int i = 0; i < 3; ++i) entries[i].seal_no = i + 1;
  run(AuditStore::append(tx, 0, std::move(rows), std::move(entries), events::machine_time()));
  EXPECT_FALSE(run(seal_batch(pool, 100, soon()))) << "it is not anybody else's turn";
  const auto pid =
      run(tx.statement(statement("SELECT pg_backend_pid() AS pid"))).only().get<int>("pid");
  execute("SELECT pg_terminate_backend($1::integer)", pg::Params().add(pid));
  EXPECT_ANY_THROW(run(tx.commit()));
  seal_all(4);
  expect_complete();
}

TEST_F(Sealing, goes_on_in_another_cluster) {
  change_things(3);
  seal_all();
  change_things(3);
  // As in a restored dump: the transaction ids of the old cluster are far ahead.
  execute("UPDATE audit_fence SET fence_xid = '4000000000000'");
  seal_all();
  expect_complete();
}

TEST_F(Sealing, takes_keys_of_any_kind) {
  execute("INSERT INTO coded (code, place, name) VALUES ('car', 'moscow', 'Машины')");
  execute("UPDATE coded SET name = 'Авто' WHERE code = 'car'");
  execute("DELETE FROM coded");
  seal_all();
  expect_complete();
  const auto rows = execute("SELECT row_key, action FROM audit_log ORDER BY id");
  ASSERT_EQ(rows.size(), 3U);
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(rows[i].text("row_key"), "car/moscow");
  EXPECT_EQ(rows[2].text("action"), "delete");
}

// Some transactions take long, some roll back, and all race with each other.
Task<void> write(World& world, pg::Statement insert, pg::Statement pause, int seed) {
  for (int i = 0; i < 12; ++i) {
    auto tx = co_await world.pool.transaction(World::soon());
    co_await tx.statement(insert, pg::Params().add(seed * 100 + i));
    if ((seed + i) % 5 == 0) co_await tx.statement(pause);
    co_await tx.statement(insert, pg::Params().add(seed * 100 + i));
    if ((seed + i) % 7 == 0) continue;
    co_await tx.commit();
  }
}

Task<void> keep_sealing(pg::Pool& pool, const bool& stop) {
  while (!stop) {
    co_await seal_batch(pool, 7, World::soon());
    co_await runtime::sleep_for(5ms);
  }
}

Task<void> race(World& world, pg::Pool& other, pg::Statement insert, pg::Statement pause) {
  bool stop = false;
  Crowd sealers(world.loop);
  sealers.add(keep_sealing(world.pool, stop));
  sealers.add(keep_sealing(other, stop));
  Crowd writers(world.loop);
  for (int seed = 0; seed < 12; ++seed) writers.add(write(world, insert, pause, seed));
  co_await writers.wait(World::soon());
  stop = true;
  co_await sealers.wait(World::soon());
}

TEST_F(Sealing, by_two_processes_beside_many_writers_is_gapless_and_complete) {
  pg::Pool other(loop.executor(), {.url = pg::testing::database_url(), .connections = 2});
  run(race(*this, other,
           statement("INSERT INTO things (id, name) SELECT gen_random_uuid(), $1::integer::text "
                     "FROM generate_series(1, 3)"),
           statement("SELECT pg_sleep(0.02)")));
  EXPECT_GT(count("audit_chain"), 0) << "nothing was sealed while they wrote";
  seal_all();
  expect_complete();
  run(other.close(soon()));
}

TEST_F(Sealing, says_how_much_waits_and_how_long) {
  change_things(5);
  execute("UPDATE audit_log SET recorded_at = recorded_at - interval '1 hour'");
  const auto waiting = run(AuditStore(pool).measure_waiting(soon()));
  EXPECT_EQ(waiting.rows, execute("SELECT max(id) AS n FROM audit_log").only().get<int>("n"));
  EXPECT_GE(events::machine_time() - *waiting.oldest, 1h);
  Sealer sealer(pool);
  run(sealer.step());
  EXPECT_THAT(metrics::render(), ::testing::HasSubstr("prokat_audit_oldest_waiting_seconds 36"));
  seal_all();
  run(sealer.step());
  EXPECT_THAT(metrics::render(), ::testing::HasSubstr("prokat_audit_oldest_waiting_seconds 0"));
  EXPECT_THAT(metrics::render(), ::testing::HasSubstr("prokat_audit_waiting_rows 0"));
}

}  // namespace
}  // namespace prokat::audit
