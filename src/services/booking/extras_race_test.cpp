// Real concurrency for what there is only so much of.
#include <random>

#include "services/booking/test_extras.hpp"

namespace prokat::booking {
namespace {

using ExtrasRace = ExtrasWorld;

struct Tally {
  int created = 0;
  std::map<ProblemCode, int> refused;
};

Task<void> try_to_create(LocalService& service, CallContext context, CreateRequest request,
                         Tally& tally) {
  const auto made = co_await service.create(context, std::move(request));
  if (made) {
    ++tally.created;
  } else {
    ++tally.refused[made.error().code];
  }
}

std::string unit(int n) { return "unit " + std::to_string(n); }

TEST_F(ExtrasRace, of_64_clients_for_the_last_3_child_seats_3_win) {
  for (int i = 0; i < 64; ++i) add_object(unit(i), 0);
  const auto seat = add_addon({.name = "Кресло", .stock = 3});
  Tally tally;
  Crowd crowd(loop);
  for (int i = 0; i < 64; ++i) {
    crowd.add(try_to_create(service, as_customer(anna),
                            request_with(unit(i), "2027-05-01", "2027-05-04", seat), tally));
  }
  run(crowd.wait(soon()));
  EXPECT_EQ(tally.created, 3);
  EXPECT_EQ(tally.refused, (std::map<ProblemCode, int>{{ProblemCode::addon_unavailable, 61}}));
  EXPECT_EQ(execute("SELECT count(*) AS n FROM orders").only().get<int>("n"), 3);
}

TEST_F(ExtrasRace, of_64_clients_for_the_last_use_of_a_code_1_wins) {
  for (int i = 0; i < 64; ++i) add_object(unit(i), 0);
  refresh_versions();
  add_promo({.code = "LAST", .max_uses = 1});
  Tally tally;
  Crowd crowd(loop);
  for (int i = 0; i < 64; ++i) {
    crowd.add(try_to_create(
        service, as_customer(anna),
        request_with(unit(i), "2027-05-01", "2027-05-04", std::nullopt, 1, "LAST"), tally));
  }
  run(crowd.wait(soon()));
  EXPECT_EQ(tally.created, 1);
  EXPECT_EQ(tally.refused, (std::map<ProblemCode, int>{{ProblemCode::promo_exhausted, 63}}));
  EXPECT_EQ(uses("LAST"), 1);
}

// Several who book, cancel and let holds expire at random, on few objects, with few seats, few
// radios and two small codes: every request competes for dates, pieces and uses at once.
struct Hustle {
  ExtrasWorld& world;
  std::minstd_rand random;
  std::vector<AddonId> addons;
  std::vector<BookingId> known;
  int created = 0;
  int refused = 0;
};

CreateRequest random_request(Hustle& hustle) {
  static constexpr std::array names{"kia", "lada", "gazelle", "unit 0", "unit 1"};
  const auto day = add_days(*parse_date("2027-05-01"), static_cast<int>(hustle.random() % 8));
  const auto last = add_days(day, 1 + static_cast<int>(hustle.random() % 4));
  auto request = hustle.world.request_for(names[hustle.random() % names.size()],
                                          format_date(day).c_str(), format_date(last).c_str());
  std::vector<rental::ChosenAddon> chosen;
  for (const auto& addon : hustle.addons)
    if (hustle.random() % 2 == 0) chosen.push_back({addon, 1});
  std::ranges::shuffle(chosen, hustle.random);
  request.addons = chosen;
  if (hustle.random() % 2 == 0) request.promo_code = hustle.random() % 2 == 0 ? "A" : "B";
  return request;
}

Task<void> hustle_until(Hustle& hustle, Deadline end) {
  auto& world = hustle.world;
  while (!end.passed()) {
    const auto what = hustle.random() % 10;
    if (what < 7 || hustle.known.empty()) {
      const auto made = co_await world.service.create(world.as_operator(), random_request(hustle));
      if (made) {
        ++hustle.created;
        hustle.known.push_back(made->booking.id);
        continue;
      }
      ++hustle.refused;
      const auto code = made.error().code;
      if (code != ProblemCode::dates_taken && code != ProblemCode::promo_exhausted &&
          code != ProblemCode::addon_unavailable) {
        ADD_FAILURE() << made.error().detail;
      }
    } else if (what < 9) {
      const auto id = hustle.known[hustle.random() % hustle.known.size()];
      co_await world.service.cancel(world.as_operator(), {id, CancelReason::operator_});
    } else {
      world.pass(20min);
      co_await world.expiry.expire_due();
    }
  }
}

TEST_F(ExtrasRace, of_everything_at_once_never_promises_more_than_there_is) {
  for (int i = 0; i < 2; ++i) add_object(unit(i), 0);
  const auto seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Hustle hustle{*this, std::minstd_rand(seed), {}, {}, 0, 0};
  for (int i = 0; i < 3; ++i)
    hustle.addons.push_back(add_addon({.name = "№ " + std::to_string(i), .stock = 2}));
  for (const char* code : {"A", "B"}) add_promo({.code = code, .max_uses = 3});
  Crowd crowd(loop);
  const auto end = Deadline::in(4s);
  for (int i = 0; i < 32; ++i) crowd.add(hustle_until(hustle, end));
  run(crowd.wait(soon()));
  EXPECT_GT(hustle.created, 10);
  EXPECT_GT(hustle.refused, 10);
  // TearDown asks the invariants: counters equal what bookings in force have taken.
}

}  // namespace
}  // namespace prokat::booking
