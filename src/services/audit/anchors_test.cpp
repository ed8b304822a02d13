// The head leaves the database: once a day, on demand, never over an earlier one.
#include "services/audit/anchors.hpp"

#include "base/json.hpp"
#include "services/audit/events.hpp"
#include "services/audit/test_world.hpp"

namespace prokat::audit {
namespace {

using Anchoring = World;

TEST_F(Anchoring, stores_number_and_hash_and_tells_of_it) {
  change_things(2);
  seal_all();
  const auto sent = anchor();
  EXPECT_EQ(sent.seal_no, 4);
  ASSERT_EQ(storage.objects.size(), 1U);
  const auto& [key, content] = *storage.objects.begin();
  EXPECT_THAT(key,
              ::testing::MatchesRegex("audit/anchors/[0-9]{4}/[0-9]{4}-[0-9]{2}-[0-9]{2}-1.json"));
  EXPECT_THAT(content, ::testing::HasSubstr(to_hex(sent.hash)));
  const auto events = execute("SELECT type, payload::text AS payload FROM outbox");
  const auto event = events.only();
  EXPECT_EQ(event.text("type"), "audit.anchored");
  const auto fact = json::parse<HeadAnchored>(event.text("payload"));
  ASSERT_TRUE(fact);
  EXPECT_EQ(fact->seal_no, 4);
  EXPECT_EQ(fact->hash, to_hex(sent.hash));
  EXPECT_EQ(fact->storage_key, key);
}

TEST_F(Anchoring, never_replaces_an_object) {
  change_things(1);
  seal_all();
  const auto first = anchor();
  const auto second = anchor();
  EXPECT_NE(first.storage_key, second.storage_key);
  EXPECT_EQ(storage.objects.size(), 2U);
  EXPECT_EQ(verified().anchors, 2);
}

TEST_F(Anchoring, of_nothing_does_nothing) {
  EXPECT_FALSE(run(anchor_head(pool, storage, soon())).value());
  EXPECT_FALSE(run(anchor_when_due(pool, storage)));
  EXPECT_TRUE(storage.objects.empty());
}

TEST_F(Anchoring, is_due_once_a_day_when_something_was_sealed_since) {
  change_things(1);
  seal_all();
  EXPECT_TRUE(run(anchor_when_due(pool, storage)));
  change_things(1);
  seal_all();
  EXPECT_FALSE(run(anchor_when_due(pool, storage))) << "not twice a day";
  execute("UPDATE audit_anchors SET anchored_at = anchored_at - interval '1 day'");
  EXPECT_TRUE(run(anchor_when_due(pool, storage)));
  execute("UPDATE audit_anchors SET anchored_at = anchored_at - interval '1 day'");
  EXPECT_FALSE(run(anchor_when_due(pool, storage))) << "nothing new was sealed";
  EXPECT_EQ(storage.objects.size(), 2U);
}

Task<void> try_to_anchor(pg::Pool& pool, storage::ObjectStorage& storage, int& anchored) {
  if (co_await anchor_when_due(pool, storage)) ++anchored;
}

TEST_F(Anchoring, is_done_by_one_of_several_processes) {
  change_things(1);
  seal_all();
  int anchored = 0;
  Crowd crowd(loop);
  for (int i = 0; i < 3; ++i) crowd.add(try_to_anchor(pool, storage, anchored));
  run(crowd.wait(soon()));
  EXPECT_EQ(anchored, 1);
  EXPECT_EQ(storage.objects.size(), 1U);
}

TEST_F(Anchoring, says_when_storage_is_away_and_writes_no_row) {
  change_things(1);
  seal_all();
  storage.away = true;
  EXPECT_THROW(run(anchor_head(pool, storage, soon())), storage::Unavailable);
  EXPECT_THROW(run(anchor_when_due(pool, storage)), std::runtime_error);
  EXPECT_EQ(count("audit_anchors"), 0);
  EXPECT_EQ(count("outbox"), 0);
  storage.away = false;
  EXPECT_TRUE(run(anchor_when_due(pool, storage)));
}

}  // namespace
}  // namespace prokat::audit
