// For tests of the dialogue: one person's chat with it. Buttons are pressed only when the screen
// has them, and every screen is checked for what messengers refuse.
#pragma once

#include <gtest/gtest.h>

#include "bot/dialogue/dialogue.hpp"
#include "bot/testing/fake_rental.hpp"
#include "runtime/loop.hpp"

namespace prokat::bot::testing {

class ScriptedChat : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto machine = std::chrono::floor<Duration>(std::chrono::system_clock::now());
    clock.set_offset(objects.now - machine);
  }

  const Output& give(Input input) {
    const auto context = CallContext::system("test", std::chrono::seconds(30));
    last = loop.run_until_done(
        dialogue.handle(context, chat, person, std::move(state), std::move(input)));
    state = last.state;
    if (!last.unchanged && !last.card) {
      screen = last.screen;
      check_screen();
    }
    return last;
  }
  const Output& say(const std::string& text) { return give(TextInput{text}); }
  const Output& card_tap(const std::string& action) { return give(CardAction{action}); }
  // Whatever a client may send: the button need not be on the screen.
  const Output& forge(const std::string& action) {
    return give(ScreenAction{state.screen_version, action});
  }
  const Output& tap(const std::string& action) {
    EXPECT_TRUE(has(action)) << action << " is not on the screen " << state.screen << ":\n"
                             << screen.text;
    return forge(action);
  }
  bool has(const std::string& action) const { return label(action).has_value(); }
  std::optional<std::string> label(const std::string& action) const {
    for (const auto& row : screen.rows)
      for (const auto& button : row)
        if (button.action == action) return button.text;
    return std::nullopt;
  }
  std::vector<std::string> actions(const std::string& prefix) const {
    std::vector<std::string> found;
    for (const auto& row : screen.rows)
      for (const auto& button : row)
        if (button.action.starts_with(prefix)) found.push_back(button.action);
    return found;
  }
  // From /start to the menu.
  void enter(Language language = Language::ru) {
    say("/start");
    tap(language == Language::ru ? "lang:ru" : "lang:en");
  }
  std::string place(const char* city) const {
    return "place:" + LocationId::derive(city).to_string();
  }
  std::string object(std::size_t index) const {
    return "object:" + objects.objects.at(index).id.to_string();
  }
  // To the card of the Kia for 1 to 4 May.
  void choose_kia() {
    tap("type:car");
    tap(place("moscow"));
    tap("month:2027-05");
    tap("day:2027-05-01");
    tap("day:2027-05-04");
    tap(object(0));
  }
  void check_screen() const {
    EXPECT_FALSE(screen.text.empty());
    EXPECT_LE(screen.text.size(), 4000U);
    for (const auto& row : screen.rows) {
      EXPECT_FALSE(row.empty());
      for (const auto& button : row) {
        EXPECT_LE(button.action.size(), 48U) << button.action;
        EXPECT_FALSE(button.text.empty()) << button.action;
        EXPECT_TRUE(button.action.empty() != button.url.empty()) << button.text;
      }
    }
  }

  runtime::Loop loop{"test"};
  runtime::Clock clock;
  FakeObjects objects;
  FakeAuth auth;
  FakeBooking booking{objects};
  FakePayments payments;
  Dialogue dialogue{Services{auth, objects, booking, payments}, clock, DialogueOptions{}};
  ChatKey chat{"telegram", "100", "5"};
  Person person{"5", "Анна", Language::ru};
  ChatState state;
  Output last;
  channels::Screen screen;
};

}  // namespace prokat::bot::testing
