#include "events/request_key.hpp"

#include "events/testing/event_world.hpp"

namespace prokat::events {
namespace {

using testing::soon;

class RequestKeys : public testing::EventWorld {
 protected:
  RequestKeys() { execute({"keys.clear", "TRUNCATE idempotency_keys"}); }

  Result<std::optional<UuidBytes>> claim(pg::Transaction& tx, const std::string& request,
                                         const std::string& principal = "user:olga") {
    return run(claim_request_key(tx, {principal, "things.create", "key-1", request}, id, now));
  }
  Result<std::optional<UuidBytes>> claim_alone(const std::string& request,
                                               const std::string& principal = "user:olga") {
    auto tx = run(pool.transaction(soon()));
    auto claimed = claim(tx, request, principal);
    run(tx.commit());
    return claimed;
  }

  const UuidBytes id = make_uuid_v7();
  const Instant now = parse_instant("2027-05-01T09:00:00Z").value();
};

TEST_F(RequestKeys, a_new_key_is_kept_and_its_repetition_gets_what_the_first_one_made) {
  EXPECT_EQ(claim_alone("{\"a\":1}").value(), std::nullopt);
  EXPECT_EQ(claim_alone("{\"a\":1}").value(), id);
  EXPECT_EQ(number({"keys.count", "SELECT count(*) AS n FROM idempotency_keys"}), 1);
}

TEST_F(RequestKeys, another_request_under_the_same_key_is_refused) {
  ASSERT_TRUE(claim_alone("{\"a\":1}"));
  EXPECT_EQ(claim_alone("{\"a\":2}").error().code, ProblemCode::idempotency_mismatch);
}

TEST_F(RequestKeys, everybody_has_keys_of_their_own) {
  ASSERT_TRUE(claim_alone("{\"a\":1}"));
  EXPECT_EQ(claim_alone("{\"a\":2}", "user:pavel").value(), std::nullopt);
}

TEST_F(RequestKeys, a_twin_that_has_not_ended_is_in_progress_and_nobody_waits) {
  auto first = run(pool.transaction(soon()));
  ASSERT_TRUE(claim(first, "{\"a\":1}"));
  EXPECT_EQ(claim_alone("{\"a\":1}").error().code, ProblemCode::idempotency_in_progress);
  run(first.commit());
  EXPECT_EQ(claim_alone("{\"a\":1}").value(), id);
}

TEST_F(RequestKeys, a_create_that_was_rolled_back_leaves_the_key_free) {
  {
    auto tx = run(pool.transaction(soon()));
    ASSERT_TRUE(claim(tx, "{\"a\":1}"));
  }
  EXPECT_TRUE(until([&] {
    const auto claimed = claim_alone("{\"a\":2}");
    return claimed && !*claimed;
  }));
}

}  // namespace
}  // namespace prokat::events
