// Blocks against a real database: what is stored is the union of what was asked for, and a rental
// is never covered, whoever comes first.
#include "services/booking/blocks/blocks.hpp"

#include <gmock/gmock.h>

#include <random>

#include "services/booking/blocks/routes.hpp"
#include "services/booking/test_world.hpp"

namespace prokat::booking::blocks {
namespace {

class BlockWorld : public World {
 public:
  Result<MadeBlock> block(const char* start, const char* end, const char* reason = "",
                          std::optional<std::string> key = std::nullopt) {
    return run(blocks.create(as_operator(), kia, {when(start), when(end), std::string(reason)},
                             std::move(key)));
  }
  std::vector<Block> listed() { return run(blocks.list(as_operator(), kia, BlockRange())).value(); }
  std::vector<std::string> periods() {
    std::vector<std::string> found;
    for (const auto& each : listed()) found.push_back(each.start + " " + each.end);
    return found;
  }

  Blocks blocks{pool, clock};
  const ObjectId kia = ObjectId::derive("kia");
};

TEST_F(BlockWorld, a_block_takes_its_dates_and_gives_them_back) {
  const auto made = block("2027-05-01", "2027-05-03", "ТО");
  ASSERT_TRUE(made) << made.error().detail;
  EXPECT_EQ(made->block.start, "2027-05-01T00:00:00+03:00");
  EXPECT_EQ(made->block.end, "2027-05-03T00:00:00+03:00");
  EXPECT_EQ(made->block.reason, "ТО");
  EXPECT_EQ(made->block.actor, as_operator().principal.actor());
  EXPECT_THAT(made->block.code, ::testing::StartsWith("BL-"));
  const auto refused = create(as_customer(anna), request_for("kia", "2027-05-01", "2027-05-02"));
  EXPECT_EQ(refused.error().code, ProblemCode::dates_taken);
  ASSERT_TRUE(run(blocks.remove(as_operator(), kia, made->block.id)));
  ASSERT_TRUE(run(blocks.remove(as_operator(), kia, made->block.id))) << "twice is fine";
  EXPECT_TRUE(create(as_customer(anna), request_for("kia", "2027-05-01", "2027-05-02")));
  EXPECT_TRUE(listed().empty());
}

TEST_F(BlockWorld, blocks_that_touch_or_overlap_become_one_with_all_reasons) {
  ASSERT_TRUE(block("2027-05-01", "2027-05-03", "ТО"));
  ASSERT_TRUE(block("2027-05-05", "2027-05-07", "мойка"));
  ASSERT_TRUE(block("2027-05-10", "2027-05-11", "отпуск"));
  const auto joined = block("2027-05-03", "2027-05-06", "ТО");
  EXPECT_EQ(joined->block.start, "2027-05-01T00:00:00+03:00");
  EXPECT_EQ(joined->block.end, "2027-05-07T00:00:00+03:00");
  EXPECT_EQ(joined->block.reason, "ТО; мойка");
  EXPECT_EQ(periods().size(), 2U);
  const auto inside = block("2027-05-02", "2027-05-03", "");
  EXPECT_EQ(inside->block.end, "2027-05-07T00:00:00+03:00");
  EXPECT_EQ(periods().size(), 2U);
}

TEST_F(BlockWorld, a_rental_is_named_and_nothing_is_written) {
  ASSERT_TRUE(block("2027-04-29", "2027-05-01", "ТО"));
  const auto before = periods();
  const auto booking = created("kia", "2027-05-02", "2027-05-04");
  const auto refused = block("2027-05-01", "2027-05-03", "мойка");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ProblemCode::dates_taken);
  EXPECT_THAT(refused.error().extension, ::testing::HasSubstr(booking.code));
  EXPECT_EQ(periods(), before) << "also the block it would have joined";
}

TEST_F(BlockWorld, preparation_around_a_rental_is_not_for_blocks) {
  const auto gazelle = ObjectId::derive("gazelle");  // an hour around
  created("gazelle", "2027-05-02T12:00:00+03:00", "2027-05-03T12:00:00+03:00");
  const auto at_once = run(blocks.create(
      as_operator(), gazelle,
      {when("2027-05-03T12:00:00+03:00"), when("2027-05-03T18:00:00+03:00"), std::nullopt}, {}));
  EXPECT_EQ(at_once.error().code, ProblemCode::dates_taken);
  EXPECT_TRUE(run(blocks.create(
      as_operator(), gazelle,
      {when("2027-05-03T13:00:00+03:00"), when("2027-05-03T18:00:00+03:00"), std::nullopt}, {})));
}

TEST_F(BlockWorld, a_key_names_one_block) {
  const auto first = block("2027-05-01", "2027-05-03", "ТО", "key-1");
  const auto again = block("2027-05-01", "2027-05-03", "ТО", "key-1");
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->block.id, first->block.id);
  EXPECT_EQ(block("2027-05-01", "2027-05-04", "ТО", "key-1").error().code,
            ProblemCode::idempotency_mismatch);
}

TEST_F(BlockWorld, faulty_requests_are_refused) {
  EXPECT_EQ(block("2027-05-03", "2027-05-03").error().errors.at(0).code, "end-before-start");
  EXPECT_EQ(block("2027-05-03", "2031-05-03").error().errors.at(0).code, "too-long");
  http::Router router;
  add_routes(router, blocks);
  const auto send = [&](http::Method method, const std::string& path, std::string body) {
    const auto match = router.match(method, path);
    http::Request request{.method = method,
                          .path = path,
                          .path_params = match.path_params,
                          .body = std::move(body),
                          .context = as_operator()};
    EXPECT_EQ(match.route->access, Role::operator_);
    return run(match.route->handler(request));
  };
  const std::string all = "/api/v1/objects/" + kia.to_string() + "/blocks";
  const auto code = [](const Result<http::Reply>& reply) { return reply.error().code; };
  EXPECT_EQ(code(send(http::Method::post, all, "{")), ProblemCode::bad_json);
  EXPECT_EQ(send(http::Method::post, all, "{}").error().errors.at(0).pointer, "/start");
  EXPECT_EQ(send(http::Method::post, all,
                 R"({"start":"2027-05-01","end":"2027-05-02","reason":")" + std::string(1001, 'x') +
                     "\"}")
                .error()
                .errors.at(0)
                .pointer,
            "/reason");
  EXPECT_EQ(code(send(http::Method::post, "/api/v1/objects/7/blocks", "{}")),
            ProblemCode::not_found);
  const std::string nobody = "/api/v1/objects/" + ObjectId::make().to_string() + "/blocks";
  EXPECT_EQ(code(send(http::Method::post, nobody, R"({"start":"2027-05-01","end":"2027-05-02"})")),
            ProblemCode::not_found);
  EXPECT_EQ(code(send(http::Method::get, nobody, "")), ProblemCode::not_found);
  EXPECT_EQ(code(send(http::Method::delete_, all + "/" + BookingId::make().to_string(), "")),
            ProblemCode::not_found);
  const auto rental = created("kia", "2027-05-02", "2027-05-04");
  EXPECT_EQ(code(send(http::Method::delete_, all + "/" + rental.id.to_string(), "")),
            ProblemCode::not_found)
      << "a rental is no block";
  const auto made = send(http::Method::post, all, R"({"start":"2027-05-06","end":"2027-05-07"})");
  ASSERT_TRUE(made);
  EXPECT_EQ(made->status, 201);
  const auto block_id = json::parse<Block>(made->body)->id;
  EXPECT_EQ(send(http::Method::delete_, all + "/" + block_id.to_string(), "")->status, 204);
  EXPECT_EQ(send(http::Method::get, all, "")->body, R"({"items":[]})");
}

// Hours of May in which something is wanted, against what is stored.
using Hours = std::set<int>;
constexpr int hours_of_may = 24 * 31;

std::string hour_text(int hour) {
  return format_instant(at("2027-05-01T00:00:00Z") + std::chrono::hours(hour));
}

Hours stored_hours(BlockWorld& world) {
  Hours hours;
  std::string last_end;
  for (const Block& each : world.listed()) {
    EXPECT_NE(each.start, last_end) << "two that touch were not joined";
    last_end = each.end;
    const auto begin = at("2027-05-01T00:00:00Z");
    const auto from =
        std::chrono::floor<std::chrono::hours>(at(each.start.c_str()) - begin).count();
    const auto to = std::chrono::floor<std::chrono::hours>(at(each.end.c_str()) - begin).count();
    for (auto hour = from; hour < to; ++hour) hours.insert(static_cast<int>(hour));
  }
  return hours;
}

TEST_F(BlockWorld, random_blocks_and_removals_leave_the_union_of_periods) {
  const auto seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::minstd_rand random(seed);
  const int rounds = std::getenv("PROKAT_TEST_LONG") != nullptr ? 2000 : 150;
  created("kia", "2027-05-15T09:00:00+03:00", "2027-05-16T09:00:00+03:00");
  const int rented_from = 14 * 24 + 6;
  const int rented_until = 15 * 24 + 6;
  Hours wanted;
  for (int i = 0; i < rounds; ++i) {
    if (random() % 5 == 0 && !listed().empty()) {
      const auto all = listed();
      const auto& gone = all[random() % all.size()];
      for (int hour = 0; hour < hours_of_may; ++hour) {
        const auto instant = at(hour_text(hour).c_str());
        if (instant >= at(gone.start.c_str()) && instant < at(gone.end.c_str())) wanted.erase(hour);
      }
      ASSERT_TRUE(run(blocks.remove(as_operator(), kia, gone.id)));
    } else {
      const int from = static_cast<int>(random() % (hours_of_may - 1));
      const int until = std::min<int>(hours_of_may, from + 1 + static_cast<int>(random() % 30));
      const auto made = block(hour_text(from).c_str(), hour_text(until).c_str());
      const bool free = until <= rented_from || from >= rented_until;
      ASSERT_EQ(made.has_value(), free) << hour_text(from) << " " << hour_text(until);
      for (int hour = from; made && hour < until; ++hour) wanted.insert(hour);
    }
    ASSERT_EQ(stored_hours(*this), wanted);
  }
}

Task<void> try_block(BlockWorld& world, int from, int until, int& made) {
  BlockBody body{when(hour_text(from).c_str()), when(hour_text(until).c_str()), std::nullopt};
  const auto answer =
      co_await world.blocks.create(world.as_operator(), world.kia, std::move(body), std::nullopt);
  if (answer) {
    ++made;
  } else if (answer.error().code != ProblemCode::dates_taken) {
    ADD_FAILURE() << answer.error().detail;
  }
}

Task<void> try_rental(BlockWorld& world, int from, int days, int& made) {
  auto request =
      world.request_for("kia", hour_text(from).c_str(), hour_text(from + 24 * days).c_str());
  const auto answer = co_await world.service.create(world.as_operator(), std::move(request));
  if (answer) {
    ++made;
  } else if (answer.error().code != ProblemCode::dates_taken) {
    ADD_FAILURE() << answer.error().detail;
  }
}

TEST_F(BlockWorld, blocks_and_rentals_at_once_never_overlap_and_nobody_deadlocks) {
  const auto seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::minstd_rand random(seed);
  int blocked = 0;
  int rented = 0;
  for (int round = 0; round < 10; ++round) {
    Crowd crowd(loop);
    for (int i = 0; i < 12; ++i) {
      const int from = static_cast<int>(random() % 200);
      crowd.add(try_block(*this, from, from + 1 + static_cast<int>(random() % 20), blocked));
      crowd.add(try_rental(*this, static_cast<int>(random() % 200),
                           1 + static_cast<int>(random() % 2), rented));
    }
    run(crowd.wait(soon()));
    stored_hours(*this);  // no two that touch; overlaps are in the invariants of TearDown
    EXPECT_EQ(violations(), std::vector<std::string>());
    execute(
        "UPDATE bookings SET status = 'cancelled', cancel_reason = 'operator' "
        "WHERE kind = 'block'");
  }
  // Late rounds may find every day rented; the first cannot.
  EXPECT_GT(blocked, 0);
  EXPECT_GT(rented, 0);
}

}  // namespace
}  // namespace prokat::booking::blocks
