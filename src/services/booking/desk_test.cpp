// Cancelling for a fee, handing over, charges and adjustments.
#include "services/booking/test_world.hpp"

namespace prokat::booking {
namespace {

class Desk : public World {
 protected:
  // Free until two days before the start, half the price until one day before, then all of it.
  void make_strict(const Booking& booking) {
    BookingTerms terms;
    terms.cancellation = {"strict", {"Строгая", "Strict"}, {{48, 0}, {24, 50'000}}};
    execute("UPDATE bookings SET terms = $2::jsonb WHERE id = $1::uuid",
            pg::Params().add(booking.id).add(json::write(terms)));
  }
  Result<Booking> cancel(const Booking& booking, CancelReason reason,
                         std::optional<Money> fee = std::nullopt,
                         std::optional<std::string> note = std::nullopt) {
    return run(service.cancel(as_operator(), {booking.id, reason, fee, std::move(note)}));
  }
  Booking paid(const char* object, const char* start, const char* end) {
    const auto booking = created(object, start, end);
    pay(booking, booking.total.amount_minor);
    return find(booking.id);
  }
  // The clock runs on while a test does; facts are compared to the second.
  Instant this_second() const { return std::chrono::floor<std::chrono::seconds>(clock.now()); }
  Result<Settlement> pick_up(const Booking& booking, std::optional<Instant> when = std::nullopt,
                             Readings readings = {}) {
    return run(operations.hand_over(
        as_operator(),
        {booking.id, HandoverKind::pickup, when.value_or(this_second()), readings, "", {}, {}}));
  }
  Result<Settlement> take_back(const Booking& booking, std::optional<Instant> when = std::nullopt,
                               Readings readings = {}) {
    return run(operations.hand_over(
        as_operator(),
        {booking.id, HandoverKind::return_, when.value_or(this_second()), readings, "", {}, {}}));
  }
  Result<Charged> charge(const Booking& booking, ChargeKind kind, std::int64_t amount_minor,
                         std::optional<std::string> key = std::nullopt) {
    ChargeRequest request;
    request.id = booking.id;
    request.kind = kind;
    request.amount = Money{amount_minor, Currency()};
    request.note = "заметка";
    request.idempotency_key = std::move(key);
    return run(operations.charge(as_operator(), std::move(request)));
  }
  std::string blocked(const Booking& booking) {
    return execute("SELECT blocked::text AS b FROM bookings WHERE id = $1::uuid",
                   pg::Params().add(booking.id))
        .only()
        .get<std::string>("b");
  }
};

using Cancellation = Desk;
using Handing = Desk;
using Charges = Desk;
using Upkeeping = Desk;

TEST_F(Cancellation, costs_what_the_terms_say_and_the_rest_is_owed_back) {
  const auto booking = paid("kia", "2027-05-10", "2027-05-12");
  make_strict(booking);
  set_time(at("2027-05-09T00:00:00Z"));
  const auto terms = run(operations.cancellation_terms(as_customer(anna), {booking.id}));
  ASSERT_TRUE(terms);
  EXPECT_TRUE(terms->possible);
  EXPECT_EQ(terms->fee.amount_minor, 300'000);
  EXPECT_EQ(terms->refund.amount_minor, 300'000);
  EXPECT_EQ(terms->owed.amount_minor, 0);
  EXPECT_FALSE(terms->free_until);
  const auto cancelled =
      run(service.cancel(as_customer(anna), {booking.id, CancelReason::customer, {}, {}}));
  ASSERT_TRUE(cancelled) << cancelled.error().detail;
  EXPECT_EQ(cancelled->cancellation_fee->amount_minor, 300'000);
  EXPECT_EQ(cancelled->balance.amount_minor, -300'000);
  EXPECT_EQ(cancelled->total.amount_minor, 600'000);
  EXPECT_EQ(execute("SELECT total_minor FROM orders").only().get<std::int64_t>("total_minor"),
            300'000);
  const auto after = run(operations.cancellation_terms(as_customer(anna), {booking.id}));
  EXPECT_FALSE(after->possible);
  EXPECT_EQ(after->refund.amount_minor, 300'000);
}

TEST_F(Cancellation, fee_that_was_not_paid_for_is_due_and_can_be_paid) {
  const auto booking = created("kia", "2027-05-10", "2027-05-12");
  make_strict(booking);
  run(service.confirm(as_operator(), {booking.id}));
  set_time(at("2027-05-09T00:00:00Z"));
  ASSERT_TRUE(cancel(booking, CancelReason::customer));
  AmountDueRequest due;
  due.booking_id = booking.id;
  EXPECT_EQ(run(service.amount_due(as_operator(), due))->amount.amount_minor, 300'000);
  const auto payment = pay(booking, 300'000);
  EXPECT_EQ(find(booking.id).balance.amount_minor, 0);
  EXPECT_TRUE(events_of(payment.to_string()).empty());
  const auto more = pay(booking, 100);
  EXPECT_EQ(events_of(more.to_string()), std::vector<std::string>{"payment.unmatched"});
}

TEST_F(Cancellation, by_the_business_is_free_and_an_operator_may_decide_with_a_reason) {
  const auto booking = paid("kia", "2027-05-10", "2027-05-12");
  make_strict(booking);
  set_time(at("2027-05-10T00:00:00Z"));
  const Money fee{123'400, Currency()};
  EXPECT_EQ(cancel(booking, CancelReason::customer, fee).error().errors.at(0).pointer, "/note");
  EXPECT_EQ(cancel(booking, CancelReason::customer, Money{600'001, Currency()}, "много")
                .error()
                .errors.at(0)
                .pointer,
            "/fee/amount_minor");
  EXPECT_EQ(cancel(booking, CancelReason::customer, Money{1, *Currency::parse("USD")}, "доллар")
                .error()
                .errors.at(0)
                .pointer,
            "/fee/currency");
  EXPECT_EQ(run(service.cancel(as_customer(anna),
                               {booking.id, CancelReason::customer, Money{0, {}}, "мне"}))
                .error()
                .code,
            ProblemCode::forbidden);
  const auto cancelled = cancel(booking, CancelReason::customer, fee, "постоянный клиент");
  ASSERT_TRUE(cancelled);
  EXPECT_EQ(cancelled->cancellation_fee, fee);
  EXPECT_EQ(cancelled->cancellation_note, "постоянный клиент");
  const auto other = paid("lada", "2027-05-10", "2027-05-12");
  make_strict(other);
  EXPECT_FALSE(cancel(other, CancelReason::operator_).value().cancellation_fee);
}

TEST_F(Cancellation, for_not_coming_waits_for_the_start) {
  const auto booking = paid("kia", "2027-05-10", "2027-05-12");
  make_strict(booking);
  set_time(at("2027-05-10T06:30:00Z"));
  EXPECT_EQ(cancel(booking, CancelReason::no_show).error().code, ProblemCode::illegal_transition);
  set_time(at("2027-05-10T07:00:00Z"));
  const auto missed = cancel(booking, CancelReason::no_show);
  ASSERT_TRUE(missed);
  EXPECT_EQ(missed->cancel_reason, CancelReason::no_show);
  EXPECT_EQ(missed->cancellation_fee->amount_minor, 600'000);
  EXPECT_EQ(missed->balance.amount_minor, 0);
}

TEST_F(Cancellation, of_what_is_handed_out_is_refused) {
  const auto booking = paid("kia", "2027-05-01", "2027-05-03");
  set_time(at("2027-05-01T07:00:00Z"));
  ASSERT_TRUE(pick_up(booking));
  for (const auto reason : {CancelReason::customer, CancelReason::operator_, CancelReason::no_show})
    EXPECT_EQ(cancel(booking, reason).error().code, ProblemCode::illegal_transition);
  EXPECT_FALSE(run(operations.cancellation_terms(as_operator(), {booking.id}))->possible);
}

TEST_F(Handing, over_goes_through_its_stages_and_completes_after_the_preparation) {
  const auto booking = paid("gazelle", "2027-05-01", "2027-05-03");
  set_time(at("2027-05-01T06:30:00Z"));
  EXPECT_EQ(find(booking.id).stage, Stage::upcoming);
  EXPECT_EQ(take_back(booking).error().code, ProblemCode::illegal_transition);
  ASSERT_TRUE(pick_up(booking, std::nullopt, {50'000, {}, 8, {}}));
  EXPECT_EQ(find(booking.id).stage, Stage::out);
  EXPECT_EQ(pick_up(booking).error().code, ProblemCode::illegal_transition);
  set_time(at("2027-05-03T07:00:01Z"));
  EXPECT_EQ(find(booking.id).stage, Stage::overdue);
  const auto back = take_back(booking, at("2027-05-03T06:00:00Z"), {50'400, {}, 8, {}});
  ASSERT_TRUE(back) << back.error().detail;
  EXPECT_EQ(back->booking.stage, Stage::returned);
  EXPECT_EQ(back->return_->readings.odometer_km, 50'400);
  EXPECT_EQ(take_back(booking).error().code, ProblemCode::illegal_transition);
  set_time(at("2027-05-03T06:30:00Z"));
  EXPECT_FALSE(run(upkeep.complete_returned()));
  EXPECT_EQ(find(booking.id).status, Status::paid);
  set_time(at("2027-05-03T07:00:00Z"));
  run(upkeep.complete_returned());
  EXPECT_EQ(find(booking.id).status, Status::completed);
  EXPECT_EQ(events_of(booking.id.to_string()).back(), "booking.completed");
  run(upkeep.complete_returned());
  EXPECT_EQ(events_of(booking.id.to_string()).size(), 5U);
}

TEST_F(Handing, back_early_frees_the_rest_and_never_what_comes_before_it) {
  const auto booking = paid("gazelle", "2027-05-01", "2027-05-08");
  set_time(at("2027-05-01T07:00:00Z"));
  ASSERT_TRUE(pick_up(booking));
  set_time(at("2027-05-03T09:00:00Z"));
  ASSERT_TRUE(take_back(booking));
  EXPECT_EQ(blocked(booking), R"(["2027-05-01 06:00:00+00","2027-05-03 10:00:00+00"))");
  EXPECT_EQ(find(booking.id).end_date, *parse_date("2027-05-08"));  // what was agreed stays
  EXPECT_TRUE(
      create(as_operator(), request_for("gazelle", "2027-05-03T14:00:00+03:00", "2027-05-05")));
}

TEST_F(Handing, back_late_blocks_longer_and_puts_the_next_booking_at_risk) {
  const auto booking = paid("gazelle", "2027-05-01", "2027-05-03");
  const auto next = paid("gazelle", "2027-05-03T14:00:00+03:00", "2027-05-05");
  set_time(at("2027-05-01T07:00:00Z"));
  ASSERT_TRUE(pick_up(booking));
  EXPECT_FALSE(find(next.id).at_risk);
  set_time(at("2027-05-03T07:30:00Z"));
  EXPECT_TRUE(find(next.id).at_risk);  // overdue
  EXPECT_EQ(run(service.list(as_operator(), ListRequest()))->items.at(0).at_risk, true);
  set_time(at("2027-05-03T08:30:00Z"));
  ASSERT_TRUE(take_back(booking));
  // Its preparation would end at 9:30, the next one's begins at 10: all is well again.
  EXPECT_EQ(blocked(booking), R"(["2027-05-01 06:00:00+00","2027-05-03 09:30:00+00"))");
  EXPECT_FALSE(find(next.id).at_risk);
}

TEST_F(Handing, back_into_the_next_booking_is_recorded_and_cut_there) {
  const auto booking = paid("gazelle", "2027-05-01", "2027-05-03");
  const auto next = paid("gazelle", "2027-05-03T14:00:00+03:00", "2027-05-05");
  set_time(at("2027-05-01T07:00:00Z"));
  ASSERT_TRUE(pick_up(booking));
  set_time(at("2027-05-03T11:40:00Z"));
  const auto back = take_back(booking);
  ASSERT_TRUE(back) << back.error().detail;
  EXPECT_EQ(blocked(booking), R"(["2027-05-01 06:00:00+00","2027-05-03 10:00:00+00"))");
  EXPECT_TRUE(find(next.id).at_risk);
  run(upkeep.complete_returned());
  EXPECT_EQ(find(booking.id).status, Status::paid);  // being prepared still
  set_time(at("2027-05-03T12:40:00Z"));
  run(upkeep.complete_returned());
  EXPECT_EQ(find(booking.id).status, Status::completed);
  EXPECT_FALSE(find(next.id).at_risk);
}

TEST_F(Handing, out_early_begins_the_blocking_then_but_not_inside_the_booking_before) {
  const auto before = paid("gazelle", "2027-05-01", "2027-05-02");
  const auto booking = paid("gazelle", "2027-05-03", "2027-05-04");
  set_time(at("2027-05-02T07:30:00Z"));
  ASSERT_TRUE(pick_up(booking));  // it stands there already, the one before has not ended
  EXPECT_EQ(blocked(booking), R"(["2027-05-02 08:00:00+00","2027-05-04 08:00:00+00"))");
  EXPECT_EQ(find(before.id).status, Status::paid);
}

TEST_F(Handing, over_twice_with_one_key_is_one_fact) {
  const auto booking = paid("kia", "2027-05-01", "2027-05-03");
  set_time(at("2027-05-01T07:00:00Z"));
  const HandoverRequest request{booking.id, HandoverKind::pickup, {}, {1, {}, {}, {}}, "", {}, "k"};
  ASSERT_TRUE(run(operations.hand_over(as_operator(), request)));
  ASSERT_TRUE(run(operations.hand_over(as_operator(), request)));
  EXPECT_EQ(find(booking.id).version, 3);
}

TEST_F(Handing, over_is_refused_unpaid_and_at_times_that_cannot_be) {
  const auto unpaid = created("kia", "2027-05-01", "2027-05-03");
  EXPECT_EQ(pick_up(unpaid).error().code, ProblemCode::illegal_transition);
  pay(unpaid, 600'000);
  EXPECT_EQ(pick_up(unpaid, clock.now() + 1min).error().errors.at(0).code, "in-the-future");
  set_time(at("2027-05-01T08:00:00Z"));
  ASSERT_TRUE(pick_up(unpaid));
  EXPECT_EQ(take_back(unpaid, at("2027-05-01T07:59:00Z")).error().errors.at(0).code,
            "before-pickup");
  EXPECT_EQ(run(operations.change(as_operator(),
                                  {unpaid.id, {std::nullopt, R"({"start":"2027-05-02"})"}}))
                .error()
                .errors.at(0)
                .code,
            "handed-out");
}

TEST_F(Handing, back_suggests_what_the_rules_of_the_type_say) {
  execute(
      "UPDATE object_types SET settlement = '{\"km_included_per_unit\":200,\"km_price_minor\":1000,"
      "\"fuel_eighth_price_minor\":45000}'");
  for (auto& [id, card] : objects.cards) {
    card.rate_version =
        execute("SELECT rate_version FROM objects WHERE id = $1::uuid", pg::Params().add(id))
            .only()
            .get<int>("rate_version");
  }
  const auto booking = paid("kia", "2027-05-01", "2027-05-03");
  set_time(at("2027-05-01T07:00:00Z"));
  ASSERT_TRUE(pick_up(booking, std::nullopt, {50'000, {}, 8, {}}));
  set_time(at("2027-05-03T09:30:00Z"));
  const auto back = take_back(booking, std::nullopt, {50'450, {}, 6, {}});
  ASSERT_TRUE(back);
  std::map<ChargeKind, std::int64_t> due;
  for (const auto& suggested : back->suggested_charges)
    due[suggested.kind] = suggested.amount.amount_minor;
  EXPECT_EQ(due, (std::map<ChargeKind, std::int64_t>{{ChargeKind::mileage, 50'000},
                                                     {ChargeKind::late, 3 * 60'000},
                                                     {ChargeKind::fuel, 90'000}}));
  EXPECT_EQ(find(booking.id).total.amount_minor, 600'000);  // nothing is charged by itself
  ASSERT_TRUE(charge(booking, ChargeKind::fuel, 90'000));
  const auto settled = run(operations.settlement(as_operator(), {booking.id}));
  EXPECT_EQ(settled->suggested_charges.size(), 2U);
  EXPECT_EQ(settled->charges.size(), 1U);
  EXPECT_EQ(settled->deposit.amount_minor, 1'000'000);
}

TEST_F(Charges, come_weeks_after_the_return_and_leave_a_completed_booking_completed) {
  const auto booking = paid("kia", "2027-05-01", "2027-05-03");
  set_time(at("2027-05-01T07:00:00Z"));
  ASSERT_TRUE(pick_up(booking));
  set_time(at("2027-05-03T07:00:00Z"));
  ASSERT_TRUE(take_back(booking));
  run(upkeep.complete_returned());
  set_time(at("2027-06-20T07:00:00Z"));
  const auto fine = charge(booking, ChargeKind::fine, 150'000);
  ASSERT_TRUE(fine) << fine.error().detail;
  const auto fined = find(booking.id);
  EXPECT_EQ(fined.status, Status::completed);
  EXPECT_EQ(fined.balance.amount_minor, 150'000);
  EXPECT_EQ(fined.lines.back().title.ru, "Штраф");
  EXPECT_EQ(fined.lines.back().rule.ru, "заметка");
  EXPECT_EQ(fined.changes.back().kind, ChangeKind::charged);
}

TEST_F(Charges, by_measurement_are_quantity_times_price_and_happen_once_by_key) {
  const auto booking = paid("kia", "2027-05-01", "2027-05-03");
  ChargeRequest request;
  request.id = booking.id;
  request.kind = ChargeKind::fuel;
  request.quantity_thousandths = 12'500;
  request.unit_price = Money{7'001, Currency()};
  request.photo_ids = {PhotoId::derive("gauge")};
  request.idempotency_key = "fuel-1";
  const auto first = run(operations.charge(as_operator(), request));
  ASSERT_TRUE(first) << first.error().detail;
  EXPECT_EQ(first->charge.amount.amount_minor, 87'513);
  const auto again = run(operations.charge(as_operator(), request));
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->charge.id, first->charge.id);
  EXPECT_EQ(again->charge.photo_ids, request.photo_ids);
  EXPECT_EQ(find(booking.id).total.amount_minor, 687'513);
  EXPECT_EQ(find(booking.id).status, Status::confirmed);
  request.note = "другое";
  EXPECT_EQ(run(operations.charge(as_operator(), request)).error().code,
            ProblemCode::idempotency_mismatch);
}

TEST_F(Charges, stand_through_a_change_of_the_rental) {
  const auto booking = paid("kia", "2027-05-01", "2027-05-02");
  ASSERT_TRUE(charge(booking, ChargeKind::cleaning, 50'000));
  const auto longer = run(
      operations.change(as_operator(), {booking.id, {std::nullopt, R"({"end":"2027-05-03"})"}}));
  ASSERT_TRUE(longer);
  EXPECT_EQ(longer->total.amount_minor, 650'000);
  EXPECT_EQ(longer->lines.size(), 2U);
}

TEST_F(Charges, that_cannot_be_are_named) {
  const auto booking = paid("kia", "2027-05-01", "2027-05-02");
  struct Row {
    std::optional<std::int64_t> quantity;
    std::optional<Money> price;
    std::optional<Money> amount;
    const char* pointer;
  };
  const Money rouble{100, Currency()};
  const Row rows[] = {
      {{}, {}, {}, "/amount"},
      {1000, rouble, rouble, "/amount"},
      {1000, {}, {}, "/amount"},
      {0, rouble, {}, "/quantity_thousandths"},
      {{}, {}, Money{0, {}}, "/amount/amount_minor"},
      {{}, {}, Money{-1, {}}, "/amount/amount_minor"},
      {1, Money{1, {}}, {}, "/quantity_thousandths"},
      {{}, {}, Money{1, *Currency::parse("USD")}, "/amount/currency"},
  };
  for (const auto& row : rows) {
    ChargeRequest request;
    request.id = booking.id;
    request.quantity_thousandths = row.quantity;
    request.unit_price = row.price;
    request.amount = row.amount;
    const auto refused = run(operations.charge(as_operator(), request));
    ASSERT_FALSE(refused) << row.pointer;
    EXPECT_EQ(refused.error().errors.at(0).pointer, row.pointer);
  }
  ASSERT_TRUE(cancel(booking, CancelReason::operator_));
  EXPECT_EQ(charge(booking, ChargeKind::fine, 1).error().code, ProblemCode::illegal_transition);
}

TEST_F(Charges, an_operator_gives_a_discount_or_a_surcharge_with_a_reason) {
  const auto booking = created("kia", "2027-05-01", "2027-05-03");
  const auto adjust = [&](std::int64_t amount, const char* reason) {
    return run(
        operations.adjust(as_operator(), {booking.id, Money{amount, Currency()}, reason, {}}));
  };
  const auto cheaper = adjust(-100'000, "постоянный клиент");
  ASSERT_TRUE(cheaper) << cheaper.error().detail;
  EXPECT_EQ(cheaper->total.amount_minor, 500'000);
  EXPECT_EQ(cheaper->lines.back().kind, rental::LineKind::discount);
  EXPECT_EQ(cheaper->lines.back().rule.ru, "оператор: постоянный клиент");
  EXPECT_EQ(adjust(50'000, "ночная выдача")->lines.back().kind, rental::LineKind::fee);
  EXPECT_EQ(adjust(-550'001, "всё").error().errors.at(0).code, "below-zero");
  EXPECT_EQ(adjust(-1, "").error().errors.at(0).pointer, "/reason");
  EXPECT_EQ(adjust(0, "ничего").error().errors.at(0).pointer, "/amount/amount_minor");
  pay(booking, 500'000);
  const auto free = adjust(-50'000, "за ожидание");
  EXPECT_EQ(free->status, Status::paid);
  EXPECT_EQ(free->changes.size(), 3U);
}

TEST_F(Upkeeping, forgets_keys_after_a_week) {
  auto request = request_for("kia", "2027-05-01", "2027-05-02");
  request.idempotency_key = "old";
  ASSERT_TRUE(create(as_operator(), request));
  pass(24h * 7 - 1h);
  EXPECT_FALSE(run(upkeep.delete_old_keys()));
  EXPECT_EQ(execute("SELECT count(*) AS n FROM idempotency_keys").only().get<int>("n"), 1);
  pass(2h);
  run(upkeep.delete_old_keys());
  EXPECT_EQ(execute("SELECT count(*) AS n FROM idempotency_keys").only().get<int>("n"), 0);
}

}  // namespace
}  // namespace prokat::booking
