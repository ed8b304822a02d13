// Creates that share a statement: the same outcomes as alone, and what becomes of the others when
// one of them fails, is lost or has gone. Against a real PostgreSQL.
#include <gmock/gmock.h>

#include <span>

#include "runtime/metrics.hpp"
#include "services/booking/test_group_world.hpp"

namespace prokat::booking {
namespace {

using testing::ElementsAre;

// Creates of this process that shared a statement, as /metrics tells it.
int grouped_so_far() {
  const auto text = metrics::render();
  constexpr std::string_view name = "prokat_pg_batcher_grouped_total{batcher=\"create\"} ";
  const auto found = text.find(name);
  return found == std::string::npos ? 0 : std::stoi(text.substr(found + name.size()));
}

// One of each outcome, all at once.
Outcomes every_outcome(Group& group, GroupingOptions grouping) {
  group.execute("UPDATE customers SET blocked_at = '2027-03-01Z' WHERE id = $1::uuid",
                pg::Params().add(group.boris));
  CreateStore store(group.pool, grouping);
  auto first = group.booking_of("kia", may_1, may_2);
  first.key = key("known");
  group.start(store, first);
  group.wait_for_all();

  std::vector<NewBooking> all(9, group.booking_of("lada", may_1, may_2));
  for (auto& one : all) {
    one.id = BookingId::make();
    one.order_id = OrderId::make();
    one.code = "PR-" + one.id.to_string();
  }
  all[0].key = key("new");
  all[1].object_id = ObjectId::derive("kia");  // taken
  all[2].object_id = ObjectId::derive("moped");
  all[3].customer_id = CustomerId::derive("nobody");
  all[4].customer_id = group.boris;
  all[5].rate_version = 7;
  all[6].key = key("known");
  all[7].key = key("known", 2);
  all[8].blocked.start = all[8].period.start = at(may_2);  // free
  all[8].blocked.end = all[8].period.end = at(may_3);
  for (const auto& one : all) {
    group.start(store, one);
    // Twins wait for each other, so the second of a key would share no statement with the rest.
    if (&one == &all[6]) group.wait_for_all();
  }
  group.wait_for_all();
  return group.outcomes;
}

TEST_F(Group, the_outcomes_and_what_is_written_are_those_of_creates_alone) {
  const auto alone = every_outcome(*this, each_alone);
  EXPECT_THAT(alone, ElementsAre("created", "created", "taken", "not_found", "unknown_customer",
                                 "refused", "stale", "replay", "mismatch", "created"));
  const auto written_alone = written();
  EXPECT_EQ(violations(), Outcomes());
  World::SetUp();
  outcomes.clear();
  const auto before = grouped_so_far();
  EXPECT_EQ(every_outcome(*this, all_together), alone);
  EXPECT_EQ(grouped_so_far(), before + 9);
  EXPECT_EQ(written(), written_alone);
}

TEST_F(Group, whoever_holds_the_key_elsewhere_makes_its_twin_in_a_group_in_progress) {
  static constexpr pg::Statement lock{
      "test.lock_key_of_group",
      "SELECT pg_advisory_xact_lock(hashtextextended(concat_ws(chr(31), $1::text, "
      "'booking.create', $2::text), 0))::text AS locked"};
  static const auto hold = [](Group& group, CreateStore& store, NewBooking held,
                              NewBooking other) -> Task<void> {
    auto tx = co_await group.pool.transaction(soon());
    co_await tx.statement(lock, std::move(pg::Params().add(held.actor).add(held.key.value().key)));
    group.start(store, std::move(held));
    group.start(store, std::move(other));
    co_await group.crowd.wait(soon());
  };
  CreateStore store(pool, all_together);
  auto held = booking_of("kia", may_1, may_2);
  held.key = key("held");
  run(hold(*this, store, held, booking_of("lada", may_1, may_2)));
  EXPECT_THAT(outcomes, ElementsAre("in_progress", "created"));
}

TEST_F(Group, of_two_that_overlap_in_a_group_the_earlier_start_wins) {
  CreateStore store(pool, all_together);
  start(store, booking_of("kia", may_2, may_4));
  start(store, booking_of("kia", may_1, may_3));
  wait_for_all();
  EXPECT_THAT(outcomes, ElementsAre("taken", "created"));
}

TEST_F(Group, of_64_for_one_slot_one_wins_with_groups_and_without) {
  for (const auto& grouping : {each_alone, all_together, GroupingOptions()}) {
    CreateStore store(pool, grouping);
    outcomes.clear();
    execute(
        "UPDATE bookings SET status = 'cancelled', cancel_reason = 'operator', "
        "version = version + 1 WHERE status <> 'cancelled'");
    execute(
        "INSERT INTO ledger_entries (order_id, booking_id, account, amount_minor, currency, "
        "cause_kind, cause_id, created_at) SELECT b.order_id, b.id, 'writeoff', b.amount_minor, "
        "b.currency, 'cancellation', b.id, '2027-04-01Z' FROM bookings b ON CONFLICT DO NOTHING");
    execute("UPDATE orders SET total_minor = 0");
    for (int i = 0; i < 64; ++i) start(store, booking_of("kia", may_1, may_2));
    wait_for_all();
    EXPECT_EQ(std::ranges::count(outcomes, "created"), 1);
    EXPECT_EQ(std::ranges::count(outcomes, "taken"), 63);
  }
}

TEST_F(Group, a_poisoned_request_costs_its_neighbours_no_booking) {
  CreateStore store(pool, all_together);
  const std::array objects{"kia", "lada", "gazelle"};
  for (const char* object : objects) start(store, booking_of(object, may_1, may_2));
  auto poisoned = booking_of("kia", may_3, may_4);
  poisoned.blocked.end = at("2027-05-03T19:00:00Z");  // ends before the period does
  start(store, poisoned);
  wait_for_all();
  EXPECT_THAT(outcomes, ElementsAre("created", "created", "created", "bookings_period"));

  auto unwritable = booking_of("lada", may_3, may_4);
  unwritable.note = std::string("a\0b", 3);
  start(store, unwritable);
  start(store, booking_of("kia", may_3, may_4));
  wait_for_all();
  EXPECT_THAT(std::span(outcomes).last(2), ElementsAre("22021", "created"));
  EXPECT_EQ(count("bookings"), 4);
}

TEST_F(Group, two_of_one_code_in_a_group_are_a_booking_and_a_clash) {
  CreateStore store(pool, all_together);
  auto one = booking_of("kia", may_1, may_2);
  auto other = booking_of("lada", may_1, may_2);
  one.code = other.code = "PR-0000000";
  start(store, one);
  start(store, other);
  start(store, booking_of("gazelle", may_1, may_2));
  wait_for_all();
  EXPECT_THAT(outcomes, ElementsAre("created", "code_clash", "created"));
}

TEST_F(Group, twins_of_one_key_at_once_are_one_booking_and_its_replays) {
  CreateStore store(pool, all_together);
  for (int i = 0; i < 6; ++i) {
    auto twin = booking_of("kia", may_1, may_2);
    twin.key = key("key-1");
    start(store, twin);
  }
  auto other = booking_of("lada", may_1, may_2);
  other.key = key("key-1", 2);
  start(store, other);
  start(store, booking_of("lada", may_1, may_2));
  wait_for_all();
  EXPECT_THAT(outcomes, ElementsAre("created", "replay", "replay", "replay", "replay", "replay",
                                    "mismatch", "created"));
}

TEST_F(Group, the_twin_of_a_request_that_failed_gets_its_own_chance) {
  CreateStore store(pool, all_together);
  start(store, booking_of("kia", may_1, may_2));
  wait_for_all();
  outcomes.clear();
  for (const char* object : {"kia", "kia", "lada"}) {
    auto twin = booking_of(object, may_1, may_2);
    twin.key = key("key-1", object == std::string_view("kia") ? 1 : 2);
    start(store, twin);
  }
  wait_for_all();
  EXPECT_THAT(outcomes, ElementsAre("taken", "taken", "created"));
}

TEST_F(Group, twins_in_two_processes_are_one_booking_and_nobody_hears_that_dates_are_taken) {
  CreateStore here(pool, GroupingOptions{32, 2, 512});
  CreateStore there(pool, GroupingOptions{32, 2, 512});
  for (int round = 0; round < 20; ++round) {
    outcomes.clear();
    const auto day = add_days(*parse_date("2027-06-01"), round);
    const auto start_text = format_date(day) + "T07:00:00Z";
    const auto end_text = format_date(add_days(day, 1)) + "T07:00:00Z";
    for (int i = 0; i < 8; ++i) {
      auto twin = booking_of("kia", start_text.c_str(), end_text.c_str());
      twin.key = key("round-" + std::to_string(round));
      start(i % 2 == 0 ? here : there, twin);
      auto neighbour = booking_of("lada", start_text.c_str(), end_text.c_str());
      neighbour.key = key("neighbour-" + std::to_string(round * 8 + i));
      start(i % 2 == 0 ? there : here, neighbour);
    }
    wait_for_all();
    int twins_created = 0;
    int neighbours_created = 0;
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      const auto& outcome = outcomes[i];
      if (i % 2 == 1) {
        neighbours_created += outcome == "created" ? 1 : 0;
      } else if (outcome == "created") {
        ++twins_created;
      } else {
        EXPECT_TRUE(outcome == "replay" || outcome == "in_progress") << outcome;
      }
    }
    EXPECT_EQ(twins_created, 1);
    EXPECT_EQ(neighbours_created, 1);
  }
}

TEST_F(Group, a_backend_killed_in_flight_is_made_good_for_requests_with_a_key_alone) {
  CreateStore store(pool, all_together);
  Blocker blocker(*this, "kia", may_1, may_2);
  auto keyed = booking_of("kia", may_1, may_2);
  keyed.key = key("key-1");
  start(store, keyed);
  start(store, booking_of("lada", may_1, may_2));
  auto neighbour = booking_of("gazelle", may_1, may_2);
  neighbour.key = key("key-2");
  start(store, neighbour);
  blocker.wait_for_waiting(1);
  EXPECT_EQ(blocker.kill_waiting(), 1);
  blocker.let_go();
  wait_for_all();
  EXPECT_THAT(outcomes, ElementsAre("created", "unknown", "created"));
  EXPECT_EQ(count("bookings"), 2);
}

TEST_F(Group, a_create_sent_twice_whose_first_time_was_enough_is_created) {
  CreateStore store(pool, all_together);
  auto sent = booking_of("kia", may_1, may_2);
  sent.key = key("key-1");
  start(store, sent);
  wait_for_all();
  start(store, sent);  // the same ids: as after a connection that was lost behind the commit
  wait_for_all();
  EXPECT_THAT(outcomes, ElementsAre("created", "created"));
  EXPECT_EQ(count("bookings"), 1);
}

TEST_F(Group, more_creates_than_may_wait_are_refused_at_once) {
  CreateStore store(pool, GroupingOptions{32, 1, 2});
  Blocker blocker(*this, "kia", may_1, may_2);
  start(store, booking_of("kia", may_1, may_2));
  blocker.wait_for_waiting(1);
  for (const char* object : {"lada", "gazelle", "lada"})
    start(store, booking_of(object, may_3, may_4));
  run(runtime::sleep_for(20ms));
  EXPECT_EQ(outcomes.back(), "overloaded");
  blocker.let_go();
  wait_for_all();
  EXPECT_THAT(outcomes, ElementsAre("created", "created", "created", "overloaded"));
}

TEST_F(Group, who_cannot_wait_leaves_and_the_others_get_their_bookings) {
  CreateStore store(pool, all_together);
  Blocker blocker(*this, "kia", may_1, may_2);
  start(store, booking_of("kia", may_1, may_2));
  start(store, booking_of("lada", may_1, may_2), Deadline::in(300ms));
  blocker.wait_for_waiting(1);
  run(runtime::sleep_for(400ms));
  EXPECT_EQ(outcomes[1], "late");
  blocker.let_go();
  wait_for_all();
  EXPECT_THAT(outcomes, ElementsAre("created", "late"));
  EXPECT_EQ(count("bookings"), 2);  // the group was not cancelled
}

}  // namespace
}  // namespace prokat::booking
