#include "services/booking/domain/cancellation.hpp"

#include <gtest/gtest.h>

namespace prokat::booking {
namespace {

const Instant start = *parse_instant("2027-05-10T07:00:00Z");
const Money amount{1'000'000, Currency()};
// Free until two days before, a half until a day before, 12.5 % more in between never; then all.
const rental::CancellationPolicy strict{
    "strict", {"Строгая", "Strict"}, {{48, 0}, {24, 50'000}, {3, 87'500}}};

CancellationFee by_customer(const rental::CancellationPolicy& policy, const char* now) {
  return fee_of_cancelling(policy, Status::paid, CancelReason::customer, amount, start,
                           *parse_instant(now));
}

TEST(Cancellation, costs_what_the_tier_of_the_time_left_says) {
  struct Row {
    const char* now;
    std::int64_t fee;
    const char* rule;
  };
  const Row rows[] = {
      {"2027-05-01T00:00:00Z", 0, "отмена не позднее чем за 48 ч до начала: 0\u00a0%"},
      {"2027-05-08T07:00:00Z", 0, "отмена не позднее чем за 48 ч до начала: 0\u00a0%"},
      {"2027-05-08T07:00:00.000001Z", 500'000,
       "отмена не позднее чем за 24 ч до начала: 50\u00a0%"},
      {"2027-05-09T07:00:00Z", 500'000, "отмена не позднее чем за 24 ч до начала: 50\u00a0%"},
      {"2027-05-10T04:00:00Z", 875'000, "отмена не позднее чем за 3 ч до начала: 87,5\u00a0%"},
      {"2027-05-10T04:00:01Z", 1'000'000, "отмена менее чем за 3 ч до начала: 100\u00a0%"},
      {"2027-05-11T00:00:00Z", 1'000'000, "отмена менее чем за 3 ч до начала: 100\u00a0%"},
  };
  for (const auto& row : rows) {
    const auto fee = by_customer(strict, row.now);
    EXPECT_EQ(fee.fee.amount_minor, row.fee) << row.now;
    EXPECT_EQ(fee.rule.ru, row.rule) << row.now;
  }
}

TEST(Cancellation, by_law_and_without_a_policy_gives_everything_back) {
  for (const auto& policy : {law_policy(), rental::CancellationPolicy()}) {
    EXPECT_EQ(by_customer(policy, "2027-05-10T06:59:59Z").fee.amount_minor, 0);
    EXPECT_EQ(by_customer(policy, "2027-05-10T08:00:00Z").fee.amount_minor, 0);
    EXPECT_EQ(free_until(policy, start), start);
  }
}

TEST(Cancellation, of_an_unpaid_hold_or_by_the_business_costs_nothing) {
  const auto late = *parse_instant("2027-05-10T06:00:00Z");
  EXPECT_EQ(fee_of_cancelling(strict, Status::awaiting_payment, CancelReason::customer, amount,
                              start, late)
                .fee.amount_minor,
            0);
  for (const auto reason : {CancelReason::operator_, CancelReason::payment_failed})
    EXPECT_EQ(fee_of_cancelling(strict, Status::paid, reason, amount, start, late).fee.amount_minor,
              0);
}

TEST(Cancellation, by_not_coming_costs_what_the_last_moment_would_have) {
  const auto after = *parse_instant("2027-05-10T12:00:00Z");
  const auto fee =
      fee_of_cancelling(strict, Status::paid, CancelReason::no_show, amount, start, after);
  EXPECT_EQ(fee.fee.amount_minor, 1'000'000);
  EXPECT_EQ(fee.rule.en, "the customer did not come: 100%");
}

TEST(Cancellation, rounds_half_a_kopeck_away_from_zero) {
  const rental::CancellationPolicy half{"half", {}, {{0, 50'000}}};
  EXPECT_EQ(fee_by_tier(half, Money{3, Currency()}, start, start).fee.amount_minor, 2);
}

TEST(Cancellation, is_free_until_the_latest_free_tier) {
  EXPECT_EQ(free_until(strict, start), start - std::chrono::hours(48));
  const rental::CancellationPolicy never{"never", {}, {{24, 30'000}}};
  EXPECT_EQ(free_until(never, start), std::nullopt);
}

}  // namespace
}  // namespace prokat::booking
