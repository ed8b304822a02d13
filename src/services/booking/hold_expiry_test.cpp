// Unpaid bookings give their dates back, unless money is on its way.
#include "services/booking/test_world.hpp"

namespace prokat::booking {
namespace {

using Expiry = World;

TEST_F(Expiry, ends_a_hold_whose_time_is_up_and_tells_of_it_once) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  pass(59min);
  run(expiry.expire_due());
  EXPECT_EQ(find(booking.id).status, Status::awaiting_payment);
  pass(2min);
  run(expiry.expire_due());
  run(expiry.expire_due());
  const auto expired = find(booking.id);
  EXPECT_EQ(expired.status, Status::cancelled);
  EXPECT_EQ(expired.cancel_reason, CancelReason::expired);
  EXPECT_EQ(events_of(booking.id.to_string()),
            (std::vector<std::string>{"booking.created", "booking.cancelled"}));
  EXPECT_EQ(payments.asked, 0);
  EXPECT_TRUE(create(as_customer(boris), [&] {
    auto request = request_for("kia", "2027-05-01", "2027-05-02");
    request.customer_id = boris;
    return request;
  }()));
}

TEST_F(Expiry, names_itself_in_the_audit) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  pass(61min);
  run(expiry.expire_due());
  const auto rows = execute(
      "SELECT actor, channel FROM audit_log WHERE row_id = $1::uuid AND "
      "action = 'update'",
      pg::Params().add(booking.id));
  const auto row = rows.only();
  EXPECT_EQ(row.text("actor"), "system:booking.expiry");
  EXPECT_EQ(row.text("channel"), "system");
}

TEST_F(Expiry, asks_the_provider_first_when_a_payment_is_under_way) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  add_payment(booking, "pending");
  pass(61min);
  run(expiry.expire_due());
  EXPECT_EQ(payments.asked, 1);
  EXPECT_EQ(find(booking.id).cancel_reason, CancelReason::expired);
}

TEST_F(Expiry, asks_nobody_about_payments_that_failed) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  add_payment(booking, "canceled");
  pass(61min);
  run(expiry.expire_due());
  EXPECT_EQ(payments.asked, 0);
  EXPECT_EQ(find(booking.id).cancel_reason, CancelReason::expired);
}

TEST_F(Expiry, leaves_a_hold_whose_money_was_received_to_the_payments_event) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  add_payment(booking, "pending");
  payments.answer = {.money_received = true, .provider_answered = true};
  pass(5h);
  run(expiry.expire_due());
  EXPECT_EQ(find(booking.id).status, Status::awaiting_payment);
  pay(booking, 300'000);
  EXPECT_EQ(find(booking.id).status, Status::paid);
}

TEST_F(Expiry, waits_for_a_silent_provider_but_not_for_ever) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  add_payment(booking, "pending");
  payments.answer = {.money_received = false, .provider_answered = false};
  pass(61min);
  run(expiry.expire_due());
  run(expiry.expire_due());
  EXPECT_EQ(find(booking.id).status, Status::awaiting_payment);
  EXPECT_EQ(payments.asked, 1) << "it backs off between questions";
  pass(2h);
  HoldExpiry another(loop.executor(), pool, payments, clock, wakeup, 1s);
  run(another.expire_due());
  EXPECT_EQ(find(booking.id).cancel_reason, CancelReason::expired);
}

TEST_F(Expiry, takes_payments_that_do_not_answer_for_a_silent_provider) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  add_payment(booking, "pending");
  payments.away = true;
  pass(61min);
  run(expiry.expire_due());
  EXPECT_EQ(find(booking.id).status, Status::awaiting_payment);
}

TEST_F(Expiry, goes_through_more_holds_than_one_page) {
  execute(
      "INSERT INTO orders (id, customer_id, legal_entity_id, currency, total_minor, channel, "
      "created_at) SELECT md5('o' || n)::uuid, $1::uuid, $2::uuid, 'RUB', 5, 'api', "
      "'2027-04-01Z' FROM generate_series(1, 720) n",
      pg::Params().add(anna).add(LegalEntityId::derive("entity")));
  execute(
      "INSERT INTO bookings (id, code, order_id, object_id, pickup_location_id, "
      "return_location_id, date_start, date_end, blocked, time_zone, status, amount_minor, "
      "currency, hold_expires_at, created_at, updated_at) "
      "SELECT md5('b' || n)::uuid, n::text, md5('o' || n)::uuid, $1::uuid, $2::uuid, $2::uuid, "
      "d, d + interval '1 hour', tstzrange(d, d + interval '1 hour'), 'Europe/Moscow', "
      "'awaiting_payment', 5, 'RUB', '2027-04-01Z', '2027-04-01Z', '2027-04-01Z' "
      "FROM (SELECT n, '2028-01-01Z'::timestamptz + n * interval '1 hour' AS d "
      "FROM generate_series(1, 720) n) s",
      pg::Params().add(ObjectId::derive("kia")).add(LocationId::derive("moscow")));
  execute(
      "INSERT INTO booking_lines (booking_id, position, kind, title_ru, title_en, quantity, "
      "unit_price_minor, amount_minor, rule_ru, rule_en) "
      "SELECT id, 1, 'rental', '', '', 1, 5, 5, '', '' FROM bookings");
  execute(
      "INSERT INTO ledger_entries (order_id, booking_id, account, amount_minor, currency, "
      "cause_kind, cause_id, created_at) SELECT order_id, id, 'charge', 5, 'RUB', 'booking', "
      "id, '2027-04-01Z' FROM bookings");
  execute(
      "INSERT INTO payments (id, order_id, method, kind, status, amount_minor, currency, "
      "created_at, updated_at) SELECT md5('p' || n)::uuid, md5('o' || n)::uuid, 'online', "
      "'full', 'pending', 5, 'RUB', '2027-04-01Z', '2027-04-01Z' "
      "FROM generate_series(1, 120) n");
  EXPECT_TRUE(run(expiry.expire_due())) << "500 of 600 without payments";
  EXPECT_FALSE(run(expiry.expire_due()));
  EXPECT_EQ(payments.asked, 120);
  EXPECT_EQ(
      execute("SELECT count(*) AS n FROM bookings WHERE status = 'cancelled'").only().get<int>("n"),
      720);
}

}  // namespace
}  // namespace prokat::booking
