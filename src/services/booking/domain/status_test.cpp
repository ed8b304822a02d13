#include "services/booking/domain/status.hpp"

#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>

#include "base/enum_names.hpp"

namespace prokat::booking {
namespace {

std::string name_of(const Standing& standing) {
  std::string name(enum_name(standing.status));
  if (standing.reason) name += "(" + std::string(enum_name(*standing.reason)) + ")";
  return name;
}

std::string outcome(const Standing& from, Trigger trigger) {
  const auto next = next_standing(from, trigger);
  if (!next) return "-";
  return *next == from ? "=" : name_of(*next);
}

// Every standing there is.
const std::vector<Standing> standings{
    {Status::awaiting_payment, {}},
    {Status::confirmed, {}},
    {Status::paid, {}},
    {Status::cancelled, CancelReason::expired},
    {Status::cancelled, CancelReason::customer},
    {Status::cancelled, CancelReason::operator_},
    {Status::cancelled, CancelReason::no_show},
    {Status::cancelled, CancelReason::payment_failed},
    {Status::completed, {}},
};

// The table once more, as a person reads it: trigger, then what becomes of each of `standings`.
// "=" changes nothing, "-" is refused.
const char* const expectations[] = {
    "hold_expired      cancelled(expired)  -  -  =  -  -  -  -  -",
    "due_now_received  confirmed  =  =  confirmed  -  -  -  -  =",
    "balance_settled   paid  paid  =  paid  -  -  -  -  =",
    "balance_reopened  =  =  confirmed  -  -  -  -  -  =",
    "customer_cancels  cancelled(customer)  cancelled(customer)  cancelled(customer)  =  =  =  =  "
    "=  -",
    "operator_cancels  cancelled(operator)  cancelled(operator)  cancelled(operator)  =  =  =  =  "
    "=  -",
    "no_show           cancelled(no_show)  cancelled(no_show)  cancelled(no_show)  -  =  =  =  =  "
    "-",
    "payment_failed    cancelled(payment_failed)  -  -  =  =  =  =  =  -",
    "operator_confirms confirmed  =  =  -  -  -  -  -  -",
    "over              -  completed  completed  -  -  -  -  -  =",
};

TEST(BookingStatus, every_trigger_in_every_status_leads_where_the_table_says) {
  std::size_t checked = 0;
  for (const char* line : expectations) {
    std::istringstream words(line);
    std::string trigger_name;
    words >> trigger_name;
    const auto trigger = parse_enum<Trigger>(trigger_name);
    ASSERT_TRUE(trigger) << trigger_name;
    for (const auto& from : standings) {
      std::string expected;
      ASSERT_TRUE(words >> expected) << line;
      EXPECT_EQ(outcome(from, *trigger), expected) << name_of(from) << " + " << trigger_name;
      ++checked;
    }
  }
  EXPECT_EQ(checked, EnumTable<Trigger>::size * standings.size());
}

TEST(BookingStatus, a_cancelled_standing_always_has_a_reason_and_no_other_has_one) {
  for (const auto trigger : EnumTable<Trigger>::values) {
    for (const auto& from : standings) {
      const auto next = next_standing(from, trigger);
      if (next) {
        EXPECT_EQ(next->status == Status::cancelled, next->reason.has_value());
      }
    }
  }
}

TEST(BookingStatus, only_an_expired_hold_can_be_revived) {
  for (const auto trigger : EnumTable<Trigger>::values) {
    for (const auto& from : standings) {
      const auto next = next_standing(from, trigger);
      if (next && is_revival(from, *next)) {
        EXPECT_EQ(from.reason, CancelReason::expired);
      }
    }
  }
}

TEST(BookingStatus, completed_is_never_left) {
  for (const auto trigger : EnumTable<Trigger>::values) {
    const auto next = next_standing({Status::completed, {}}, trigger);
    if (next) {
      EXPECT_EQ(next->status, Status::completed);
    }
  }
}

TEST(BookingStatus, every_reason_to_cancel_but_the_clocks_has_its_trigger) {
  EXPECT_FALSE(trigger_of(CancelReason::expired));
  for (const auto reason : EnumTable<CancelReason>::values) {
    if (reason == CancelReason::expired) continue;
    const auto trigger = trigger_of(reason);
    ASSERT_TRUE(trigger);
    const auto next = next_standing({Status::awaiting_payment, {}}, *trigger);
    ASSERT_TRUE(next);
    EXPECT_EQ(next->reason, reason);
  }
}

TEST(BookingStatus, a_booking_with_nothing_to_pay_never_awaits_payment) {
  EXPECT_EQ(initial_status(100, 100), Status::awaiting_payment);
  EXPECT_EQ(initial_status(30, 100), Status::awaiting_payment);
  EXPECT_EQ(initial_status(0, 100), Status::confirmed);
  EXPECT_EQ(initial_status(0, 0), Status::paid);
}

TEST(BookingStatus, money_confirms_when_what_is_due_now_is_there_and_pays_when_all_is) {
  EXPECT_EQ(trigger_of_money(29, 30, 100), std::nullopt);
  EXPECT_EQ(trigger_of_money(30, 30, 100), Trigger::due_now_received);
  EXPECT_EQ(trigger_of_money(99, 30, 100), Trigger::due_now_received);
  EXPECT_EQ(trigger_of_money(100, 30, 100), Trigger::balance_settled);
  EXPECT_EQ(trigger_of_money(101, 100, 100), Trigger::balance_settled);
}

TEST(BookingStage, is_derived_from_the_facts_of_handing_over) {
  const Instant start = *parse_instant("2027-05-01T09:00:00Z");
  const Instant end = *parse_instant("2027-05-03T09:00:00Z");
  const auto hour = std::chrono::hours(1);
  const Period period{start, end};
  EXPECT_EQ(stage_at({period, {}, {}}, start - hour), Stage::upcoming);
  EXPECT_EQ(stage_at({period, {}, {}}, start), Stage::due_out);
  EXPECT_EQ(stage_at({period, start, {}}, start + hour), Stage::out);
  EXPECT_EQ(stage_at({period, start, {}}, end), Stage::out);
  EXPECT_EQ(stage_at({period, start, {}}, end + hour), Stage::overdue);
  EXPECT_EQ(stage_at({period, start, end + hour}, end + hour), Stage::returned);
}

}  // namespace
}  // namespace prokat::booking
