// Changing and extending: what it costs, what is secured before what is freed, and who may.
#include "services/booking/test_world.hpp"

namespace prokat::booking {
namespace {

using Change = World;

Result<Booking> changed(World& world, const Booking& booking, std::string patch,
                        std::optional<int> version = std::nullopt) {
  return world.run(
      world.operations.change(world.as_operator(), {booking.id, {version, std::move(patch)}}));
}

Result<Booking> extended(World& world, const Booking& booking, const char* end,
                         std::optional<std::string> key = std::nullopt) {
  return world.run(world.operations.extend(world.as_operator(),
                                           {booking.id, when(end), std::nullopt, std::move(key)}));
}

TEST_F(Change, of_the_dates_charges_the_difference_and_says_what_it_was) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  const auto longer = changed(*this, booking, R"({"end":"2027-05-03"})");
  ASSERT_TRUE(longer) << longer.error().detail;
  EXPECT_EQ(longer->total.amount_minor, 600'000);
  EXPECT_EQ(longer->end_date, *parse_date("2027-05-03"));
  EXPECT_EQ(longer->status, Status::awaiting_payment);
  EXPECT_EQ(longer->hold_expires_at, booking.hold_expires_at);
  EXPECT_EQ(longer->version, 2);
  ASSERT_EQ(longer->lines.size(), 1U);
  EXPECT_EQ(longer->lines[0].quantity_thousandths, 2000);
  ASSERT_EQ(longer->changes.size(), 1U);
  EXPECT_EQ(longer->changes[0].kind, ChangeKind::extended);
  EXPECT_EQ(longer->changes[0].difference.amount_minor, 300'000);
  EXPECT_EQ(longer->changes[0].was_end, at("2027-05-02T07:00:00Z"));
  const auto shorter = changed(*this, booking, R"({"end":"2027-05-02"})");
  ASSERT_TRUE(shorter);
  EXPECT_EQ(shorter->total.amount_minor, 300'000);
  EXPECT_EQ(shorter->changes.at(1).difference.amount_minor, -300'000);
  EXPECT_EQ(events_of(booking.id.to_string()),
            (std::vector<std::string>{"booking.created", "booking.changed", "booking.changed"}));
}

TEST_F(Change, is_priced_for_the_whole_new_length) {
  const auto booking = created("kia", "2027-05-01", "2027-05-03");
  EXPECT_EQ(booking.total.amount_minor, 600'000);
  const auto longer = extended(*this, booking, "2027-05-04");
  ASSERT_TRUE(longer) << longer.error().detail;
  EXPECT_EQ(longer->total.amount_minor, 750'000);  // from three days on 2 500 each
}

TEST_F(Change, of_a_paid_booking_reopens_and_settles_its_balance) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  pay(booking, 300'000);
  const auto longer = extended(*this, booking, "2027-05-03");
  ASSERT_TRUE(longer);
  EXPECT_EQ(longer->status, Status::confirmed);
  EXPECT_EQ(longer->balance.amount_minor, 300'000);
  const auto shorter = changed(*this, booking, R"({"end":"2027-05-02"})");
  EXPECT_EQ(shorter.value().status, Status::paid);
  pay(booking, 50'000);
  EXPECT_EQ(extended(*this, booking, "2027-05-03").value().balance.amount_minor, 250'000);
}

TEST_F(Change, that_loses_its_dates_leaves_the_booking_as_it_was) {
  const auto booking = created("kia", "2027-05-01", "2027-05-03");
  created("kia", "2027-05-04", "2027-05-06");
  const auto before = find(booking.id);
  for (const auto* end : {"2027-05-05", "2027-05-07"}) {
    const auto refused = extended(*this, booking, end);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ProblemCode::dates_taken);
    EXPECT_EQ(json::write(find(booking.id)), json::write(before));
  }
  EXPECT_TRUE(extended(*this, booking, "2027-05-04"));
}

TEST_F(Change, frees_what_it_no_longer_takes) {
  const auto booking = created("kia", "2027-05-01", "2027-05-05");
  ASSERT_TRUE(changed(*this, booking, R"({"start":"2027-05-03","end":"2027-05-06"})"));
  created("kia", "2027-05-01", "2027-05-03");
  EXPECT_EQ(create(as_customer(anna), request_for("kia", "2027-05-05", "2027-05-07")).error().code,
            ProblemCode::dates_taken);
}

TEST_F(Change, of_the_unit_takes_its_price_and_buffers) {
  const auto booking = created("kia", "2027-05-01", "2027-05-03");
  const auto gazelle = ObjectId::derive("gazelle");
  change_price("gazelle", 400'000);
  const auto moved = changed(*this, booking, R"({"object_id":")" + gazelle.to_string() + "\"}");
  ASSERT_TRUE(moved) << moved.error().detail;
  EXPECT_EQ(moved->object_id, gazelle);
  EXPECT_EQ(moved->total.amount_minor, 800'000);
  EXPECT_EQ(moved->changes.at(0).was_object_id, ObjectId::derive("kia"));
  created("kia", "2027-05-01", "2027-05-03");
  EXPECT_EQ(
      create(as_customer(anna), request_for("gazelle", "2027-05-03T10:30:00+03:00", "2027-05-04"))
          .error()
          .code,
      ProblemCode::validation_failed);  // off the grid
  EXPECT_EQ(
      create(as_customer(anna), request_for("gazelle", "2027-05-03", "2027-05-04")).error().code,
      ProblemCode::dates_taken);  // its hour of preparation
}

TEST_F(Change, of_the_note_alone_keeps_the_price_whatever_the_list_says) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  change_price("kia", 900'000);
  const auto noted = changed(*this, booking, R"({"note":"без звонка"})");
  ASSERT_TRUE(noted);
  EXPECT_EQ(noted->note, "без звонка");
  EXPECT_EQ(noted->total.amount_minor, 300'000);
  EXPECT_TRUE(noted->changes.empty());
  EXPECT_EQ(changed(*this, booking, R"({"note":"без звонка"})").value().version, noted->version);
  EXPECT_EQ(changed(*this, booking, R"({"end":"2027-05-03"})").value().note, "без звонка");
}

TEST_F(Change, against_an_older_version_is_refused_with_what_differs) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  ASSERT_TRUE(changed(*this, booking, R"({"end":"2027-05-03"})", 1));
  const auto refused = changed(*this, booking, R"({"end":"2027-05-04"})", 1);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ProblemCode::version_conflict);
  EXPECT_NE(refused.error().extension.find("/end"), std::string::npos);
}

TEST_F(Change, is_refused_when_the_price_is_not_the_expected_one) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  const auto refused =
      changed(*this, booking,
              R"({"end":"2027-05-03","expected_total":{"amount_minor":500000,"currency":"RUB"}})");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ProblemCode::price_changed);
  EXPECT_NE(refused.error().extension.find("600000"), std::string::npos);
  EXPECT_EQ(find(booking.id).version, 1);
}

TEST_F(Change, with_a_price_list_that_changed_meanwhile_is_priced_again) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");  // the card is kept now
  change_price("kia", 500'000);
  EXPECT_EQ(extended(*this, booking, "2027-05-03").value().total.amount_minor, 1'000'000);
}

TEST_F(Change, quoted_says_the_difference_and_writes_nothing) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  created("kia", "2027-05-04", "2027-05-06");
  pay(booking, 300'000);
  const auto before = json::write(find(booking.id));
  const auto quote = [&](const char* patch) {
    return run(operations.quote_change(as_operator(), {booking.id, {std::nullopt, patch}}));
  };
  const auto longer = quote(R"({"end":"2027-05-03"})");
  ASSERT_TRUE(longer) << longer.error().detail;
  EXPECT_TRUE(longer->available);
  EXPECT_EQ(longer->difference.amount_minor, 300'000);
  EXPECT_EQ(longer->balance.amount_minor, 300'000);
  EXPECT_FALSE(quote(R"({"end":"2027-05-05"})")->available);
  EXPECT_EQ(quote(R"({"end":"2027-04-05"})").error().code, ProblemCode::validation_failed);
  EXPECT_EQ(quote(R"({"colour":"red"})").error().errors.at(0).pointer, "/colour");
  EXPECT_EQ(json::write(find(booking.id)), before);
}

TEST_F(Change, repeated_with_its_key_extends_once) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  const auto first = extended(*this, booking, "2027-05-03", "key-1");
  const auto again = extended(*this, booking, "2027-05-03", "key-1");
  ASSERT_TRUE(first && again);
  EXPECT_EQ(json::write(*again), json::write(*first));
  EXPECT_EQ(extended(*this, booking, "2027-05-04", "key-1").error().code,
            ProblemCode::idempotency_mismatch);
  EXPECT_EQ(extended(*this, booking, "2027-05-03").error().errors.at(0).code, "not-later");
}

TEST_F(Change, is_refused_to_strangers_and_of_what_is_over) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  const auto foreign = run(operations.change(
      as_customer(boris), {booking.id, {std::nullopt, R"({"end":"2027-05-03"})"}}));
  EXPECT_EQ(foreign.error().code, ProblemCode::not_found);
  run(service.cancel(as_operator(), {booking.id, CancelReason::operator_, {}, {}}));
  EXPECT_EQ(changed(*this, booking, R"({"end":"2027-05-03"})").error().code,
            ProblemCode::illegal_transition);
}

TEST_F(Change, by_a_customer_keeps_to_the_rules_of_time) {
  const auto booking = created("kia", "2027-05-01", "2027-05-02");
  const auto by_anna = [&](const char* patch) {
    return run(operations.change(as_customer(anna), {booking.id, {std::nullopt, patch}}));
  };
  EXPECT_EQ(by_anna(R"({"start":"2027-03-01"})").error().errors.at(0).code, "in-the-past");
  set_time(at("2027-05-01T12:00:00Z"));
  EXPECT_TRUE(by_anna(R"({"end":"2027-05-03"})"));  // the start has passed and stays
}

Task<void> move_quietly(World& world, BookingId id, std::string patch,
                        std::vector<ProblemCode>& no) {
  const auto done =
      co_await world.operations.change(world.as_operator(), {id, {std::nullopt, std::move(patch)}});
  if (!done) no.push_back(done.error().code);
}

// Two bookings change units with a third place, all at once and again and again: the rows of the
// units are locked in one order, so that nobody waits in a ring.
TEST_F(Change, of_units_crosswise_never_deadlocks) {
  const auto one = created("kia", "2027-05-01", "2027-05-03");
  const auto two = created("lada", "2027-05-01", "2027-05-03");
  std::vector<ProblemCode> refused;
  const auto deadlocks = [&] {
    return execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        .only()
        .get<std::int64_t>("deadlocks");
  };
  const auto before = deadlocks();
  for (int round = 0; round < 10; ++round) {
    Crowd crowd(loop);
    for (const auto* unit : {"kia", "lada", "gazelle"}) {
      const auto patch = R"({"object_id":")" + ObjectId::derive(unit).to_string() + "\"}";
      crowd.add(move_quietly(*this, one.id, patch, refused));
      crowd.add(move_quietly(*this, two.id, patch, refused));
    }
    run(crowd.wait(soon()));
  }
  for (const auto code : refused)
    EXPECT_TRUE(code == ProblemCode::dates_taken || code == ProblemCode::version_conflict);
  EXPECT_EQ(deadlocks(), before);
}

}  // namespace
}  // namespace prokat::booking
