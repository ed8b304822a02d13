// From "book" to a booking: consent, phone, what is asked of booking-service, what its refusals
// become, and the way back out.
#include <gmock/gmock.h>

#include "bot/dialogue/expect.hpp"
#include "bot/testing/scripted_chat.hpp"

namespace prokat::bot {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class BookingSteps : public testing::ScriptedChat {
 protected:
  void to_confirm(Language language = Language::ru) {
    auth.let_book("5");
    enter(language);
    choose_kia();
    tap("book");
  }
  const booking::Booking& made() { return booking.bookings.at(*last.card); }
  BookingId booked() {
    to_confirm();
    tap("confirm");
    return last.card.value();
  }
};

TEST_F(BookingSteps, the_first_booking_asks_for_consent_and_phone_and_then_happens) {
  enter();
  choose_kia();
  tap("book");
  EXPECT_THAT(screen.text, HasSubstr("Проверьте бронь"));
  state.message_id = "77";
  tap("confirm");
  ASSERT_EQ(state.screen, "consent");
  EXPECT_EQ(screen.text, "Согласие &lt;на&gt; обработку");
  EXPECT_THAT(booking.asked, IsEmpty());
  tap("agree:3");
  ASSERT_EQ(auth.granted.size(), 1U);
  EXPECT_EQ(auth.granted[0].kind, "personal_data");
  EXPECT_EQ(auth.granted[0].version, 3);
  EXPECT_EQ(auth.granted[0].channel, "telegram");
  EXPECT_EQ(auth.granted[0].channel_ref, "5:77");
  ASSERT_EQ(state.screen, "phone");
  EXPECT_TRUE(screen.ask_contact);
  EXPECT_FALSE(screen.contact_button.empty());
  give(ContactInput{"+79160000001", true});
  ASSERT_EQ(state.screen, "confirm");
  EXPECT_EQ(last.toast, "Спасибо, номер записан.");
  tap("confirm");
  ASSERT_TRUE(last.card);
  EXPECT_EQ(booking.bookings.size(), 1U);
  EXPECT_EQ(made().customer.id, auth.customer_of("5").id);
}

TEST_F(BookingSteps, consent_and_phone_are_asked_once_only) {
  booked();
  EXPECT_THAT(auth.granted, IsEmpty());
  tap("menu");
  tap("type:camper");
  tap(place("moscow"));
  tap("day:2027-04-10");
  tap("day:2027-04-12");
  tap(object(2));
  tap("book");
  tap("confirm");
  EXPECT_TRUE(last.card);
  EXPECT_EQ(booking.bookings.size(), 2U);
}

TEST_F(BookingSteps, a_newer_consent_text_is_asked_about_again) {
  to_confirm();
  auth.consent_version = 4;
  tap("confirm");
  ASSERT_EQ(state.screen, "consent");
  auth.consent_version = 5;  // published while the customer was reading
  tap("agree:4");
  EXPECT_THAT(auth.granted, IsEmpty());
  ASSERT_EQ(state.screen, "consent");
  tap("agree:5");
  EXPECT_EQ(auth.granted.at(0).version, 5);
}

TEST_F(BookingSteps, refusing_consent_books_nothing_and_leads_back_to_the_object) {
  enter();
  choose_kia();
  tap("book");
  tap("confirm");
  tap("disagree");
  EXPECT_EQ(state.screen, "object");
  EXPECT_THAT(last.toast, HasSubstr("Без согласия"));
  EXPECT_THAT(auth.granted, IsEmpty());
  EXPECT_THAT(booking.asked, IsEmpty());
}

TEST_F(BookingSteps, only_the_own_contact_counts_as_a_phone) {
  enter();
  choose_kia();
  tap("book");
  tap("confirm");
  tap("agree:3");
  give(ContactInput{"+79990000000", false});
  EXPECT_EQ(state.screen, "phone");
  EXPECT_THAT(last.toast, HasSubstr("чужой контакт"));
  say("+79160000001");
  EXPECT_EQ(state.screen, "phone");
  EXPECT_THAT(auth.verified, IsEmpty());
  give(ContactInput{"12", true});
  EXPECT_EQ(state.screen, "phone");
  EXPECT_THAT(last.toast, HasSubstr("Не похоже"));
  say("⬅ Назад");
  EXPECT_EQ(state.screen, "confirm");
}

TEST_F(BookingSteps, booking_is_asked_with_the_price_seen_and_the_same_key_when_repeated) {
  to_confirm();
  const auto before = state;
  tap("confirm");
  const auto first = *last.card;
  state = before;  // as after a crash between showing and saving
  tap("confirm");
  EXPECT_EQ(last.card, first);
  ASSERT_EQ(booking.asked.size(), 2U);
  EXPECT_EQ(booking.asked[0].expected_total, (Money{750'000, {}}));
  ASSERT_TRUE(booking.asked[0].idempotency_key);
  EXPECT_EQ(booking.asked[0].idempotency_key, booking.asked[1].idempotency_key);
  EXPECT_EQ(booking.asked[0].start, DateOrInstant(testing::date("2027-05-01")));
  EXPECT_EQ(booking.asked[0].end, DateOrInstant(testing::date("2027-05-04")));
  EXPECT_EQ(booking.bookings.size(), 1U);
  EXPECT_EQ(state.screen, "menu");
  EXPECT_EQ(state.draft, Draft{});
  EXPECT_EQ(payments.started.at(0).booking_id, first);
}

TEST_F(BookingSteps, keys_of_two_chats_and_of_two_screens_differ) {
  booking.create_answers = ProblemCode::booking_refused;
  to_confirm();
  tap("confirm");
  chat.chat_id = "6";
  person.account = "6";
  auth.let_book("6");
  state = ChatState{};
  enter();
  choose_kia();
  forge("confirm");
  forge("confirm");
  ASSERT_EQ(booking.asked.size(), 3U);
  EXPECT_NE(booking.asked[0].idempotency_key, booking.asked[1].idempotency_key);
  EXPECT_NE(booking.asked[1].idempotency_key, booking.asked[2].idempotency_key);
}

TEST_F(BookingSteps, a_boat_is_asked_for_by_instants_of_its_zone) {
  auth.let_book("5");
  enter();
  tap("type:boat");
  tap(place("moscow"));
  tap("day:2027-04-10");
  tap("time:840");
  tap("hours:3");
  tap(object(1));
  tap("book");
  tap("confirm");
  EXPECT_EQ(booking.asked.at(0).start, DateOrInstant(testing::at("2027-04-10T11:00:00Z")));
  EXPECT_EQ(booking.asked.at(0).end, DateOrInstant(testing::at("2027-04-10T14:00:00Z")));
}

TEST_F(BookingSteps, dates_taken_meanwhile_lead_to_what_is_still_free) {
  to_confirm();
  objects.taken[objects.objects[0].id] = {
      {testing::at("2027-05-02T00:00:00Z"), testing::at("2027-05-03T00:00:00Z")}};
  tap("confirm");
  EXPECT_EQ(state.screen, "list");
  EXPECT_THAT(last.toast, HasSubstr("только что заняли"));
  EXPECT_FALSE(has(object(0)));
}

TEST_F(BookingSteps, a_changed_price_is_shown_before_it_is_asked_again) {
  to_confirm();
  objects.surcharge_minor = 10'000;
  tap("confirm");
  EXPECT_EQ(state.screen, "confirm");
  EXPECT_THAT(last.toast, HasSubstr("Цена изменилась"));
  EXPECT_THAT(screen.text, HasSubstr(format_money(Money{780'000, {}}, Language::ru)));
  tap("confirm");
  EXPECT_TRUE(last.card);
  EXPECT_EQ(booking.asked.back().expected_total, (Money{780'000, {}}));
}

struct Refusal {
  ProblemCode code;
  const char* toast;
  const char* screen;
};

TEST_F(BookingSteps, every_refusal_has_its_answer_and_its_screen) {
  for (const auto& row : {Refusal{ProblemCode::dates_taken, "только что заняли", "list"},
                          Refusal{ProblemCode::price_changed, "Цена изменилась", "confirm"},
                          Refusal{ProblemCode::booking_refused, "+74950000001", "confirm"},
                          Refusal{ProblemCode::too_many_holds, "неоплаченные брони", "bookings"},
                          Refusal{ProblemCode::addon_unavailable, "закончилась", "list"},
                          Refusal{ProblemCode::promo_exhausted, "Промокод", "confirm"},
                          Refusal{ProblemCode::validation_failed, "Выберите другие", "start_day"},
                          Refusal{ProblemCode::not_found, "больше нет", "menu"}}) {
    state = ChatState{};
    booking.create_answers.reset();
    to_confirm();
    booking.create_answers = row.code;
    tap("confirm");
    EXPECT_THAT(last.toast, HasSubstr(row.toast));
    EXPECT_EQ(state.screen, row.screen) << row.toast;
    EXPECT_FALSE(last.card);
  }
}

TEST_F(BookingSteps, what_cancelling_costs_is_said_before_booking) {
  struct Case {
    std::vector<rental::CancellationTier> tiers;
    const char* ru;
  };
  const std::vector<Case> cases{
      {{}, "Отмена: до начала вернём всё<"},
      {{{168, 0}, {24, 50'000}},
       "Отмена: за 7 дней до начала — бесплатно, за 24 часа до начала — удержим 50 %, позже — без "
       "возврата<"},
      {{{48, 0}, {0, 12'500}},
       "Отмена: за 2 дня до начала — бесплатно, до начала — удержим 12,5 %<"},
      {{{72, 0}, {1, 100'000}},
       "Отмена: за 3 дня до начала — бесплатно, за 1 час до начала — без возврата<"},
  };
  for (const auto& one : cases) {
    state = ChatState{};
    objects.cancellation = rental::CancellationPolicy{"house", {}, one.tiers};
    to_confirm();
    EXPECT_THAT(screen.text, HasSubstr(one.ru));
  }
}

TEST_F(BookingSteps, the_loser_of_a_race_hears_when_the_same_object_is_free) {
  to_confirm();
  booking.create_answers = ProblemCode::dates_taken;
  booking.create_extension =
      R"({"alternatives":[{"kind":"same_model","name":{"ru":"Kia","en":""},"start_date":"2027-05-01",)"
      R"("end_date":"2027-05-04"},{"kind":"other_dates","object_id":"x","name":{"ru":"Kia Rio","en":""},)"
      R"("start_date":"2027-05-05","end_date":"2027-05-08","total":1}]})";
  tap("confirm");
  EXPECT_THAT(last.toast, HasSubstr("«Kia Rio» можно взять 5–8 мая"));
  EXPECT_EQ(state.screen, "list");
}

TEST_F(BookingSteps, an_outcome_without_a_screen_is_left_for_another_try) {
  to_confirm();
  booking.create_answers = ProblemCode::unavailable;
  EXPECT_THROW(tap("confirm"), DialogueFailure);
}

TEST_F(BookingSteps, a_booking_stands_when_the_payment_provider_is_away) {
  to_confirm();
  payments.away = true;
  tap("confirm");
  ASSERT_TRUE(last.card);
  EXPECT_THAT(last.toast, HasSubstr("Платёжная система не отвечает"));
  payments.away = false;
  card_tap("pay:" + last.card->to_string());
  EXPECT_TRUE(last.card);
  EXPECT_EQ(payments.started.size(), 2U);
  EXPECT_EQ(last.toast, "");
}

TEST_F(BookingSteps, cancelling_asks_first) {
  const auto id = booked();
  card_tap("cancel:" + id.to_string());
  EXPECT_EQ(state.screen, "cancel");
  EXPECT_THAT(screen.text, HasSubstr("PR-7K3M9QX"));
  EXPECT_EQ(booking.bookings.at(id).status, booking::Status::awaiting_payment);
  tap("cancel_yes:" + id.to_string());
  EXPECT_EQ(booking.bookings.at(id).status, booking::Status::cancelled);
  EXPECT_EQ(booking.bookings.at(id).cancel_reason, booking::CancelReason::customer);
  EXPECT_EQ(last.toast, "Бронь PR-7K3M9QX отменена");
}

TEST_F(BookingSteps, cancelling_can_be_thought_better_of) {
  const auto id = booked();
  card_tap("cancel:" + id.to_string());
  tap("menu");
  EXPECT_EQ(booking.bookings.at(id).status, booking::Status::awaiting_payment);
}

TEST_F(BookingSteps, cancelling_a_paid_booking_speaks_of_the_refund) {
  const auto id = booked();
  booking.bookings.at(id).paid = Money{750'000, {}};
  card_tap("cancel:" + id.to_string());
  EXPECT_THAT(screen.text, HasSubstr("вернём по условиям отмены"));
  booking.cancel_answers = ProblemCode::illegal_transition;
  tap("cancel_yes:" + id.to_string());
  EXPECT_THAT(last.toast, HasSubstr("уже нельзя отменить"));
}

TEST_F(BookingSteps, my_bookings_are_listed_and_opened) {
  enter();
  say("/bookings");
  EXPECT_THAT(screen.text, HasSubstr("Пока ни одной"));
  tap("menu");
  auth.let_book("5");
  choose_kia();
  tap("book");
  tap("confirm");
  const auto id = last.card.value();
  say("/bookings");
  EXPECT_THAT(*label("booking:" + id.to_string()), HasSubstr("PR-7K3M9QX"));
  tap("booking:" + id.to_string());
  EXPECT_EQ(last.card, id);
}

TEST_F(BookingSteps, somebody_elses_booking_is_not_there) {
  const auto id = booked();
  chat.chat_id = "6";
  person.account = "6";
  state = ChatState{};
  enter();
  for (const std::string verb : {"booking:", "pay:", "cancel:", "cancel_yes:"}) {
    forge(verb + id.to_string());
    EXPECT_FALSE(last.card) << verb;
  }
  EXPECT_EQ(booking.bookings.at(id).status, booking::Status::awaiting_payment);
  EXPECT_EQ(payments.started.size(), 1U);
}

}  // namespace
}  // namespace prokat::bot
