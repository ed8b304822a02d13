// Add-ons and promo codes of bookings: what is agreed, what is counted, what comes back.
#include "services/booking/domain/extras.hpp"

#include <random>

#include "services/booking/test_extras.hpp"

namespace prokat::booking {
namespace {

using Extras = ExtrasWorld;

TEST_F(Extras, are_shown_as_agreed_and_read_again_as_shown) {
  const auto seat = add_addon({.name = "Детское кресло", .stock = 3});
  auto request = request_for("kia", "2027-05-01", "2027-05-04");
  request.addons = {{seat, 1}};
  request.promo_code = add_promo({.code = "ЛЕТО2027"});
  const auto made = create(as_customer(anna), request);
  ASSERT_TRUE(made) << made.error().detail;
  ASSERT_EQ(made->booking.addons.size(), 1U);
  EXPECT_EQ(made->booking.addons[0].name.ru, "Детское кресло");
  EXPECT_EQ(made->booking.promo_code, "ЛЕТО2027");
  EXPECT_EQ(json::write(find(made->booking.id)), json::write(made->booking));
}

TEST_F(Extras, that_are_mandatory_join_by_themselves) {
  const auto jackets = add_addon({.name = "Жилеты", .mandatory = true});
  const auto booking = created("kia", "2027-05-01", "2027-05-04");
  ASSERT_EQ(booking.addons.size(), 1U);
  EXPECT_EQ(booking.addons[0].addon_id, jackets);
}

TEST_F(Extras, a_promo_code_is_found_in_any_case) {
  add_promo({.code = "ЛЕТО2027"});
  auto request = request_for("kia", "2027-05-01", "2027-05-04");
  request.promo_code = "лето2027";
  EXPECT_TRUE(create(as_customer(anna), request));
}

TEST_F(Extras, a_code_that_does_not_apply_says_why) {
  struct Case {
    TestPromo promo;
    const char* code;
  };
  const std::vector<Case> cases{
      {{.code = "GONE", .valid_until = "2027-04-01T09:00:00Z"}, "expired"},
      {{.code = "SOON", .valid_from = "2027-04-02T00:00:00Z"}, "not-yet-valid"},
      {{.code = "BOATS", .object_types = "{boat}"}, "not-for-this-type"},
      {{.code = "JUNE", .starts_from = "2027-06-01"}, "not-for-these-dates"},
      {{.code = "APRIL", .starts_until = "2027-04-30"}, "not-for-these-dates"},
      {{.code = "WEEK", .units_min = 7}, "too-short"},
  };
  const auto fault = [&](const std::string& code) {
    QuoteRequest request{ObjectId::derive("kia"), when("2027-05-01"), when("2027-05-04")};
    request.promo_code = code;
    const auto quote = run(service.quote(as_customer(anna), request));
    if (quote) return std::string();
    EXPECT_EQ(quote.error().errors.at(0).pointer, "/promo_code");
    return quote.error().errors.at(0).code;
  };
  for (const auto& wrong : cases) EXPECT_EQ(fault(add_promo(wrong.promo)), wrong.code);
  EXPECT_EQ(fault("NONE"), "unknown");
  EXPECT_EQ(fault(""), "unknown");
  add_promo({.code = "OVER", .archived = true});
  EXPECT_EQ(fault("OVER"), "unknown");
  EXPECT_EQ(fault(add_promo({.code = "FINE",
                             .units_min = 3,
                             .starts_from = "2027-05-01",
                             .starts_until = "2027-05-01",
                             .valid_from = "2027-04-01T08:00:00Z",
                             .valid_until = "2027-04-01T09:30:00Z",
                             .object_types = "{boat,car}"})),
            "");
}

TEST_F(Extras, pieces_are_promised_for_as_long_as_the_object_is_blocked) {
  const auto seat = add_addon({.name = "Кресло", .stock = 1});
  ASSERT_TRUE(book("gazelle", "2027-05-01", "2027-05-04", seat));
  // The van's hour of preparation has the seat too.
  const auto taken = book("kia", "2027-05-04", "2027-05-05", seat);
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, ProblemCode::addon_unavailable);
  EXPECT_EQ(taken.error().extension, R"({"addon_id":")" + seat.to_string() + "\"}");
  EXPECT_TRUE(book("kia", "2027-05-04T12:00:00+03:00", "2027-05-05T12:00:00+03:00", seat));
  EXPECT_EQ(execute("SELECT count(*) AS n FROM bookings").only().get<int>("n"), 2);
}

TEST_F(Extras, the_peak_counts_and_not_the_sum) {
  const auto seat =
      add_addon({.name = "Кресло", .charge = "per_piece", .stock = 3, .quantity_max = 3});
  ASSERT_TRUE(book("kia", "2027-05-01", "2027-05-03", seat, 2));
  ASSERT_TRUE(book("kia", "2027-05-03", "2027-05-06", seat, 2));
  EXPECT_TRUE(book("lada", "2027-05-01", "2027-05-06", seat, 1));
  const auto fourth = book("gazelle", "2027-05-02", "2027-05-04", seat, 1);
  ASSERT_FALSE(fourth);
  EXPECT_EQ(fourth.error().code, ProblemCode::addon_unavailable);
}

TEST_F(Extras, pieces_of_one_location_are_not_those_of_another) {
  const auto seat = add_addon({.name = "Кресло", .stock = 5, .at = LocationId::derive("moscow")});
  ASSERT_TRUE(book("kia", "2027-05-01", "2027-05-04", seat));
  EXPECT_EQ(reservations(seat), 1);
  execute("UPDATE addon_stocks SET quantity = 1");
  EXPECT_FALSE(book("lada", "2027-05-01", "2027-05-04", seat));
}

TEST_F(Extras, everything_comes_back_with_a_cancelled_booking) {
  const auto seat = add_addon({.name = "Кресло", .stock = 1});
  add_promo({.code = "ONE", .max_uses = 1});
  const auto booking = book("kia", "2027-05-01", "2027-05-04", seat, 1, "ONE");
  ASSERT_TRUE(booking) << booking.error().detail;
  EXPECT_EQ(uses("ONE"), 1);
  auto second = book("lada", "2027-05-01", "2027-05-04", seat, 1);
  EXPECT_EQ(second.error().code, ProblemCode::addon_unavailable);
  second = book("lada", "2027-05-01", "2027-05-04", std::nullopt, 1, "ONE");
  EXPECT_EQ(second.error().code, ProblemCode::promo_exhausted);
  ASSERT_TRUE(run(service.cancel(as_operator(), {booking->id, CancelReason::operator_})));
  EXPECT_EQ(uses("ONE"), 0);
  EXPECT_EQ(reservations(seat), 0);
  EXPECT_TRUE(book("lada", "2027-05-01", "2027-05-04", seat, 1, "ONE"));
  EXPECT_EQ(find(booking->id).addons.size(), 1U);  // what was agreed stays readable
}

TEST_F(Extras, everything_comes_back_with_holds_that_expire) {
  const auto seat = add_addon({.name = "Кресло", .stock = 3});
  for (const char* code : {"ONE", "TWO"}) add_promo({.code = code, .max_uses = 1});
  ASSERT_TRUE(book("kia", "2027-05-01", "2027-05-04", seat, 1, "TWO"));
  ASSERT_TRUE(book("lada", "2027-05-01", "2027-05-04", seat, 1, "ONE"));
  pass(61min);
  run(expiry.expire_due());
  EXPECT_EQ(uses("ONE") + uses("TWO"), 0);
  EXPECT_EQ(reservations(seat), 0);
}

TEST_F(Extras, a_revived_booking_takes_them_again_or_stays_cancelled) {
  const auto seat = add_addon({.name = "Кресло", .stock = 1});
  add_promo({.code = "ONE", .max_uses = 1});
  const auto first = book("kia", "2027-05-01", "2027-05-04", seat, 1, "ONE").value();
  pass(61min);
  run(expiry.expire_due());
  pay(first, first.total.amount_minor);
  EXPECT_EQ(find(first.id).status, Status::paid);
  EXPECT_EQ(reservations(seat), 1);
  EXPECT_EQ(uses("ONE"), 1);

  ASSERT_TRUE(run(service.cancel(as_operator(), {first.id, CancelReason::operator_})));
  const auto late = book("kia", "2027-06-01", "2027-06-04", seat, 1, "ONE").value();
  pass(61min);
  run(expiry.expire_due());
  ASSERT_TRUE(book("lada", "2027-06-02", "2027-06-03", seat));  // the seat is somebody else's now
  pay(late, late.total.amount_minor);
  EXPECT_EQ(find(late.id).status, Status::cancelled);
  EXPECT_EQ(find(late.id).paid, late.total);
  EXPECT_EQ(reservations(seat), 1);
  EXPECT_EQ(uses("ONE"), 0);
}

TEST_F(Extras, pieces_move_with_the_dates_of_their_booking) {
  const auto seat = add_addon({.name = "Кресло", .stock = 1});
  const auto booking = book("kia", "2027-05-01", "2027-05-04", seat).value();
  ASSERT_TRUE(book("lada", "2027-05-06", "2027-05-08", seat));
  const auto move = [&](const char* end) {
    execute(
        "UPDATE bookings SET date_end = $2::timestamptz, "
        "blocked = tstzrange(date_start, $2::timestamptz) WHERE id = $1::uuid",
        pg::Params().add(booking.id).add(end));
  };
  move("2027-05-05T10:00:00+03:00");
  EXPECT_FALSE(book("gazelle", "2027-05-04", "2027-05-05", seat));
  try {
    move("2027-05-07T10:00:00+03:00");
    FAIL() << "the seat is promised to somebody else";
  } catch (const pg::Error& error) {
    const auto refusal = ExtrasStore::refusal_of(error);
    ASSERT_TRUE(refusal);
    EXPECT_EQ(refusal->addon_id, seat);
  }
  // A return is a fact, and fewer days are always possible, however few seats there are by now.
  execute("UPDATE addon_stocks SET quantity = 0");
  move("2027-05-03T10:00:00+03:00");
  execute("UPDATE addon_stocks SET quantity = 1");
}

TEST_F(Extras, a_customer_uses_a_code_as_often_as_one_may) {
  add_promo({.code = "ONCE", .customer_uses_max = 1});
  ASSERT_TRUE(book("kia", "2027-05-01", "2027-05-04", std::nullopt, 1, "ONCE"));
  EXPECT_EQ(book("lada", "2027-05-01", "2027-05-04", std::nullopt, 1, "ONCE").error().code,
            ProblemCode::promo_exhausted);
  auto request = request_for("lada", "2027-05-01", "2027-05-04");
  request.customer_id = boris;
  request.promo_code = "ONCE";
  EXPECT_TRUE(create(as_customer(boris), request));
  EXPECT_EQ(uses("ONCE"), 2);
}

TEST_F(Extras, a_lost_race_for_the_dates_uses_no_code_and_takes_no_piece) {
  const auto seat = add_addon({.name = "Кресло", .stock = 3});
  add_promo({.code = "ONE", .max_uses = 1});
  ASSERT_TRUE(book("kia", "2027-05-01", "2027-05-04", std::nullopt));
  EXPECT_EQ(book("kia", "2027-05-02", "2027-05-03", seat, 1, "ONE").error().code,
            ProblemCode::dates_taken);
  EXPECT_EQ(uses("ONE"), 0);
  EXPECT_EQ(reservations(seat), 0);
}

TEST_F(Extras, are_replaced_within_the_transaction_of_a_change) {
  const auto seat = add_addon({.name = "Кресло", .stock = 1});
  const auto radio = add_addon({.name = "Рация", .stock = 2});
  add_promo({.code = "TEN"});
  const auto booking = book("kia", "2027-05-01", "2027-05-04", seat, 1, "TEN").value();
  static const auto replace = [](ExtrasWorld& world, BookingId id,
                                 BookingExtras extras) -> Task<void> {
    auto tx = co_await world.pool.transaction(World::soon());
    co_await ExtrasStore::replace(tx, id, std::move(extras));
    co_await tx.commit();
  };
  BookingExtras extras{.addons = {{.id = radio, .name = {"Рация", ""}, .limited = true}},
                       .promo = PromoUse{{}, 1, 12'300}};
  run(replace(*this, booking.id, extras));
  EXPECT_EQ(reservations(seat), 0);
  EXPECT_EQ(reservations(radio), 1);
  EXPECT_EQ(find(booking.id).addons.at(0).addon_id, radio);
  EXPECT_EQ(uses("TEN"), 1);
  EXPECT_EQ(execute("SELECT spent_minor FROM promo_codes").only().get<int>("spent_minor"), 12'300);
}

Task<void> take_all(World& world, std::vector<std::pair<BookingId, BookingExtras>> all) {
  auto tx = co_await world.pool.transaction(World::soon());
  co_await ExtrasStore::take_all(tx, std::move(all));
  co_await tx.commit();
}

TEST_F(Extras, of_several_bookings_are_taken_together_from_a_limited_stock) {
  const auto seat = add_addon({.name = "Кресло", .stock = 2});
  const auto one = created("kia", "2027-05-01", "2027-05-03");
  const auto other = created("lada", "2027-05-01", "2027-05-03");
  const BookingExtras extras{.addons = {{.id = seat, .name = {"Кресло", ""}, .limited = true}}};
  run(take_all(*this, {{one.id, extras}, {other.id, extras}}));
  EXPECT_EQ(reservations(seat), 2);
}

TEST_F(Extras, a_code_whose_terms_changed_meanwhile_costs_a_retry_and_never_a_wrong_price) {
  add_promo({.code = "TEN"});
  NewBooking made;
  made.id = BookingId::make();
  made.order_id = OrderId::make();
  made.code = "PR-0000001";
  made.object_id = ObjectId::derive("kia");
  made.rate_version = objects.cards.at(made.object_id).rate_version;
  made.customer_id = anna;
  made.legal_entity_id = LegalEntityId::derive("entity");
  made.period = made.blocked = {at("2027-05-01T07:00:00Z"), at("2027-05-02T07:00:00Z")};
  made.time_zone = "Europe/Moscow";
  made.status = Status::paid;
  made.price.lines.resize(1);
  made.now = clock.now();
  const auto id = execute("SELECT id FROM promo_codes").only().get<PromoCodeId>("id");
  made.extras.promo = PromoUse{id, 7, 0};
  CreateStore store(pool);
  EXPECT_EQ(run(store.create(made, soon())).outcome, CreateOutcome::stale);
  EXPECT_EQ(uses("TEN"), 0);
  made.extras.promo = PromoUse{id, 1, 0};
  EXPECT_EQ(run(store.create(made, soon())).outcome, CreateOutcome::created);
}

// Whatever is chosen: what the quote shows is what the booking charges, line by line.
TEST_F(Extras, a_price_shown_is_the_price_charged_over_random_choices) {
  const std::vector<AddonId> addons{
      add_addon({.name = "Приём", .price_minor = 150'000}),
      add_addon({.name = "Кресло",
                 .charge = "per_unit",
                 .price_minor = 30'033,
                 .stock = 2,
                 .quantity_max = 2}),
      add_addon({.name = "Бельё", .charge = "per_piece", .price_minor = 49'999, .quantity_max = 5}),
      add_addon(
          {.name = "Километры", .charge = "per_km", .price_minor = 1'201, .quantity_max = 900}),
      add_addon(
          {.name = "Топливо", .charge = "per_litre", .price_minor = 8'509, .quantity_max = 90}),
      add_addon({.name = "Мойка", .charge = "per_rental", .price_minor = 777, .mandatory = true})};
  const std::vector<int> quantity_max{1, 2, 5, 900, 90, 1};
  for (const char* code : {"TEN", "WEEK"}) add_promo({.code = code, .percent_thousandths = 9'999});
  for (auto& [id, card] : objects.cards) {
    card.taxes = {{.name = {"НДС 22 %", "VAT 22%"}, .percent_thousandths = 22'000}};
    card.tariff.day_rules = {{.name = {"выходные", "weekend"}, .weekdays = {6, 7}, .percent = 17}};
  }
  const auto seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::minstd_rand random(seed);
  auto day = *parse_date("2027-05-01");
  int discounted = 0;
  for (int round = 0; round < 40; ++round) {
    const auto last = add_days(day, 1 + static_cast<int>(random() % 9));
    auto request = request_for("kia", format_date(day).c_str(), format_date(last).c_str());
    day = last;
    std::vector<rental::ChosenAddon> chosen;
    for (std::size_t i = 0; i < addons.size(); ++i) {
      if (random() % 2 == 0)
        chosen.push_back({addons[i], 1 + static_cast<int>(random() % quantity_max[i])});
    }
    request.addons = chosen;
    if (random() % 2 == 0) request.promo_code = "TEN";
    const auto quote =
        run(service.quote(as_customer(anna), {request.object_id, request.start, request.end,
                                              request.addons, request.promo_code}));
    ASSERT_TRUE(quote) << quote.error().detail;
    request.expected_total = quote->total;
    const auto made = create(as_customer(anna), request);
    ASSERT_TRUE(made) << made.error().detail;
    EXPECT_EQ(json::write(made->booking.lines), json::write(quote->lines));
    EXPECT_EQ(json::write(made->booking.taxes), json::write(quote->taxes));
    EXPECT_EQ(made->booking.total, quote->total);
    EXPECT_EQ(json::write(find(made->booking.id)), json::write(made->booking));
    EXPECT_EQ(made->booking.taxes.size(), 1U);
    for (const auto& line : quote->lines)
      discounted += line.kind == rental::LineKind::discount ? 1 : 0;
  }
  EXPECT_EQ(uses("TEN"), discounted);
  EXPECT_GT(discounted, 0);
}

TEST_F(Extras, of_another_type_or_of_one_group_are_refused) {
  const auto low = add_addon({.name = "Снижение франшизы"});
  const auto full = add_addon({.name = "Полное КАСКО"});
  for (auto& [id, card] : objects.cards)
    for (auto& rule : card.addons) rule.exclusive_group = "cover";
  auto request = request_for("kia", "2027-05-01", "2027-05-04");
  request.addons = {{low, 1}, {full, 1}};
  const auto both = create(as_customer(anna), request);
  ASSERT_FALSE(both);
  EXPECT_EQ(both.error().errors.at(0).pointer, "/addons/1/addon_id");
  EXPECT_EQ(both.error().errors.at(0).code, "excluded");
  request.addons = {{AddonId::derive("of boats"), 1}};
  const auto foreign = create(as_customer(anna), request);
  EXPECT_EQ(foreign.error().errors.at(0).pointer, "/addons/0/addon_id");
  EXPECT_EQ(foreign.error().errors.at(0).code, "unknown");
  request.addons = {{low, 2}};
  EXPECT_EQ(create(as_customer(anna), request).error().errors.at(0).pointer, "/addons/0/quantity");
}

TEST_F(Extras, a_budget_ends_where_it_ends) {
  add_promo({.code = "TEN"});
  execute("UPDATE promo_codes SET budget_minor = 100000");
  // 10 % of 7 500 roubles: 750. A second one would be 1 500 in all.
  ASSERT_TRUE(book("kia", "2027-05-01", "2027-05-04", std::nullopt, 1, "TEN"));
  EXPECT_EQ(book("lada", "2027-05-01", "2027-05-04", std::nullopt, 1, "TEN").error().code,
            ProblemCode::promo_exhausted);
  EXPECT_EQ(execute("SELECT spent_minor FROM promo_codes").only().get<int>("spent_minor"), 75'000);
  EXPECT_EQ(uses("TEN"), 1);
}

}  // namespace
}  // namespace prokat::booking
