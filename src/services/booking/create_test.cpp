// Every outcome of a create.
#include "services/booking/events.hpp"
#include "services/booking/test_world.hpp"

namespace prokat::booking {
namespace {

using Create = World;

TEST_F(Create, answers_the_booking_as_it_will_be_read_later) {
  auto request = request_for("kia", "2027-05-01", "2027-05-04");
  request.note = "Детское кресло";
  const auto made = create(as_customer(anna), request);
  ASSERT_TRUE(made) << made.error().detail;
  EXPECT_FALSE(made->replayed);
  const auto& booking = made->booking;
  EXPECT_EQ(booking.status, Status::awaiting_payment);
  EXPECT_EQ(booking.start, "2027-05-01T10:00:00+03:00");
  EXPECT_EQ(booking.total, (Money{750'000, {}}));
  EXPECT_EQ(booking.balance, booking.total);
  EXPECT_EQ(booking.hold_expires_at, booking.created_at + 60min);
  EXPECT_EQ(json::write(find(booking.id)), json::write(booking));
}

TEST_F(Create, tells_the_world_by_one_event_with_ids_only) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  const auto rows = execute("SELECT type, payload::text AS payload FROM outbox");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].text("type"), "booking.created");
  const auto fact = json::parse<BookingFact>(rows[0].text("payload"));
  ASSERT_TRUE(fact);
  EXPECT_EQ(fact->booking_id, booking.id);
  EXPECT_EQ(fact->order_id, booking.order_id);
  EXPECT_EQ(fact->object_id, ObjectId::derive("kia"));
  EXPECT_EQ(fact->customer_id, anna);
  EXPECT_EQ(fact->channel, "telegram");
}

TEST_F(Create, names_its_actor_in_the_audit) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  const auto rows = execute(
      "SELECT actor, channel, request_id FROM audit_log WHERE row_id = "
      "$1::uuid",
      pg::Params().add(booking.id));
  const auto row = rows.only();
  EXPECT_EQ(row.text("actor"), "customer:" + anna.to_string());
  EXPECT_EQ(row.text("channel"), "telegram");
  EXPECT_EQ(row.text("request_id"), "test-request");
}

TEST_F(Create, second_customer_for_the_same_dates_is_refused_and_nothing_is_written) {
  created("kia", "2027-05-01", "2027-05-04");
  auto request = request_for("kia", "2027-05-03", "2027-05-05");
  request.customer_id = boris;
  const auto refused = create(as_customer(boris), request);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ProblemCode::dates_taken);
  EXPECT_EQ(refused.error().extension, R"({"alternatives":[]})");
  EXPECT_EQ(execute("SELECT count(*) AS n FROM orders").only().get<int>("n"), 1);
  EXPECT_EQ(execute("SELECT count(*) AS n FROM outbox").only().get<int>("n"), 1);
}

TEST_F(Create, one_rental_may_begin_when_the_other_ends) {
  created("kia", "2027-05-01", "2027-05-04");
  EXPECT_TRUE(create(as_customer(anna), request_for("kia", "2027-05-04", "2027-05-05")));
}

TEST_F(Create, an_object_that_needs_preparation_is_not_given_out_at_once) {
  created("gazelle", "2027-05-01", "2027-05-04");
  const auto at_once = create(as_customer(anna), request_for("gazelle", "2027-05-04T10:00:00+03:00",
                                                             "2027-05-05T10:00:00+03:00"));
  ASSERT_FALSE(at_once);
  EXPECT_EQ(at_once.error().code, ProblemCode::dates_taken);
  EXPECT_TRUE(create(as_customer(anna), request_for("gazelle", "2027-05-04T12:00:00+03:00",
                                                    "2027-05-05T12:00:00+03:00")));
}

TEST_F(Create, a_repeated_request_gets_the_same_booking) {
  auto request = request_for("kia", "2027-05-01", "2027-05-04");
  request.idempotency_key = "key-1";
  const auto first = create(as_customer(anna), request);
  ASSERT_TRUE(first);
  const auto second = create(as_customer(anna), request);
  ASSERT_TRUE(second) << second.error().detail;
  EXPECT_TRUE(second->replayed);
  EXPECT_EQ(json::write(second->booking), json::write(first->booking));
  EXPECT_EQ(execute("SELECT count(*) AS n FROM bookings").only().get<int>("n"), 1);
}

TEST_F(Create, a_repeated_request_is_answered_when_it_could_not_be_made_any_more) {
  auto request = request_for("kia", "2027-05-01", "2027-05-04");
  request.idempotency_key = "key-1";
  const auto first = create(as_customer(anna), request);
  ASSERT_TRUE(first);
  pass(60 * 24h);
  const auto late = create(as_customer(anna), request);
  ASSERT_TRUE(late) << late.error().detail;
  EXPECT_EQ(late->booking.id, first->booking.id);
}

TEST_F(Create, the_key_of_another_person_is_another_key) {
  auto request = request_for("kia", "2027-05-01", "2027-05-04");
  request.idempotency_key = "key-1";
  ASSERT_TRUE(create(as_customer(anna), request));
  request.object_id = ObjectId::derive("lada");
  request.customer_id = boris;
  const auto other = create(as_customer(boris), request);
  ASSERT_TRUE(other);
  EXPECT_FALSE(other->replayed);
}

TEST_F(Create, a_key_that_came_with_another_request_is_a_mismatch) {
  auto request = request_for("kia", "2027-05-01", "2027-05-04");
  request.idempotency_key = "key-1";
  ASSERT_TRUE(create(as_customer(anna), request));
  request.end = when("2027-05-05");
  const auto other = create(as_customer(anna), request);
  ASSERT_FALSE(other);
  EXPECT_EQ(other.error().code, ProblemCode::idempotency_mismatch);
}

TEST_F(Create, the_key_of_a_request_that_failed_is_free) {
  created("kia", "2027-05-01", "2027-05-04");
  auto request = request_for("kia", "2027-05-01", "2027-05-04");
  request.idempotency_key = "key-1";
  EXPECT_EQ(create(as_customer(anna), request).error().code, ProblemCode::dates_taken);
  request.object_id = ObjectId::derive("lada");
  EXPECT_TRUE(create(as_customer(anna), request));
}

Task<void> hold_the_key(pg::Pool& pool, const std::string& actor, LocalService& service,
                        CallContext context, CreateRequest request, Result<Created>* answer) {
  static constexpr pg::Statement lock{
      "test.lock_key",
      "SELECT pg_advisory_xact_lock(hashtextextended(concat_ws(chr(31), $1::text, "
      "'booking.create', $2::text), 0))::text AS locked"};
  auto tx = co_await pool.transaction(World::soon());
  co_await tx.statement(lock, pg::Params().add(actor).add(*request.idempotency_key));
  *answer = co_await service.create(context, std::move(request));
}

TEST_F(Create, while_the_first_request_runs_its_twin_is_told_so) {
  auto request = request_for("kia", "2027-05-01", "2027-05-04");
  request.idempotency_key = "key-1";
  const auto context = as_customer(anna);
  Result<Created> answer = fail(ProblemCode::internal);
  run(hold_the_key(pool, context.principal.actor(), service, context, request, &answer));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ProblemCode::idempotency_in_progress);
  EXPECT_TRUE(create(context, request));
}

TEST_F(Create, a_stale_rate_card_costs_a_retry_and_never_a_wrong_price) {
  created("kia", "2027-05-01", "2027-05-02");
  change_price("kia", 330'000);
  const auto reads = objects.reads;
  const auto booking = created("kia", "2027-05-10", "2027-05-11");
  EXPECT_EQ(booking.total.amount_minor, 330'000);
  EXPECT_EQ(objects.reads, reads + 1);
}

TEST_F(Create, another_price_than_the_customer_saw_is_an_answer) {
  created("kia", "2027-05-01", "2027-05-02");
  auto request = request_for("kia", "2027-05-10", "2027-05-11");
  request.expected_total = Money{300'000, {}};
  change_price("kia", 330'000);
  const auto refused = create(as_customer(anna), request);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ProblemCode::price_changed);
  EXPECT_EQ(refused.error().extension, R"({"total":{"amount_minor":330000,"currency":"RUB"}})");
  request.expected_total = Money{330'000, {}};
  EXPECT_TRUE(create(as_customer(anna), request));
}

TEST_F(Create, an_expected_total_is_checked_against_the_card_in_force_not_the_kept_one) {
  created("kia", "2027-05-01", "2027-05-02");  // keeps the card
  change_price("kia", 330'000);
  auto request = request_for("kia", "2027-05-10", "2027-05-11");
  request.expected_total = Money{330'000, {}};
  EXPECT_TRUE(create(as_customer(anna), request));
}

TEST_F(Create, a_price_that_changes_faster_than_it_is_read_is_given_up_on) {
  execute("UPDATE objects SET rate_version = 99 WHERE id = $1::uuid",
          pg::Params().add(ObjectId::derive("kia")));
  const auto refused = create(as_customer(anna), request_for("kia", "2027-05-01", "2027-05-02"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ProblemCode::unavailable);
  EXPECT_EQ(objects.reads, 3);
}

TEST_F(Create, an_object_that_is_gone_is_not_found_whatever_the_kept_card_says) {
  created("kia", "2027-05-01", "2027-05-02");
  execute("UPDATE objects SET status = 'stopped' WHERE id = $1::uuid",
          pg::Params().add(ObjectId::derive("kia")));
  const auto stopped = create(as_customer(anna), request_for("kia", "2027-06-01", "2027-06-02"));
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ProblemCode::not_found);
  const auto unknown = create(as_customer(anna), request_for("moped", "2027-06-01", "2027-06-02"));
  EXPECT_EQ(unknown.error().code, ProblemCode::not_found);
}

TEST_F(Create, a_blocked_customer_is_refused_without_a_reason) {
  execute(
      "UPDATE customers SET blocked_at = '2027-03-01Z', blocked_reason = 'не вернул ключи' "
      "WHERE id = $1::uuid",
      pg::Params().add(anna));
  const auto refused = create(as_customer(anna), request_for("kia", "2027-05-01", "2027-05-02"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ProblemCode::booking_refused);
  EXPECT_EQ(refused.error().detail.find("ключи"), std::string::npos);
}

TEST_F(Create, an_operator_cannot_book_for_a_customer_who_does_not_exist) {
  auto request = request_for("kia", "2027-05-01", "2027-05-02");
  request.customer_id = CustomerId::derive("nobody");
  const auto refused = create(as_operator(), request);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ProblemCode::validation_failed);
  ASSERT_EQ(refused.error().errors.size(), 1U);
  EXPECT_EQ(refused.error().errors[0].pointer, "/customer_id");
}

TEST_F(Create, a_dictated_customer_is_resolved_once_for_a_repeated_request) {
  auto request = request_for("kia", "2027-05-01", "2027-05-02");
  request.customer_id = CustomerId();
  request.contact = Contact{"Борис", "+79990000000", std::nullopt};
  request.idempotency_key = "key-1";
  const auto first = create(as_operator(), request);
  ASSERT_TRUE(first) << first.error().detail;
  EXPECT_EQ(first->booking.customer.id, boris);
  const auto second = create(as_operator(), request);
  ASSERT_TRUE(second) << second.error().detail;
  EXPECT_TRUE(second->replayed);
  EXPECT_EQ(auth.resolved, 1);
}

TEST_F(Create, a_phone_that_is_none_books_nothing) {
  auto request = request_for("kia", "2027-05-01", "2027-05-02");
  request.customer_id = CustomerId();
  request.contact = Contact{"Борис", "", std::nullopt};
  const auto refused = create(as_operator(), request);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().errors.at(0).pointer, "/customer/phone");
}

TEST_F(Create, customers_book_for_themselves_only) {
  auto request = request_for("kia", "2027-05-01", "2027-05-02");
  EXPECT_EQ(create(as_customer(boris), request).error().code, ProblemCode::forbidden);
  request.customer_id = CustomerId();
  request.contact = Contact{"Анна", "+79990000000", std::nullopt};
  EXPECT_EQ(create(as_customer(anna), request).error().code, ProblemCode::forbidden);
}

TEST_F(Create, what_is_wrong_with_a_request_is_named_by_its_field) {
  struct Case {
    std::function<void(CreateRequest&)> spoil;
    const char* pointer;
    const char* code;
  };
  const std::vector<Case> cases{
      {[](auto& r) { r.note = std::string(501, 'x'); }, "/note", "too-long"},
      {[](auto& r) { r.idempotency_key = ""; }, "Idempotency-Key", "bad-value"},
      {[](auto& r) { r.idempotency_key = std::string(256, 'k'); }, "Idempotency-Key", "bad-value"},
      {[](auto& r) { r.idempotency_key = "tab\t"; }, "Idempotency-Key", "bad-value"},
      {[](auto& r) { r.customer_id = CustomerId(); }, "/customer_id", "required"},
      {[](auto& r) { r.end = when("2027-04-30"); }, "/end", "end-before-start"},
      {[](auto& r) { r.start = when("2027-03-01"); }, "/start", "in-the-past"},
  };
  for (const auto& wrong : cases) {
    auto request = request_for("kia", "2027-05-01", "2027-05-02");
    wrong.spoil(request);
    const auto refused = create(as_customer(anna), request);
    ASSERT_FALSE(refused) << wrong.pointer;
    EXPECT_EQ(refused.error().code, ProblemCode::validation_failed) << wrong.pointer;
    ASSERT_EQ(refused.error().errors.size(), 1U) << wrong.pointer;
    EXPECT_EQ(refused.error().errors[0].pointer, wrong.pointer);
    EXPECT_EQ(refused.error().errors[0].code, wrong.code);
  }
  EXPECT_EQ(execute("SELECT count(*) AS n FROM bookings").only().get<int>("n"), 0);
}

TEST_F(Create, a_note_of_500_russian_letters_is_not_too_long) {
  auto request = request_for("kia", "2027-05-01", "2027-05-02");
  std::string note;
  for (int i = 0; i < 500; ++i) note += "ы";
  request.note = note;
  const auto made = create(as_customer(anna), request);
  ASSERT_TRUE(made);
  EXPECT_EQ(find(made->booking.id).note, note);
}

TEST_F(Create, two_bookings_cannot_have_one_code) {
  CreateStore store(pool);
  NewBooking made;
  made.code = "PR-0000000";
  made.rate_version = 1;
  made.customer_id = anna;
  made.legal_entity_id = LegalEntityId::derive("entity");
  made.period = made.blocked = {at("2027-05-01T07:00:00Z"), at("2027-05-02T07:00:00Z")};
  made.time_zone = "Europe/Moscow";
  made.status = Status::paid;
  made.price.lines.resize(1);
  made.actor = "system:test";
  made.channel = "system";
  made.now = clock.now();
  std::vector<CreateOutcome> outcomes;
  for (const char* object : {"kia", "lada"}) {
    made.id = BookingId::make();
    made.order_id = OrderId::make();
    made.object_id = ObjectId::derive(object);
    outcomes.push_back(run(store.create(made, soon())).outcome);
  }
  EXPECT_EQ(outcomes, (std::vector{CreateOutcome::created, CreateOutcome::code_clash}));
}

TEST_F(Create, a_rental_that_costs_nothing_is_paid_at_once) {
  execute("UPDATE tariff_rates SET price_minor = 0");
  for (auto& [id, card] : objects.cards) {
    card.tariff.rates = {{1, 0}};
    card.rate_version =
        execute("SELECT rate_version FROM objects WHERE id = $1::uuid", pg::Params().add(id))
            .only()
            .get<int>("rate_version");
  }
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  EXPECT_EQ(booking.status, Status::paid);
  EXPECT_FALSE(booking.hold_expires_at);
  EXPECT_EQ(json::write(find(booking.id)), json::write(booking));
}

TEST_F(Create, a_quote_is_what_the_booking_then_costs) {
  const auto quote = run(service.quote(
      as_customer(anna), {ObjectId::derive("kia"), when("2027-05-01"), when("2027-05-04")}));
  ASSERT_TRUE(quote);
  const auto booking = created("kia", "2027-05-01", "2027-05-04");
  EXPECT_EQ(quote->total, booking.total);
  EXPECT_EQ(quote->units, 3);
  EXPECT_EQ(json::write(quote->lines), json::write(booking.lines));
  EXPECT_EQ(quote->start, booking.start);
}

}  // namespace
}  // namespace prokat::booking
