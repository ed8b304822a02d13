// The way from a greeting to a chosen object, in both languages and for each unit of time.
#include "bot/dialogue/dialogue.hpp"

#include <gmock/gmock.h>

#include "bot/testing/scripted_chat.hpp"
#include "bot/texts.hpp"
#include "texts/table_check.hpp"

namespace prokat::bot {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

using DialogueTest = testing::ScriptedChat;

TEST(BotTexts, have_no_faults) { EXPECT_THAT(texts::find_faults(texts_table::entries), IsEmpty()); }

TEST_F(DialogueTest, asks_for_the_language_first_and_remembers_it) {
  say("/start");
  EXPECT_EQ(state.screen, "language");
  EXPECT_THAT(screen.text, HasSubstr("Здравствуйте"));
  EXPECT_THAT(screen.text, HasSubstr("Hello"));
  tap("lang:en");
  EXPECT_EQ(state.screen, "menu");
  EXPECT_THAT(screen.text, HasSubstr("What would you like"));
  EXPECT_EQ(auth.customer_of("5").language, Language::en);
  say("/start");
  EXPECT_EQ(state.screen, "menu");
}

TEST_F(DialogueTest, language_is_switched_from_the_menu_and_by_command) {
  enter();
  tap("other_language");
  EXPECT_THAT(screen.text, HasSubstr("What would you like"));
  tap("other_language");
  EXPECT_THAT(screen.text, HasSubstr("Что возьмём"));
  say("/language");
  EXPECT_EQ(state.screen, "language");
  tap("lang:en");
  EXPECT_THAT(screen.text, HasSubstr("What would you like"));
}

TEST_F(DialogueTest, a_car_is_chosen_by_day_of_pickup_and_day_of_return) {
  enter();
  choose_kia();
  EXPECT_EQ(state.screen, "object");
  EXPECT_THAT(screen.text, HasSubstr("<b>Kia Rio</b>"));
  EXPECT_THAT(screen.text, HasSubstr("Москва"));
  EXPECT_THAT(screen.text, HasSubstr("1–4 мая"));
  EXPECT_THAT(screen.text, HasSubstr("Описание &amp; прочее"));
  EXPECT_THAT(screen.text, HasSubstr(format_money(Money{750'000, {}}, Language::ru)));
  EXPECT_EQ(state.draft.total, (Money{750'000, {}}));
}

TEST_F(DialogueTest, a_car_is_chosen_in_english) {
  enter(Language::en);
  choose_kia();
  EXPECT_THAT(screen.text, HasSubstr("1–4 May"));
  EXPECT_THAT(screen.text, HasSubstr("Total ₽7,500"));
  EXPECT_THAT(screen.text, HasSubstr("Deposit ₽10,000"));
  EXPECT_THAT(*label("book"), HasSubstr("Book for ₽7,500"));
}

TEST_F(DialogueTest, a_boat_is_chosen_by_hour) {
  for (const auto language : {Language::ru, Language::en}) {
    state = ChatState{};
    enter(language);
    tap("type:boat");
    tap(place("moscow"));
    tap("day:2027-04-10");
    EXPECT_EQ(state.screen, "time");
    tap("time:840");
    EXPECT_EQ(state.screen, "hours");
    EXPECT_THAT(*label("hours:3"), language == Language::ru ? "3 часа" : "3 hours");
    tap("hours:3");
    EXPECT_EQ(state.screen, "list");
    EXPECT_THAT(screen.text, HasSubstr("14:00–17:00"));
    tap(object(1));
    EXPECT_EQ(state.screen, "object");
    EXPECT_EQ(state.draft.total, (Money{750'000, {}}));
  }
}

TEST_F(DialogueTest, hours_already_past_are_not_offered_today) {
  enter();
  tap("type:boat");
  tap(place("moscow"));
  tap("day:2027-04-01");  // noon in Moscow
  EXPECT_FALSE(has("time:660"));
  EXPECT_TRUE(has("time:780"));
}

TEST_F(DialogueTest, a_camper_is_chosen_by_days_that_both_count) {
  for (const auto language : {Language::ru, Language::en}) {
    state = ChatState{};
    enter(language);
    tap("type:camper");
    tap(place("moscow"));
    tap("month:2027-05");
    tap("day:2027-05-01");
    EXPECT_FALSE(has("day:2027-05-01"));  // one day is shorter than the shortest rental
    tap("day:2027-05-03");
    EXPECT_THAT(screen.text, HasSubstr(language == Language::ru ? "1–3 мая" : "1–3 May"));
    EXPECT_EQ(state.draft.end_date, testing::date("2027-05-04"));
    tap(object(2));
    EXPECT_THAT(screen.text, HasSubstr("Fiat &lt;Ducato&gt;"));
    EXPECT_EQ(state.draft.total, (Money{750'000, {}}));
  }
}

TEST_F(DialogueTest, a_cottage_is_chosen_by_nights_in_its_own_zone) {
  for (const auto language : {Language::ru, Language::en}) {
    state = ChatState{};
    enter(language);
    tap("type:cottage");
    tap(place("irkutsk"));
    EXPECT_THAT(screen.text, HasSubstr("Asia/Irkutsk"));
    tap("month:2027-05");
    tap("day:2027-05-01");
    EXPECT_FALSE(has("day:2027-05-01"));
    tap("day:2027-05-02");
    EXPECT_THAT(screen.text, HasSubstr(language == Language::ru ? "1–2 мая" : "1–2 May"));
    tap(object(3));
    EXPECT_EQ(state.draft.total, (Money{300'000, {}}));
  }
}

TEST_F(DialogueTest, anywhere_names_the_city_of_every_offer) {
  objects.add("car", "irkutsk", "УАЗ");
  enter();
  tap("type:car");
  tap("place:any");
  tap("month:2027-05");
  tap("day:2027-05-01");
  tap("day:2027-05-04");
  EXPECT_THAT(*label(object(0)), HasSubstr("Kia Rio (Москва)"));
  EXPECT_THAT(*label(object(4)), HasSubstr("УАЗ (Иркутск)"));
}

TEST_F(DialogueTest, back_on_every_screen_leads_to_its_parent) {
  enter();
  choose_kia();
  tap("book");
  ASSERT_EQ(state.screen, "confirm");
  tap("confirm");
  ASSERT_EQ(state.screen, "consent");
  for (const auto* parent : {"confirm", "object", "list", "end_day", "start_day", "place"}) {
    tap("back");
    EXPECT_EQ(state.screen, parent);
  }
  tap("menu");
  tap("type:boat");
  tap(place("moscow"));
  tap("day:2027-04-10");
  tap("time:840");
  tap("hours:2");
  for (const auto* parent : {"hours", "time", "start_day", "place"}) {
    tap("back");
    EXPECT_EQ(state.screen, parent);
  }
  tap("menu");
  tap("mine");
  tap("menu");
  EXPECT_EQ(state.screen, "menu");
}

TEST_F(DialogueTest, a_button_of_an_older_screen_redraws_and_says_so) {
  enter();
  const auto old = state.screen_version;
  tap("type:car");
  give(ScreenAction{old, "type:boat"});
  EXPECT_EQ(last.toast, "Эта кнопка устарела");
  EXPECT_FALSE(last.unchanged);
  EXPECT_EQ(state.screen, "place");
  EXPECT_EQ(state.draft.type, "car");
}

TEST_F(DialogueTest, an_unknown_text_is_answered_with_what_can_be_done) {
  enter();
  say("абракадабра");
  EXPECT_THAT(screen.text, HasSubstr("/menu"));
  EXPECT_THAT(screen.text, HasSubstr("+74950000001"));
  EXPECT_TRUE(last.fresh);
  say("/nonsense");
  EXPECT_THAT(screen.text, HasSubstr("/menu"));
  tap("type:car");
  EXPECT_EQ(state.screen, "place");
}

TEST_F(DialogueTest, an_object_is_found_by_its_name) {
  enter();
  say("Kia");
  EXPECT_EQ(state.screen, "found");
  EXPECT_THAT(*label(object(0)), HasSubstr("Kia Rio (Москва)"));
  tap(object(0));
  EXPECT_EQ(state.screen, "start_day");
  EXPECT_EQ(state.draft.type, "car");
  EXPECT_EQ(state.draft.location_id, LocationId::derive("moscow"));
}

TEST_F(DialogueTest, a_long_text_is_cut_between_characters) {
  enter();
  std::string text = "a";
  for (int i = 0; i < 500; ++i) text += "ж";
  say(text);
  ASSERT_TRUE(objects.searched);
  EXPECT_LE(objects.searched->size(), 200U);
  EXPECT_EQ(objects.searched->size() % 2, 1U);  // one byte and whole letters of two
}

TEST_F(DialogueTest, a_long_list_is_paged) {
  for (int i = 0; i < 13; ++i) objects.add("car", "moscow", "Car " + std::to_string(i));
  enter();
  tap("type:car");
  tap(place("moscow"));
  tap("month:2027-05");
  tap("day:2027-05-01");
  tap("day:2027-05-04");
  EXPECT_THAT(screen.text, HasSubstr("Свободны 14 вариантов"));
  std::vector<std::string> seen = actions("object:");
  EXPECT_EQ(seen.size(), 6U);
  EXPECT_FALSE(has("page:-1"));
  tap("page:1");
  EXPECT_EQ(actions("object:").size(), 6U);
  for (const auto& action : actions("object:")) EXPECT_THAT(seen, Not(Contains(action)));
  tap("page:2");
  EXPECT_EQ(actions("object:").size(), 2U);
  EXPECT_FALSE(has("page:3"));
  forge("page:999");
  EXPECT_EQ(actions("object:").size(), 2U);
  tap("page:1");
}

TEST_F(DialogueTest, units_of_one_model_at_one_place_are_one_line) {
  objects.add("car", "moscow", "Kia Rio").model_id = ModelId::derive("rio");
  objects.add("car", "moscow", "Kia Rio").model_id = ModelId::derive("rio");
  objects.objects[0].model_id = ModelId::derive("rio");
  objects.add("car", "irkutsk", "Kia Rio").model_id = ModelId::derive("rio");
  enter();
  tap("type:car");
  tap("place:any");
  tap("month:2027-05");
  tap("day:2027-05-01");
  tap("day:2027-05-04");
  ASSERT_EQ(actions("object:").size(), 2U);
  EXPECT_THAT(*label(object(0)), HasSubstr("свободно 3"));
}

TEST_F(DialogueTest, nothing_free_says_so) {
  objects.taken[objects.objects[0].id] = {
      {testing::at("2027-05-03T00:00:00Z"), testing::at("2027-05-03T06:00:00Z")}};
  enter();
  tap("type:car");
  tap(place("moscow"));
  tap("month:2027-05");
  tap("day:2027-05-01");
  forge("day:2027-05-04");
  EXPECT_EQ(state.screen, "list");
  EXPECT_THAT(screen.text, HasSubstr("всё занято"));
}

TEST_F(DialogueTest, all_photos_are_shown_on_demand) {
  auto& kia = objects.objects[0];
  kia.photos.resize(12);
  for (std::size_t i = 0; i < 12; ++i) kia.photos[i].storage_key = "photo" + std::to_string(i);
  kia.photos[0].variants = {{.variant = "thumb", .storage_key = "thumb0"},
                            {.variant = "card", .storage_key = "card0"}};
  enter();
  choose_kia();
  ASSERT_TRUE(screen.photo);
  EXPECT_EQ(screen.photo->storage_key, "card0") << "the card, where there is one";
  EXPECT_THAT(screen.album, IsEmpty());
  tap("photos");
  EXPECT_EQ(screen.album.size(), 10U);
  EXPECT_FALSE(has("photos"));
}

TEST_F(DialogueTest, made_up_actions_never_throw) {
  const std::vector<std::string> actions{"",
                                         ":",
                                         "day:",
                                         "day:2026-99-99",
                                         "day:1900-01-01",
                                         "day:2199-12-31",
                                         "month:",
                                         "month:0000-00",
                                         "month:2199-12",
                                         "month:1900-01",
                                         "object:x",
                                         "object:",
                                         "page:-1",
                                         "page:99999999999999",
                                         "hours:999",
                                         "hours:0",
                                         "hours:x",
                                         "time:-1",
                                         "time:1440",
                                         "time:1439",
                                         "hours:240",
                                         "type:",
                                         "type:spaceship",
                                         "place:",
                                         "place:x",
                                         "place:00000000-0000-0000-0000-000000000001",
                                         "object:00000000-0000-0000-0000-000000000001",
                                         "book",
                                         "confirm",
                                         "agree:",
                                         "agree:1",
                                         "disagree",
                                         "photos",
                                         "booking:x",
                                         "pay:x",
                                         "pay:",
                                         "cancel:x",
                                         "cancel:00000000-0000-0000-0000-000000000001",
                                         "cancel_yes:x",
                                         "cancel_yes:00000000-0000-0000-0000-000000000001",
                                         "booking:00000000-0000-0000-0000-000000000001",
                                         "why:",
                                         "why:nonsense",
                                         "why:too_short",
                                         "lang:",
                                         "lang:de",
                                         "unknown:verb",
                                         "back",
                                         "none",
                                         std::string(5000, 'x'),
                                         "day:" + std::string(5000, '9'),
                                         "\xff\xfe"};
  enter();
  choose_kia();
  const std::vector<std::string> screens{
      "start", "language", "menu",   "place",  "start_day", "end_day",
      "time",  "hours",    "list",   "object", "confirm",   "consent",
      "phone", "bookings", "cancel", "help",   "found",     "no such screen"};
  const auto chosen = state.draft;
  for (const auto& where : screens) {
    for (const auto& draft : {Draft{}, chosen}) {
      for (const auto& action : actions) {
        state.screen = where;
        state.draft = draft;
        EXPECT_NO_THROW(forge(action)) << where << " " << action;
        state.screen = where;
        state.draft = draft;
        EXPECT_NO_THROW(card_tap(action)) << where << " " << action;
      }
    }
  }
}

}  // namespace
}  // namespace prokat::bot
