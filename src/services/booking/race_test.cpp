// Real concurrency against a real PostgreSQL: the constraint decides, and nothing else.
#include <random>

#include "services/booking/test_world.hpp"

namespace prokat::booking {
namespace {

using Race = World;

struct Tally {
  int created = 0;
  int replayed = 0;
  std::map<ProblemCode, int> refused;
};

Task<void> try_to_create(LocalService& service, CallContext context, CreateRequest request,
                         Tally& tally) {
  const auto made = co_await service.create(context, std::move(request));
  if (!made) {
    ++tally.refused[made.error().code];
  } else {
    ++(made->replayed ? tally.replayed : tally.created);
  }
}

TEST_F(Race, of_64_for_one_slot_one_wins_and_the_others_are_told_it_is_taken) {
  Tally tally;
  Crowd crowd(loop);
  for (int i = 0; i < 64; ++i) {
    crowd.add(try_to_create(service, as_customer(anna),
                            request_for("kia", "2027-05-01", "2027-05-04"), tally));
  }
  run(crowd.wait(soon()));
  EXPECT_EQ(tally.created, 1);
  EXPECT_EQ(tally.refused, (std::map<ProblemCode, int>{{ProblemCode::dates_taken, 63}}));
  EXPECT_EQ(execute("SELECT count(*) AS n FROM orders").only().get<int>("n"), 1);
}

TEST_F(Race, of_64_twins_with_one_key_one_creates_and_none_hears_that_the_dates_are_taken) {
  Tally tally;
  Crowd crowd(loop);
  for (int i = 0; i < 64; ++i) {
    auto request = request_for("kia", "2027-05-01", "2027-05-04");
    request.idempotency_key = "key-1";
    crowd.add(try_to_create(service, as_customer(anna), std::move(request), tally));
  }
  run(crowd.wait(soon()));
  EXPECT_EQ(tally.created, 1);
  EXPECT_EQ(tally.replayed + tally.refused[ProblemCode::idempotency_in_progress], 63);
}

TEST_F(Race, one_key_on_different_requests_books_once) {
  Tally tally;
  Crowd crowd(loop);
  for (int i = 0; i < 64; ++i) {
    auto request = request_for(i % 2 == 0 ? "kia" : "lada", "2027-05-01", "2027-05-04");
    request.idempotency_key = "key-1";
    crowd.add(try_to_create(service, as_customer(anna), std::move(request), tally));
  }
  run(crowd.wait(soon()));
  EXPECT_EQ(tally.created, 1);
  EXPECT_EQ(tally.refused.count(ProblemCode::dates_taken), 0U);
  EXPECT_EQ(tally.refused.count(ProblemCode::unavailable), 0U);
}

Task<void> deliver_payment(World& world, std::vector<events::Delivery> deliveries) {
  auto subscriber = money_subscriber(world.clock, {});
  auto tx = co_await world.pool.transaction(World::soon());
  co_await subscriber.handle(CallContext::system("events", 60s), tx, std::move(deliveries));
  co_await tx.commit();
}

TEST_F(Race, one_payment_reported_by_eight_at_once_is_received_once) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  const auto payment = PaymentId::make();
  Crowd crowd(loop);
  for (int i = 0; i < 8; ++i)
    crowd.add(deliver_payment(*this, {succeeded(booking, 300'000, payment)}));
  run(crowd.wait(soon()));
  EXPECT_EQ(find(booking.id).paid.amount_minor, 300'000);
  EXPECT_EQ(events_of(booking.id.to_string()).size(), 2U);
}

Task<void> cancel_quietly(LocalService& service, CallContext context, BookingId id) {
  co_await service.cancel(context, CancelRequest{id, CancelReason::operator_});
}

TEST_F(Race, between_payment_and_cancel_leaves_the_money_accounted_for) {
  for (int round = 0; round < 10; ++round) {
    const auto booking = created("kia", "2027-05-01", "2027-05-02");
    Crowd crowd(loop);
    crowd.add(deliver_payment(*this, {succeeded(booking, 300'000, PaymentId::make())}));
    crowd.add(cancel_quietly(service, as_operator(), booking.id));
    run(crowd.wait(soon()));
    EXPECT_EQ(find(booking.id).status, Status::cancelled);
    EXPECT_EQ(find(booking.id).balance.amount_minor, -300'000);
  }
}

// One of several who book, cancel, pay, confirm and expire at random on three objects and one
// month.
struct Hustle {
  World& world;
  std::minstd_rand random;
  std::vector<Booking> known;
  int created = 0;
  int steps = 0;
};

CreateRequest random_request(Hustle& hustle) {
  static constexpr std::array names{"kia", "lada", "gazelle"};
  const auto day = add_days(*parse_date("2027-05-01"), static_cast<int>(hustle.random() % 28));
  const auto last = add_days(day, 1 + static_cast<int>(hustle.random() % 5));
  return hustle.world.request_for(names[hustle.random() % 3], format_date(day).c_str(),
                                  format_date(last).c_str());
}

Task<void> hustle_once(Hustle& hustle) {
  auto& world = hustle.world;
  const auto what = hustle.random() % 10;
  if (what < 5 || hustle.known.empty()) {
    const auto made = co_await world.service.create(world.as_operator(), random_request(hustle));
    if (made) {
      ++hustle.created;
      hustle.known.push_back(made->booking);
    } else if (made.error().code != ProblemCode::dates_taken) {
      ADD_FAILURE() << made.error().detail;
    }
    co_return;
  }
  const Booking booking = hustle.known[hustle.random() % hustle.known.size()];
  if (what < 7) {
    co_await cancel_quietly(world.service, world.as_operator(), booking.id);
  } else if (what == 7) {
    co_await deliver_payment(
        world, {world.succeeded(booking, booking.total.amount_minor, PaymentId::make())});
  } else if (what == 8) {
    co_await world.service.confirm(world.as_operator(), BookingRequest{booking.id});
  } else {
    world.pass(20min);  // holds of the others run out meanwhile
    co_await world.expiry.expire_due();
  }
}

Task<void> hustle_until(Hustle& hustle, Deadline end) {
  while (!end.passed()) {
    ++hustle.steps;
    try {
      co_await hustle_once(hustle);
    } catch (const pg::Error& error) {
      // A revival that loses to a create of the same moment fails as a whole and is delivered
      // again; everything else here is an answer.
      if (error.sqlstate() != "23P01") throw;
    } catch (const std::runtime_error& error) {
      // So does one that meets another revival of the same object.
      if (std::string_view(error.what()).find("being revived") == std::string_view::npos) throw;
    }
  }
}

TEST_F(Race, of_everything_at_once_never_overlaps_and_every_kopeck_is_accounted_for) {
  const auto seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  Hustle hustle{*this, std::minstd_rand(seed), {}, 0, 0};
  Crowd crowd(loop);
  const auto end = Deadline::in(4s);
  for (int i = 0; i < 64; ++i) crowd.add(hustle_until(hustle, end));
  run(crowd.wait(soon()));
  EXPECT_GT(hustle.created, 20);
  EXPECT_GT(hustle.steps, 200);
}

}  // namespace
}  // namespace prokat::booking
