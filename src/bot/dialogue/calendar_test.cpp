// The calendar: what can be tapped, what says why it cannot, which months are there.
#include <gmock/gmock.h>

#include "bot/testing/scripted_chat.hpp"

namespace prokat::bot {
namespace {

using testing::at;
using ::testing::HasSubstr;

class CalendarScreen : public testing::ScriptedChat {
 protected:
  void open(const std::string& type, const char* city = "moscow") {
    enter();
    tap("type:" + type);
    tap(place(city));
  }
  // The button that shows this number, in the grid.
  channels::Button day(const std::string& number) const {
    for (std::size_t row = 2; row < screen.rows.size(); ++row)
      for (const auto& button : screen.rows[row])
        if (button.text.starts_with(number) &&
            !(button.text.size() > number.size() && std::isdigit(button.text[number.size()])))
          return button;
    return {};
  }
};

TEST_F(CalendarScreen, starts_with_this_month_and_weeks_of_seven) {
  open("car");
  EXPECT_THAT(screen.rows[0][1].text, HasSubstr("Апрель 2027"));
  EXPECT_EQ(screen.rows[1][0].text, "Пн");
  for (std::size_t row = 1; row + 1 < screen.rows.size(); ++row)
    EXPECT_EQ(screen.rows[row].size(), 7U);
  EXPECT_EQ(screen.rows[2][4].text, "2");  // 1 April 2027 is a Thursday
}

TEST_F(CalendarScreen, months_turn_forward_and_back_but_never_into_the_past) {
  open("car");
  EXPECT_EQ(actions("month:"), (std::vector<std::string>{"month:2027-05"}));
  tap("month:2027-05");
  EXPECT_THAT(screen.rows[0][1].text, HasSubstr("Май 2027"));
  EXPECT_EQ(actions("month:"), (std::vector<std::string>{"month:2027-04", "month:2027-06"}));
  tap("month:2027-04");
  forge("month:2026-01");
  EXPECT_THAT(screen.rows[0][1].text, HasSubstr("Апрель 2027"));
}

TEST_F(CalendarScreen, a_taken_day_cannot_be_chosen_and_says_why) {
  objects.taken[objects.objects[2].id] = {
      {at("2027-04-09T21:00:00Z"), at("2027-04-10T21:00:00Z")}};  // 10 April in Moscow
  open("camper");
  EXPECT_EQ(day("10").text, "10°");  // a rental may still end as it begins
  tap(day("10").action);
  EXPECT_EQ(last.toast, "Этот день уже занят");
  EXPECT_TRUE(last.unchanged);
  EXPECT_EQ(state.screen, "start_day");
  tap("day:2027-04-08");
  EXPECT_EQ(day("10").action, "why:booked");  // both days count: the tenth would be part of it
  EXPECT_EQ(day("9").action, "day:2027-04-09");
}

TEST_F(CalendarScreen, a_day_wholly_taken_is_crossed_out) {
  objects.taken[objects.objects[0].id] = {{at("2027-04-09T07:00:00Z"), at("2027-04-14T07:00:00Z")}};
  open("car");
  EXPECT_EQ(day("11").text, "11✕");
  EXPECT_EQ(day("11").action, "why:booked");
  EXPECT_EQ(day("14").action, "day:2027-04-14");  // free from ten o'clock on
}

TEST_F(CalendarScreen, by_the_hour_a_partly_taken_day_can_be_chosen) {
  objects.taken[objects.objects[1].id] = {{at("2027-04-10T07:00:00Z"), at("2027-04-10T09:00:00Z")}};
  open("boat");
  EXPECT_EQ(day("10").text, "10°");
  tap("day:2027-04-10");
  EXPECT_EQ(state.screen, "time");
}

TEST_F(CalendarScreen, a_day_before_too_short_a_gap_is_marked_as_partly_taken) {
  objects.taken[objects.objects[2].id] = {{at("2027-04-09T21:00:00Z"), at("2027-04-10T21:00:00Z")}};
  open("camper");
  EXPECT_EQ(day("9").text, "9°");  // two days are the least
  EXPECT_EQ(day("9").action, "why:too_short");
  EXPECT_EQ(day("8").text, "8");
}

TEST_F(CalendarScreen, days_that_are_over_cannot_be_chosen_and_say_why) {
  objects.now = at("2027-04-15T09:00:00Z");
  SetUp();
  open("car");
  EXPECT_FALSE(has("day:2027-04-14"));
  ASSERT_FALSE(actions("why:").empty());
  EXPECT_EQ(actions("why:").front(), "why:past");
  tap("why:past");
  EXPECT_EQ(last.toast, "Этот день уже прошёл");
}

TEST_F(CalendarScreen, days_beyond_the_horizon_and_before_the_lead_time_say_why) {
  objects.types[0].time_rules.horizon_days = 40;
  objects.types[0].time_rules.lead_minutes = 3 * 1440;
  open("car");
  EXPECT_FALSE(has("day:2027-04-02"));
  tap("why:too_soon");
  EXPECT_THAT(last.toast, HasSubstr("не успеем"));
  tap("month:2027-05");
  EXPECT_FALSE(has("day:2027-05-30"));
  tap("why:too_far");
  EXPECT_THAT(last.toast, HasSubstr("не открыты"));
}

TEST_F(CalendarScreen, an_end_too_near_too_far_or_before_the_start_says_why) {
  open("camper");
  tap("day:2027-04-05");
  tap("why:before_start");
  EXPECT_EQ(last.toast, "Этот день раньше начала");
  tap("why:too_short");
  EXPECT_EQ(last.toast, "Минимальный срок — 2 дня");
  tap("why:too_long");
  EXPECT_EQ(last.toast, "Максимальный срок — 20 дней");
  EXPECT_FALSE(has("day:2027-04-05"));
  EXPECT_TRUE(has("day:2027-04-06"));
  EXPECT_TRUE(has("day:2027-04-24"));
  EXPECT_FALSE(has("day:2027-04-25"));
}

TEST_F(CalendarScreen, a_length_is_named_in_the_unit_that_is_charged) {
  objects.types[3].time_rules.units_min = 3;
  objects.types[3].time_rules.units_max = 5;
  open("cottage", "irkutsk");
  tap("day:2027-04-05");
  tap("why:too_short");
  EXPECT_EQ(last.toast, "Минимальный срок — 3 ночи");
  tap("why:too_long");
  EXPECT_EQ(last.toast, "Максимальный срок — 5 ночей");
  state = ChatState{};
  objects.types[0].time_rules.units_min = 2;
  open("car");
  tap("day:2027-04-05");
  tap("why:too_short");
  EXPECT_EQ(last.toast, "Минимальный срок — 2 суток");
}

TEST_F(CalendarScreen, an_end_may_lie_in_the_next_month) {
  open("car");
  tap("day:2027-04-28");
  tap("month:2027-05");
  tap("day:2027-05-02");
  EXPECT_EQ(state.screen, "list");
  EXPECT_THAT(screen.text, HasSubstr("28 апр – 2 мая"));
}

TEST_F(CalendarScreen, english_says_the_same) {
  enter(Language::en);
  tap("type:camper");
  tap(place("moscow"));
  EXPECT_THAT(screen.rows[0][1].text, HasSubstr("April 2027"));
  EXPECT_EQ(screen.rows[1][0].text, "Mo");
  tap("day:2027-04-05");
  tap("why:too_short");
  EXPECT_EQ(last.toast, "The shortest rental is 2 days");
}

}  // namespace
}  // namespace prokat::bot
