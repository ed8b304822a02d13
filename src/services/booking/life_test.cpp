// What happens to a booking after it was made: cancelling, confirming, money, and reading it.
#include <algorithm>

#include "services/booking/events.hpp"
#include "services/booking/test_world.hpp"

namespace prokat::booking {
namespace {

using Cancel = World;
using Payment = World;
using Read = World;

Task<Result<Booking>> cancel(LocalService& service, CallContext context, BookingId id,
                             CancelReason reason) {
  co_return co_await service.cancel(context, CancelRequest{id, reason});
}
Task<Result<Booking>> confirm(LocalService& service, CallContext context, BookingId id) {
  co_return co_await service.confirm(context, BookingRequest{id});
}
Task<Result<AmountDue>> due_of(LocalService& service, CallContext context, BookingId id) {
  AmountDueRequest request;
  request.booking_id = id;
  co_return co_await service.amount_due(context, request);
}

TEST_F(Cancel, frees_the_dates_and_owes_nothing) {
  const auto booking = created("kia", "2027-05-01", "2027-05-04");
  const auto cancelled =
      run(cancel(service, as_customer(anna), booking.id, CancelReason::customer));
  ASSERT_TRUE(cancelled) << cancelled.error().detail;
  EXPECT_EQ(cancelled->status, Status::cancelled);
  EXPECT_EQ(cancelled->cancel_reason, CancelReason::customer);
  EXPECT_EQ(cancelled->balance.amount_minor, 0);
  EXPECT_EQ(cancelled->version, 2);
  EXPECT_EQ(events_of(booking.id.to_string()),
            (std::vector<std::string>{"booking.created", "booking.cancelled"}));
  EXPECT_TRUE(create(as_customer(anna), request_for("kia", "2027-05-01", "2027-05-04")));
}

TEST_F(Cancel, twice_is_fine_and_happens_once) {
  const auto booking = created("kia", "2027-05-01", "2027-05-04");
  const auto first = run(cancel(service, as_customer(anna), booking.id, CancelReason::customer));
  const auto again = run(cancel(service, as_operator(), booking.id, CancelReason::operator_));
  ASSERT_TRUE(again);
  EXPECT_EQ(again->cancel_reason, CancelReason::customer);
  EXPECT_EQ(again->version, first->version);
  EXPECT_EQ(events_of(booking.id.to_string()).size(), 2U);
}

TEST_F(Cancel, of_a_paid_booking_leaves_its_money_as_owed_to_the_customer) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  pay(booking, 300'000);
  const auto cancelled = run(cancel(service, as_operator(), booking.id, CancelReason::operator_));
  ASSERT_TRUE(cancelled);
  EXPECT_EQ(cancelled->paid.amount_minor, 300'000);
  EXPECT_EQ(cancelled->balance.amount_minor, -300'000);
}

TEST_F(Cancel, is_refused_to_strangers_and_for_reasons_that_are_not_theirs) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  const auto foreign = run(cancel(service, as_customer(boris), booking.id, CancelReason::customer));
  EXPECT_EQ(foreign.error().code, ProblemCode::not_found);
  const auto as_no_show =
      run(cancel(service, as_customer(anna), booking.id, CancelReason::no_show));
  EXPECT_EQ(as_no_show.error().code, ProblemCode::forbidden);
  const auto expired = run(cancel(service, as_operator(), booking.id, CancelReason::expired));
  EXPECT_EQ(expired.error().code, ProblemCode::validation_failed);
  const auto unknown =
      run(cancel(service, as_operator(), BookingId::make(), CancelReason::operator_));
  EXPECT_EQ(unknown.error().code, ProblemCode::not_found);
  EXPECT_EQ(find(booking.id).status, Status::awaiting_payment);
}

TEST_F(Cancel, of_what_is_over_is_refused) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  execute("UPDATE bookings SET status = 'completed' WHERE id = $1::uuid",
          pg::Params().add(booking.id));
  const auto refused = run(cancel(service, as_operator(), booking.id, CancelReason::operator_));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ProblemCode::illegal_transition);
}

TEST_F(Cancel, a_booking_confirmed_by_an_operator_no_longer_expires) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  EXPECT_EQ(run(confirm(service, as_customer(anna), booking.id)).error().code,
            ProblemCode::forbidden);
  const auto confirmed = run(confirm(service, as_operator(), booking.id));
  ASSERT_TRUE(confirmed);
  EXPECT_EQ(confirmed->status, Status::confirmed);
  EXPECT_FALSE(confirmed->hold_expires_at);
  EXPECT_TRUE(run(confirm(service, as_operator(), booking.id)));
  pass(2h);
  run(expiry.expire_due());
  EXPECT_EQ(find(booking.id).status, Status::confirmed);
  EXPECT_EQ(events_of(booking.id.to_string()),
            (std::vector<std::string>{"booking.created", "booking.confirmed"}));
}

TEST_F(Payment, pays_the_booking) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  pay(booking, 300'000);
  const auto paid = find(booking.id);
  EXPECT_EQ(paid.status, Status::paid);
  EXPECT_EQ(paid.paid, booking.total);
  EXPECT_EQ(paid.balance.amount_minor, 0);
  EXPECT_EQ(events_of(booking.id.to_string()),
            (std::vector<std::string>{"booking.created", "booking.paid"}));
}

TEST_F(Payment, reported_twice_is_received_once) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  const auto payment = pay(booking, 300'000);
  pay(booking, 300'000, payment);
  deliver({succeeded(booking, 300'000, payment), succeeded(booking, 300'000, payment)});
  EXPECT_EQ(find(booking.id).paid.amount_minor, 300'000);
  EXPECT_EQ(events_of(booking.id.to_string()).size(), 2U);
}

TEST_F(Payment, that_does_not_cover_the_price_keeps_the_booking_waiting) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  pay(booking, 100'000);
  EXPECT_EQ(find(booking.id).status, Status::awaiting_payment);
  EXPECT_EQ(find(booking.id).balance.amount_minor, 200'000);
  pay(booking, 200'000);
  EXPECT_EQ(find(booking.id).status, Status::paid);
}

TEST_F(Payment, above_the_price_is_owed_back) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  pay(booking, 300'000);
  pay(booking, 300'000);
  EXPECT_EQ(find(booking.id).status, Status::paid);
  EXPECT_EQ(find(booking.id).balance.amount_minor, -300'000);
}

TEST_F(Payment, that_failed_leaves_the_hold_alone) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  auto canceled = succeeded(booking, 300'000, PaymentId::make());
  canceled.event.type = "payment.canceled";
  deliver({canceled});
  EXPECT_EQ(find(booking.id).status, Status::awaiting_payment);
  EXPECT_EQ(find(booking.id).paid.amount_minor, 0);
}

TEST_F(Payment, that_comes_late_revives_the_booking_when_its_dates_are_free) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  pass(2h);
  run(expiry.expire_due());
  ASSERT_EQ(find(booking.id).cancel_reason, CancelReason::expired);
  const auto payment = pay(booking, 300'000);
  const auto revived = find(booking.id);
  EXPECT_EQ(revived.status, Status::paid);
  EXPECT_FALSE(revived.cancel_reason);
  EXPECT_EQ(events_of(booking.id.to_string()),
            (std::vector<std::string>{"booking.created", "booking.cancelled", "booking.paid"}));
  pay(booking, 300'000, payment);
  EXPECT_EQ(find(booking.id).paid.amount_minor, 300'000);
}

TEST_F(Payment, a_revived_booking_can_be_cancelled_like_any_other) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  pass(2h);
  run(expiry.expire_due());
  pay(booking, 300'000);
  const auto cancelled = run(cancel(service, as_operator(), booking.id, CancelReason::operator_));
  ASSERT_TRUE(cancelled);
  EXPECT_EQ(cancelled->balance.amount_minor, -300'000);
}

using LateMoney = World;

TEST_F(LateMoney, is_handed_to_the_operators_when_the_booking_cannot_come_back) {
  const std::vector<std::pair<const char*, const char*>> cases{
      {"dates taken", ""},
      {"object gone", "UPDATE objects SET status = 'stopped'"},
      {"start passed",
       "UPDATE bookings SET date_start = '2027-04-01T08:00:00Z', "
       "blocked = tstzrange('2027-04-01T08:00:00Z', date_end)"},
  };
  for (const auto& [why, meanwhile] : cases) {
    SetUp();
    const auto booking = created("kia", "2027-05-01", "2027-05-02");
    pass(2h);
    run(expiry.expire_due());
    if (*meanwhile == '\0') {
      created("kia", "2027-05-01", "2027-05-03");
    } else {
      execute(meanwhile);
    }
    const auto payment = pay(booking, 300'000);
    EXPECT_EQ(find(booking.id).status, Status::cancelled) << why;
    EXPECT_EQ(find(booking.id).balance.amount_minor, -300'000) << why;
    EXPECT_EQ(events_of(payment.to_string()), std::vector<std::string>{"payment.unmatched"}) << why;
    EXPECT_EQ(violations(), std::vector<std::string>()) << why;
  }
}

TEST_F(LateMoney, on_a_booking_cancelled_by_people_is_unmatched) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  ASSERT_TRUE(run(cancel(service, as_customer(anna), booking.id, CancelReason::customer)));
  const auto payment = pay(booking, 300'000);
  EXPECT_EQ(find(booking.id).status, Status::cancelled);
  EXPECT_EQ(events_of(payment.to_string()), std::vector<std::string>{"payment.unmatched"});
}

TEST_F(LateMoney, for_an_order_nobody_knows_is_unmatched) {
  Booking nowhere;
  nowhere.order_id = OrderId::make();
  const auto payment = pay(nowhere, 1);
  EXPECT_EQ(events_of(payment.to_string()), std::vector<std::string>{"payment.unmatched"});
}

TEST_F(LateMoney, in_another_currency_is_never_added) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  auto delivery = succeeded(booking, 300'000, PaymentId::make());
  const auto rub = delivery.event.payload.find("RUB");
  delivery.event.payload.replace(rub, 3, "USD");
  deliver({delivery});
  EXPECT_EQ(find(booking.id).paid.amount_minor, 0);
  EXPECT_EQ(events_of(delivery.event.aggregate_id), std::vector<std::string>{"payment.unmatched"});
}

TEST_F(Read, a_customer_sees_only_what_is_theirs) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  EXPECT_TRUE(run(service.find(as_customer(anna), BookingRequest{booking.id})));
  const auto foreign = run(service.find(as_customer(boris), BookingRequest{booking.id}));
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error().code, ProblemCode::not_found);
  EXPECT_EQ(run(due_of(service, as_customer(boris), booking.id)).error().code,
            ProblemCode::not_found);
  EXPECT_TRUE(run(service.list(as_customer(boris), ListRequest())).value().items.empty());
  ListRequest of_anna;
  of_anna.customer_id = anna;
  EXPECT_EQ(run(service.list(as_customer(boris), of_anna)).error().code, ProblemCode::forbidden);
}

TEST_F(Read, pages_show_every_booking_once_newest_start_first) {
  std::vector<std::string> made;
  for (const char* day : {"2027-05-01", "2027-05-03", "2027-05-05", "2027-05-07", "2027-05-09"}) {
    const auto next = format_date(add_days(*parse_date(day), 1));
    made.insert(made.begin(), created("kia", day, next.c_str()).code);
    made.insert(made.begin(), created("lada", day, next.c_str()).code);
  }
  for (const auto& context : {as_operator(), as_customer(anna)}) {
    std::vector<std::string> seen;
    ListRequest request;
    request.limit = 3;
    for (int pages = 0; pages < 10; ++pages) {
      const auto page = run(service.list(context, request));
      ASSERT_TRUE(page);
      for (const auto& booking : page->items) seen.push_back(booking.code);
      request.cursor = page->next_cursor;
      if (!request.cursor) break;
    }
    EXPECT_EQ(seen, made);
  }
}

TEST_F(Read, lists_are_narrowed_by_what_is_asked_for) {
  const auto kia = created("kia", "2027-05-01", "2027-05-02");
  const auto lada = created("lada", "2027-05-10", "2027-05-12");
  pay(kia, 300'000);
  const auto codes = [&](const std::function<void(ListRequest&)>& narrow) {
    ListRequest request;
    narrow(request);
    std::string text;
    for (const auto& booking : run(service.list(as_operator(), request)).value().items)
      text += booking.code + " ";
    return text;
  };
  const auto only_kia = kia.code + " ";
  const auto only_lada = lada.code + " ";
  EXPECT_EQ(codes([](auto&) {}), only_lada + only_kia);
  EXPECT_EQ(codes([](auto& r) { r.status = std::vector{Status::paid}; }), only_kia);
  EXPECT_EQ(codes([](auto& r) { r.object_id = ObjectId::derive("lada"); }), only_lada);
  EXPECT_EQ(codes([](auto& r) { r.type = "car"; }), only_lada + only_kia);
  EXPECT_EQ(codes([](auto& r) { r.type = "boat"; }), "");
  EXPECT_EQ(codes([](auto& r) { r.from = at("2027-05-05T00:00:00Z"); }), only_lada);
  EXPECT_EQ(codes([](auto& r) { r.to = at("2027-05-05T00:00:00Z"); }), only_kia);
  EXPECT_EQ(codes([&](auto& r) { r.customer_id = anna; }), only_lada + only_kia);
  EXPECT_EQ(codes([&](auto& r) { r.customer_id = boris; }), "");
  EXPECT_EQ(codes([&](auto& r) { r.order_id = kia.order_id; }), only_kia);
  EXPECT_EQ(codes([&](auto& r) { r.location_id = kia.pickup_location_id; }), only_lada + only_kia);
  EXPECT_EQ(codes([](auto& r) { r.location_id = LocationId::derive("kazan"); }), "");
  EXPECT_EQ(codes([](auto& r) { r.model_id = ModelId::derive("none"); }), "");
  EXPECT_EQ(codes([](auto& r) { r.channel = "telegram"; }), only_lada + only_kia);
  EXPECT_EQ(codes([](auto& r) { r.channel = "panel"; }), "");
  EXPECT_EQ(codes([](auto& r) { r.unpaid = true; }), only_lada);
  EXPECT_EQ(codes([](auto& r) { r.unpaid = false; }), only_kia);
  EXPECT_EQ(codes([](auto& r) { r.stage = Stage::upcoming; }), only_lada + only_kia);
  EXPECT_EQ(codes([](auto& r) { r.stage = Stage::out; }), "");
  EXPECT_EQ(codes([](auto& r) { r.at_risk = true; }), "");
  EXPECT_EQ(codes([](auto& r) { r.created_from = at("2027-04-01T00:00:00Z"); }),
            only_lada + only_kia);
  EXPECT_EQ(codes([](auto& r) { r.created_to = at("2027-04-01T00:00:00Z"); }), "");
}

TEST_F(Read, a_search_finds_a_code_words_of_the_note_or_a_phone) {
  auto request = request_for("kia", "2027-05-01", "2027-05-02");
  request.note = "Нужен детский автолюлька и сеть";
  const auto kia = create(as_operator(), request).value().booking;
  created("lada", "2027-05-01", "2027-05-02");
  execute(
      "INSERT INTO identities (id, customer_id, kind, value, created_at) "
      "VALUES ($1::uuid, $2::uuid, 'phone', '+79000000001', '2027-01-01Z')",
      pg::Params().add(IdentityId::make()).add(anna));
  const auto found = [&](const std::string& q) {
    ListRequest asked;
    asked.q = q;
    return run(service.list(as_operator(), asked)).value().items.size();
  };
  EXPECT_EQ(found(kia.code), 1U);
  auto lower = kia.code;
  for (auto& c : lower) c = static_cast<char>(std::tolower(c));
  EXPECT_EQ(found(lower), 1U);
  EXPECT_EQ(found("автолюлька сеть"), 1U);
  EXPECT_EQ(found("автолюлька крыло"), 0U);
  EXPECT_EQ(found("8 (900) 000-00-01"), 2U);
  EXPECT_EQ(found("+7 900 000-00-02"), 0U);
}

TEST_F(Read, pages_in_every_order_show_every_booking_once) {
  for (const char* day : {"2027-05-01", "2027-05-03", "2027-05-05"}) {
    pass(1min);
    for (const int days : {1, 2}) {
      const auto end = format_date(add_days(*parse_date(day), days));
      created(days == 1 ? "kia" : "lada", day, end.c_str());
    }
  }
  const auto value_of = [](const Booking& booking, BookingSort sort) {
    switch (sort) {
      case BookingSort::start:
        return booking.start;
      case BookingSort::created:
        return format_instant(booking.created_at);
      case BookingSort::total:
        return std::to_string(booking.total.amount_minor);
      case BookingSort::code:
        break;
    }
    return booking.code;
  };
  for (const bool narrow : {false, true}) {
    for (const auto sort :
         {BookingSort::start, BookingSort::created, BookingSort::total, BookingSort::code}) {
      for (const bool ascending : {false, true}) {
        std::vector<std::pair<std::string, std::string>> seen;
        ListRequest request;
        request.limit = 2;
        request.sort = sort;
        request.ascending = ascending;
        if (narrow) request.customer_id = anna;
        do {
          const auto page = run(service.list(as_operator(), request));
          ASSERT_TRUE(page) << page.error().errors.at(0).pointer;
          for (const auto& booking : page->items)
            seen.emplace_back(value_of(booking, sort), booking.id.to_string());
          request.cursor = page->next_cursor;
        } while (request.cursor && seen.size() < 20);
        auto sorted = seen;
        std::ranges::sort(sorted);
        if (!ascending) std::ranges::reverse(sorted);
        EXPECT_EQ(seen, sorted) << enum_name(sort) << ascending << narrow;
        EXPECT_EQ(seen.size(), 6U) << enum_name(sort) << ascending << narrow;
      }
    }
  }
}

TEST_F(Read, a_list_with_a_made_up_cursor_or_limit_is_refused) {
  for (const char* cursor : {"", ".", "x", "start-1.x", "start-99999999999999999999.x",
                             "created-1.00000000-0000-0000-0000-000000000000"}) {
    ListRequest request;
    request.cursor = cursor;
    const auto refused = run(service.list(as_operator(), request));
    ASSERT_FALSE(refused) << cursor;
    EXPECT_EQ(refused.error().errors.at(0).pointer, "?cursor");
  }
  for (const int limit : {0, 101, -1}) {
    ListRequest request;
    request.limit = limit;
    const auto refused = run(service.list(as_operator(), request));
    ASSERT_FALSE(refused) << limit;
    EXPECT_EQ(refused.error().errors.at(0).pointer, "?limit");
  }
}

TEST_F(Read, what_is_due_is_the_balance_until_the_hold_is_over) {
  const auto booking = created("kia", "2027-05-01", "2027-05-03");
  const auto due = run(due_of(service, as_customer(anna), booking.id));
  ASSERT_TRUE(due);
  EXPECT_TRUE(due->payable);
  EXPECT_EQ(due->amount.amount_minor, 600'000);
  EXPECT_EQ(due->booking_id, booking.id);
  EXPECT_EQ(due->hold_expires_at, booking.hold_expires_at);
  EXPECT_EQ(due->title.ru, "kia, 1–3 мая");
  EXPECT_EQ(due->title.en, "kia, 1–3 May");
  pass(61min);
  EXPECT_FALSE(run(due_of(service, as_customer(anna), booking.id))->payable);
  pay(booking, 600'000);
  EXPECT_FALSE(run(due_of(service, as_customer(anna), booking.id))->payable);
}

}  // namespace
}  // namespace prokat::booking
