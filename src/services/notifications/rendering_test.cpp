// What cards and messages say: whole texts, by status, unit of time and language.
#include "services/notifications/rendering.hpp"

#include <gmock/gmock.h>

#include "services/notifications/testing/notification_world.hpp"
#include "services/notifications/texts.hpp"
#include "texts/table_check.hpp"

namespace prokat::notifications {
namespace {

using booking::Status;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class RenderingTest : public testing::NotificationWorld {
 protected:
  Card card(Language language = Language::ru) {
    return run(rendering.card(context(), booking_id, language)).value();
  }
  std::optional<std::string> message(const std::string& name, Language language = Language::ru) {
    auto screen = run(rendering.message(context(), name, booking_id, language)).value();
    return screen ? std::optional(screen->text) : std::nullopt;
  }
  void lasts(const char* start, const char* end, const char* first, const char* last) {
    booking.booking.start = start;
    booking.booking.end = end;
    booking.booking.start_date = parse_date(first).value();
    booking.booking.end_date = parse_date(last).value();
  }
  std::vector<std::string> actions(const Card& shown) {
    std::vector<std::string> all;
    for (const auto& row : shown.screen.rows)
      for (const auto& button : row) {
        all.push_back(button.url.empty() ? button.action.substr(0, button.action.find(':'))
                                         : button.url);
        EXPECT_LE(button.action.size(), 45U);
      }
    return all;
  }
};

TEST(NotificationTexts, have_no_faults) {
  EXPECT_THAT(texts::find_faults(texts_table::entries), IsEmpty());
}

TEST_F(RenderingTest, a_card_that_awaits_payment_says_everything) {
  const auto total = format_money(Money{750'000, {}}, Language::ru);
  EXPECT_EQ(
      card().screen.text,
      "⏳ Бронь <b>PR-7K3M9QX</b> ждёт оплаты\n\n<b>Kia Rio</b>\n📍 Москва, Пристань &lt;1&gt;\n"
      "📅 1–4 мая, 10:00 → 10:00\n\nАренда: 3 суток — " +
          total + "\n<b>Итого " + total + "</b>\nЗалог " +
          format_money(Money{1'000'000, {}}, Language::ru) +
          " — при получении\n\nОплатите до чт, 1 апреля 2027, 13:00 — столько мы держим "
          "даты.");
  EXPECT_EQ(card(Language::en).screen.text,
            "⏳ Booking <b>PR-7K3M9QX</b> awaits payment\n\n<b>Kia Rio</b>\n📍 Moscow, Pier "
            "&lt;1&gt;\n📅 1–4 May, 10:00 → 10:00\n\nRental: 3 days — ₽7,500\n<b>Total "
            "₽7,500</b>\nDeposit ₽10,000: paid at pick-up\n\nPlease pay by Thu, 1 April 2027, "
            "13:00: that long the dates are held.");
}

TEST_F(RenderingTest, dates_read_as_each_unit_of_time_is_counted) {
  struct Row {
    const char* start;
    const char* end;
    const char* first;
    const char* last;
    const char* ru;
    const char* en;
  };
  for (const auto& row :
       {Row{"2027-05-01T10:00:00+03:00", "2027-05-01T14:00:00+03:00", "2027-05-01", "2027-05-01",
            "сб, 1 мая 2027, 10:00–14:00", "Sat, 1 May 2027, 10:00–14:00"},
        Row{"2027-05-01T10:00:00+03:00", "2027-05-04T10:00:00+03:00", "2027-05-01", "2027-05-04",
            "1–4 мая, 10:00 → 10:00", "1–4 May, 10:00 → 10:00"},
        Row{"2027-05-01T00:00:00+03:00", "2027-05-04T00:00:00+03:00", "2027-05-01", "2027-05-04",
            "📅 1–3 мая\n", "📅 1–3 May\n"},
        Row{"2027-05-01T14:00:00+03:00", "2027-05-02T12:00:00+03:00", "2027-05-01", "2027-05-02",
            "1–2 мая, 14:00 → 12:00", "1–2 May, 14:00 → 12:00"}}) {
    lasts(row.start, row.end, row.first, row.last);
    EXPECT_THAT(card().screen.text, HasSubstr(row.ru));
    EXPECT_THAT(card(Language::en).screen.text, HasSubstr(row.en));
  }
}

TEST_F(RenderingTest, each_status_has_its_heading_its_footer_and_its_buttons) {
  struct Row {
    Status status;
    std::optional<booking::CancelReason> reason;
    const char* ru;
    std::string ending;
    const char* en;
    std::vector<std::string> actions;
  };
  const auto total = format_money(Money{750'000, {}}, Language::ru);
  const std::vector<Row> table{
      {Status::awaiting_payment,
       {},
       "ждёт оплаты",
       "— столько мы держим даты.",
       "awaits payment",
       {"pay", "cancel", "mine", "menu"}},
      {Status::confirmed,
       {},
       "подтверждена",
       "К оплате: " + total + ".",
       "is confirmed",
       {"cancel", "mine", "menu"}},
      {Status::paid, {}, "оплачена", "Возьмите паспорт.", "is paid", {"cancel", "mine", "menu"}},
      {Status::cancelled,
       booking::CancelReason::customer,
       "отменена",
       "Даты снова свободны.",
       "is cancelled",
       {"mine", "menu"}},
      {Status::cancelled,
       booking::CancelReason::expired,
       "отменена",
       "не поступила вовремя, даты снова свободны.",
       "is cancelled",
       {"mine", "menu"}},
      {Status::completed, {}, "завершена", "— при получении", "is over", {"mine", "menu"}}};
  for (const auto& row : table) {
    booking.booking.status = row.status;
    booking.booking.cancel_reason = row.reason;
    const auto shown = card();
    EXPECT_THAT(shown.screen.text, HasSubstr(row.ru));
    EXPECT_THAT(shown.screen.text, EndsWith(row.ending));
    EXPECT_THAT(card(Language::en).screen.text, HasSubstr(row.en));
    EXPECT_EQ(actions(shown), row.actions) << row.ru;
  }
}

TEST_F(RenderingTest, the_pay_button_opens_the_page_once_there_is_one) {
  payments::Payment payment;
  payment.status = payments::PaymentStatus::pending;
  payment.confirmation_url = "https://pay.example/1";
  payments.list.items = {payment};
  EXPECT_EQ(actions(card()).at(0), "https://pay.example/1");
  payments.list.items[0].status = payments::PaymentStatus::canceled;
  EXPECT_EQ(actions(card()).at(0), "pay");
}

TEST_F(RenderingTest, a_card_carries_the_version_it_was_made_from) {
  booking.booking.version = 7;
  EXPECT_EQ(card().booking_version, 7);
  EXPECT_EQ(run(rendering.card(context(), BookingId::make(), Language::ru)).error().code,
            ProblemCode::not_found);
}

TEST_F(RenderingTest, customers_read_what_happened) {
  booking.booking.paid = booking.booking.total;
  EXPECT_THAT(*message("booking_paid"), HasSubstr("До встречи сб, 1 мая 2027, 10:00!"));
  EXPECT_THAT(*message("booking_paid", Language::en),
              HasSubstr("Payment received: <b>₽7,500</b>. Booking <b>PR-7K3M9QX</b>: Kia Rio"));
  EXPECT_THAT(*message("booking_confirmed"), HasSubstr("подтверждена: Kia Rio, 1–4 мая"));
  EXPECT_FALSE(message("booking_cancelled"));
  booking.booking.status = Status::cancelled;
  booking.booking.cancel_reason = booking::CancelReason::customer;
  EXPECT_THAT(*message("booking_cancelled"), HasSubstr("отменена: Kia Rio"));
  EXPECT_FALSE(message("booking_paid"));
  EXPECT_FALSE(message("booking_confirmed"));
  booking.booking.cancel_reason = booking::CancelReason::expired;
  EXPECT_THAT(*message("booking_cancelled"), HasSubstr("не оплачена вовремя"));
}

TEST_F(RenderingTest, operators_read_who_and_which_unit) {
  const auto created = *message("operators_booking_created");
  EXPECT_THAT(created, HasSubstr("Kia Rio А001АА"));
  EXPECT_THAT(created, HasSubstr("👤 Анна &amp; Ко +79160000001"));
  booking.booking.status = Status::cancelled;
  for (const auto& [reason, text] :
       {std::pair(booking::CancelReason::expired, "(не оплачена вовремя)"),
        std::pair(booking::CancelReason::customer, "(клиентом)"),
        std::pair(booking::CancelReason::operator_, "(оператором)"),
        std::pair(booking::CancelReason::no_show, "(клиент не приехал)"),
        std::pair(booking::CancelReason::payment_failed, "(платёж не прошёл)")}) {
    booking.booking.cancel_reason = reason;
    EXPECT_THAT(*message("operators_booking_cancelled"), HasSubstr(text));
    EXPECT_THAT(*message("operators_booking_cancelled"), Not(HasSubstr("возврат")));
  }
  booking.booking.paid = booking.booking.total;
  booking.booking.cancellation_fee = Money{150'000, {}};
  booking.booking.balance = Money{-600'000, {}};
  EXPECT_THAT(*message("operators_booking_cancelled"),
              HasSubstr("Нужен возврат " + format_money(Money{600'000, {}}, Language::ru) +
                        " (удержано за отмену " + format_money(Money{150'000, {}}, Language::ru)));
  EXPECT_THAT(*message("booking_cancelled"),
              HasSubstr("вернём " + format_money(Money{600'000, {}}, Language::ru)));
  EXPECT_THAT(*message("operators_payment_unmatched"), HasSubstr("некуда зачесть"));
}

}  // namespace
}  // namespace prokat::notifications
