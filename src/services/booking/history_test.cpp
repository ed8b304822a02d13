// Random histories at the desk against a model in memory that a person can check by reading: the
// same outcome at each step, the same rows after it, and the invariant query on top. The model
// knows no SQL and none of the service's code; prices are those of test_world.hpp.
#include <algorithm>
#include <cstdlib>
#include <random>

#include "services/booking/test_desk_model.hpp"

namespace prokat::booking {
namespace {

using namespace desk;

class History : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    model.now = clock.now();
    for (auto& [id, card] : objects.cards)
      card.cancellation = {"strict", {"Строгая", "Strict"}, {{48, 0}, {24, 50'000}}};
  }

  int draw(int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); }
  std::string any_object() {
    static const std::vector<std::string> names{"kia", "lada", "gazelle"};
    return names.at(static_cast<std::size_t>(draw(3)));
  }
  // At ten in the morning in Moscow, from two days ago to two weeks ahead.
  Period any_period() {
    const auto today = std::chrono::floor<std::chrono::days>(model.now);
    const Instant start = today + std::chrono::days(draw(17) - 2) + 7h;
    return {start, start + std::chrono::days(1 + draw(5))};
  }
  Rental* any_rental() {
    if (model.rentals.empty()) return nullptr;
    // Those of late are the more interesting ones.
    const auto size = static_cast<int>(model.rentals.size());
    return &model.rentals.at(static_cast<std::size_t>(std::max(0, size - 1 - draw(14))));
  }

  template <class T>
  static Answer answer_of(const Result<T>& result) {
    return result ? Answer() : Answer(result.error().code);
  }

  void compare(const std::string& step, const Answer& real, const Answer& expected) {
    const auto name = [](const Answer& answer) {
      return answer ? std::string(problem_info(*answer).name) : std::string("done");
    };
    steps.push_back(step + ": " + name(real));
    ASSERT_EQ(name(real), name(expected)) << trail();
  }
  std::string trail() const {
    std::string text;
    for (std::size_t i = steps.size() > 12 ? steps.size() - 12 : 0; i < steps.size(); ++i)
      text += "\n  " + steps[i];
    return text;
  }

  void create_one() {
    const auto object = any_object();
    const auto period = any_period();
    CreateRequest request;
    request.object_id = ObjectId::derive(object);
    request.start = period.start;
    request.end = period.end;
    request.customer_id = anna;
    const auto made = run(service.create(as_operator(), request));
    const auto expected = model.create(object, period);
    compare("create " + object, answer_of(made), expected);
    if (!made || expected) return;
    model.rentals.back().id = made->booking.id;
    model.rentals.back().order = made->booking.order_id;
  }

  void create_order() {
    const auto period = any_period();
    CreateOrderRequest request;
    request.customer_id = anna;
    const auto first = any_object();
    const auto second = any_object();
    for (const auto& object : {first, second}) {
      OrderItem item;
      item.object_id = ObjectId::derive(object);
      item.start = period.start;
      item.end = period.end;
      request.bookings.push_back(item);
    }
    const auto made = run(orders.create(as_operator(), request));
    const auto before = model.rentals;
    auto expected = model.create(first, period);
    if (!expected) expected = model.create(second, period);
    if (expected) model.rentals = before;  // all or nothing
    compare("order " + first + " and " + second, answer_of(made), expected);
    if (!made || expected) return;
    for (const auto& booking : made->order.bookings) {
      const auto own = std::ranges::find_if(model.rentals, [&](const Rental& rental) {
        return rental.id.is_nil() && ObjectId::derive(rental.object) == booking.object_id;
      });
      own->id = booking.id;
      own->order = made->order.id;
    }
  }

  void change(Rental& rental) {
    auto object = rental.object;
    auto period = rental.period;
    switch (draw(4)) {
      case 0:
        object = any_object();
        break;
      case 1:
        period = any_period();
        break;
      default:
        period.end = period.start + std::chrono::days(1 + draw(7));
        break;
    }
    const auto patch = R"({"object_id":")" + ObjectId::derive(object).to_string() +
                       R"(","start":")" + format_instant(period.start) + R"(","end":")" +
                       format_instant(period.end) + "\"}";
    const auto made = run(operations.change(as_operator(), {rental.id, {std::nullopt, patch}}));
    compare("change", answer_of(made), model.change(rental, object, period));
  }

  void extend(Rental& rental) {
    auto period = rental.period;
    period.end += std::chrono::days(1 + draw(3));
    const auto made =
        run(operations.extend(as_operator(), {rental.id, period.end, std::nullopt, std::nullopt}));
    compare("extend", answer_of(made), model.change(rental, rental.object, period));
  }

  void cancel(Rental& rental) {
    static constexpr std::array reasons{CancelReason::customer, CancelReason::customer,
                                        CancelReason::operator_, CancelReason::no_show,
                                        CancelReason::payment_failed};
    const auto reason = reasons.at(static_cast<std::size_t>(draw(5)));
    const auto made = run(service.cancel(as_operator(), {rental.id, reason, {}, {}}));
    compare("cancel " + std::string(enum_name(reason)), answer_of(made),
            model.cancel(rental, reason));
  }

  void hand_over(Rental& rental, HandoverKind kind) {
    const auto made =
        run(operations.hand_over(as_operator(), {rental.id, kind, model.now, {}, "", {}, {}}));
    const bool pickup = kind == HandoverKind::pickup;
    compare(pickup ? "pickup" : "return", answer_of(made),
            pickup ? model.pick_up(rental) : model.take_back(rental));
  }

  void charge(Rental& rental) {
    const std::int64_t amount = 1 + draw(100'000);
    ChargeRequest request;
    request.id = rental.id;
    request.amount = Money{amount, Currency()};
    const auto made = run(operations.charge(as_operator(), request));
    compare("charge", answer_of(made), Model::add(rental, amount));
  }

  void adjust(Rental& rental) {
    const std::int64_t amount = draw(2) == 0 ? -1 - draw(400'000) : 1 + draw(100'000);
    const auto made =
        run(operations.adjust(as_operator(), {rental.id, Money{amount, Currency()}, "повод", {}}));
    compare("adjust", answer_of(made), Model::add(rental, amount));
  }

  void pay_some(Rental& rental) {
    const auto balance = std::max<std::int64_t>(rental.amount - rental.paid, 1);
    const auto money = draw(3) == 0 ? 1 + draw(static_cast<int>(balance)) : balance;
    Booking booking;
    booking.order_id = rental.order;
    pay(booking, money);
    steps.push_back("pay " + std::to_string(money));
    model.pay(rental.order, money);
  }

  void let_time_pass() {
    // Odd seconds: no moment falls on a boundary, where the clock that runs on between the steps
    // and the model's would differ.
    const Duration duration = Minutes(7 + 20 * (1 + draw(draw(3) == 0 ? 120 : 20))) + 13s;
    set_time(model.now + duration);
    // Twice, as workers come again: a step that was refused just now may still be rolling back, and
    // what it has locked is left for the next round.
    for (int round = 0; round < 2; ++round) {
      run(expiry.expire_due());
      run(upkeep.complete_returned());
    }
    steps.push_back("time");
    model.let_time_pass(duration);
    set_time(model.now);
  }

  void step() {
    set_time(model.now);  // the clock runs on between steps
    const auto what = draw(20);
    auto* rental = any_rental();
    if (what < 5 || rental == nullptr) return create_one();
    switch (what) {
      case 5:
        return create_order();
      case 6:
      case 7:
        return change(*rental);
      case 8:
        return extend(*rental);
      case 9:
        return cancel(*rental);
      case 10: {
        const auto made = run(service.confirm(as_operator(), {rental->id}));
        return compare("confirm", answer_of(made), Model::confirm(*rental));
      }
      case 11:
      case 12:
        return pay_some(*rental);
      case 13:
      case 14:
        return hand_over(*rental, HandoverKind::pickup);
      case 15:
        return hand_over(*rental, HandoverKind::return_);
      case 16:
        return charge(*rental);
      case 17:
        return adjust(*rental);
      default:
        return let_time_pass();
    }
  }

  void compare_rows() {
    const auto rows = execute(
        "SELECT b.id, o.name_ru, b.status, b.cancel_reason, b.amount_minor, b.paid_minor, "
        "b.cancel_fee_minor, b.date_start, b.date_end, b.blocked_from, b.blocked_until "
        "FROM bookings b JOIN objects o ON o.id = b.object_id");
    std::map<BookingId, std::string> real;
    std::map<BookingId, std::string> expected;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto row = rows[i];
      Rental read;
      read.object = row.get<std::string>("name_ru");
      read.status = *parse_enum<Status>(row.text("status"));
      if (!row.is_null("cancel_reason"))
        read.reason = parse_enum<CancelReason>(row.text("cancel_reason"));
      read.amount = row.get<std::int64_t>("amount_minor");
      read.paid = row.get<std::int64_t>("paid_minor");
      read.fee = row.get<std::int64_t>("cancel_fee_minor");
      read.period = {row.get<Instant>("date_start"), row.get<Instant>("date_end")};
      read.blocked = {row.get<Instant>("blocked_from"), row.get<Instant>("blocked_until")};
      real[row.get<BookingId>("id")] = read.text();
    }
    for (const auto& rental : model.rentals) expected[rental.id] = rental.text();
    ASSERT_EQ(real, expected) << trail();
  }

  Model model;
  std::mt19937 random;
  std::vector<std::string> steps;
};

TEST_F(History, at_the_desk_goes_as_the_model_in_memory_says) {
  const bool whole = std::getenv("PROKAT_TEST_LONG") != nullptr;
  const auto seed = std::random_device()();
  std::printf("    seed %u\n", seed);
  SCOPED_TRACE("seed " + std::to_string(seed));
  random.seed(seed);
  for (int history = 0; history < (whole ? 40 : 1); ++history) {
    if (history > 0) {
      SetUp();
      model.rentals.clear();
    }
    for (int i = 0; i < (whole ? 500 : 250); ++i) {
      step();
      if (HasFatalFailure()) return;
      if (i % 10 == 9) compare_rows();
      if (HasFatalFailure()) return;
    }
    ASSERT_EQ(violations(), std::vector<std::string>()) << trail();
  }
}

}  // namespace
}  // namespace prokat::booking
