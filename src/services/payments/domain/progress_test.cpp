// Every standing with every report: the table is the contract.
#include "services/payments/domain/progress.hpp"

#include <gtest/gtest.h>

#include <array>

namespace prokat::payments {
namespace {

const Money asked{150000, *Currency::parse("RUB")};

TEST(PaymentProgress, every_report_on_every_standing_has_one_answer) {
  struct Row {
    Standing standing;
    std::array<Step, 4> steps;  // pending, waiting_for_capture, succeeded, canceled
  };
  const std::array table{
      Row{Standing::created, {Step::wait, Step::hold, Step::succeed, Step::cancel}},
      Row{Standing::pending, {Step::wait, Step::hold, Step::succeed, Step::cancel}},
      Row{Standing::waiting_for_capture, {Step::none, Step::none, Step::succeed, Step::cancel}},
      Row{Standing::succeeded, {Step::none, Step::none, Step::none, Step::contradiction}},
      Row{Standing::canceled, {Step::none, Step::none, Step::succeed, Step::none}},
  };
  const std::array reports{Reported::pending, Reported::waiting_for_capture, Reported::succeeded,
                           Reported::canceled};
  for (const auto& row : table) {
    for (std::size_t i = 0; i < reports.size(); ++i) {
      EXPECT_EQ(next_step(row.standing, reports[i], asked, asked), row.steps[i])
          << "standing " << static_cast<int>(row.standing) << ", report "
          << static_cast<int>(reports[i]);
    }
  }
}

TEST(PaymentProgress, money_of_another_amount_or_currency_is_not_taken_for_this_payment) {
  EXPECT_EQ(next_step(Standing::pending, Reported::succeeded, asked, Money{149999, asked.currency}),
            Step::contradiction);
  EXPECT_EQ(next_step(Standing::pending, Reported::succeeded, asked,
                      Money{150000, *Currency::parse("USD")}),
            Step::contradiction);
}

TEST(PaymentProgress, a_create_is_not_repeated_once_the_provider_may_have_forgotten_its_key) {
  const Instant made{};
  EXPECT_TRUE(may_repeat_create(made, made + std::chrono::hours(22)));
  EXPECT_FALSE(may_repeat_create(made, made + std::chrono::hours(23)));
}

}  // namespace
}  // namespace prokat::payments
