// Creates that overlap from all sides, in groups and alone: no deadlock, no overlap.
#include <cstdlib>
#include <random>

#include "services/booking/test_group_world.hpp"

namespace prokat::booking {
namespace {

using GroupRace = Group;

bool long_run() {
  const char* set = std::getenv("PROKAT_TEST_LONG");
  return set != nullptr && std::string_view(set) == "1";
}

// Random creates of 1 to 4 hours on 20 objects, within a window of 12 hours that moves on, so that
// most of them meet another one that is under way; a few for no object and at an old price.
struct Contest {
  Group& group;
  std::minstd_rand random;
  Deadline end;
  int attempts = 0;
  std::map<CreateOutcome, int> tally;
};

NewBooking contender(Contest& contest) {
  const int window = contest.attempts++ / 300;
  const auto random = [&](unsigned below) { return static_cast<int>(contest.random() % below); };
  auto made = contest.group.booking_of("object-" + std::to_string(random(20)), may_1, may_2);
  made.period.start += window * 12h + random(44) * 15min;
  made.period.end = made.period.start + (4 + random(13)) * 15min;
  made.blocked = made.period;
  made.hold_expires_at = made.period.start;
  if (random(50) == 0) made.object_id = ObjectId::derive("moped");
  if (random(50) == 0) made.rate_version = 7;
  if (random(2) == 0) made.key = key(made.id.to_string());
  return made;
}

Task<void> contend(Contest& contest, CreateStore& store) {
  while (!contest.end.passed())
    ++contest.tally[(co_await store.create(contender(contest), World::soon())).outcome];
}

TEST_F(GroupRace, overlapping_creates_from_all_sides_never_deadlock_and_never_overlap) {
  const auto seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  for (int i = 0; i < 20; ++i) add_object("object-" + std::to_string(i), 0);
  CreateStore here(pool, GroupingOptions{32, 4, 512});
  CreateStore there(pool, GroupingOptions{32, 4, 512});
  CreateStore alone(pool, each_alone);
  const auto before = deadlocks();
  Contest contest{*this, std::minstd_rand(seed), Deadline::in(long_run() ? 60s : 3s), 0, {}};
  for (int i = 0; i < 40; ++i) {
    crowd.add(contend(contest, here));
    crowd.add(contend(contest, there));
    if (i % 5 == 0) crowd.add(contend(contest, alone));
  }
  run(crowd.wait(Deadline::in(120s)));
  EXPECT_EQ(deadlocks(), before);
  EXPECT_EQ(contest.tally[CreateOutcome::created], count("bookings"));
  EXPECT_GT(contest.tally[CreateOutcome::created], 20);
  EXPECT_GT(contest.tally[CreateOutcome::taken], contest.attempts / 4);
  EXPECT_EQ(contest.tally.count(CreateOutcome::code_clash), 0U);
  EXPECT_EQ(contest.tally.count(CreateOutcome::in_progress), 0U);
}

}  // namespace
}  // namespace prokat::booking
