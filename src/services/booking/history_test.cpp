// Random histories at the desk against a model in memory that a person can check by reading: the
// same outcome at each step, the same rows after it, and the invariant query on top. The model
// knows no SQL and none of the service's code; prices are those of test_world.hpp.
#include <algorithm>
#include <cstdlib>
#include <random>

#include "services/booking/test_world.hpp"

namespace prokat::booking {
namespace {

using Minutes = std::chrono::minutes;

struct Rental {
  BookingId id;
  OrderId order;
  std::string object;
  Period period;
  Period blocked;
  Status status = Status::awaiting_payment;
  std::optional<CancelReason> reason;
  std::int64_t amount = 0;
  std::int64_t beside = 0;  // charges and adjustments in the amount
  std::int64_t paid = 0;
  std::int64_t fee = 0;
  Instant hold_until;
  std::optional<Instant> out;
  std::optional<Instant> back;

  bool live() const {
    return status == Status::awaiting_payment || status == Status::confirmed ||
           status == Status::paid;
  }
  bool expired() const { return reason == CancelReason::expired; }
  void settle() {
    if (status == Status::completed) return;
    if (paid >= amount)
      status = Status::paid;
    else if (status == Status::paid)
      status = Status::confirmed;
  }
  std::string text() const {
    auto line = object + " " + std::string(enum_name(status));
    if (reason) line += "(" + std::string(enum_name(*reason)) + ")";
    for (const auto part : {amount, paid, fee}) line += " " + std::to_string(part);
    for (const auto instant : {period.start, period.end, blocked.start, blocked.end})
      line += " " + format_instant(instant);
    return line;
  }
};

using Answer = std::optional<ProblemCode>;  // nothing: it went well

// What should happen. Three units; the gazelle needs an hour before and after.
class Model {
 public:
  std::vector<Rental> rentals;
  Instant now;

  static Minutes buffer(const std::string& object) { return Minutes(object == "gazelle" ? 60 : 0); }
  static std::int64_t price(const Period& period) {
    const auto days = (period.length() + std::chrono::hours(23)) / std::chrono::hours(24);
    return days * (days >= 3 ? 250'000 : 300'000);
  }
  static Period around(const std::string& object, const Period& period) {
    return {period.start - buffer(object), period.end + buffer(object)};
  }
  bool free(const std::string& object, const Period& blocked, const Rental* except) const {
    return std::ranges::none_of(rentals, [&](const Rental& other) {
      return &other != except && other.object == object && other.status != Status::cancelled &&
             other.blocked.overlaps(blocked);
    });
  }

  Answer create(const std::string& object, const Period& period) {
    const auto blocked = around(object, period);
    if (!free(object, blocked, nullptr)) return ProblemCode::dates_taken;
    Rental made;
    made.object = object;
    made.period = period;
    made.blocked = blocked;
    made.amount = price(period);
    const bool same_day = (period.start + 3h).time_since_epoch() / 24h <=
                          (now + 3h).time_since_epoch() / 24h;  // Moscow
    const Minutes length(same_day ? 15 : 60);
    made.hold_until = std::min<Instant>(now + length, std::max<Instant>(period.start, now + 15min));
    rentals.push_back(made);
    return std::nullopt;
  }

  Answer change(Rental& rental, const std::string& object, const Period& period) {
    if (object == rental.object && period == rental.period) return std::nullopt;
    if (!rental.live() || rental.back) return ProblemCode::illegal_transition;
    if (rental.out && (object != rental.object || period.start != rental.period.start))
      return ProblemCode::validation_failed;
    auto blocked = around(object, period);
    if (rental.out) blocked.start = rental.blocked.start;
    if (price(period) + rental.beside < 0) return ProblemCode::validation_failed;
    if (!free(object, blocked, &rental)) return ProblemCode::dates_taken;
    rental.object = object;
    rental.period = period;
    rental.blocked = blocked;
    rental.amount = price(period) + rental.beside;
    rental.settle();
    return std::nullopt;
  }

  // Free until two days before, a half until one day before, then all of it.
  std::int64_t fee(const Rental& rental, CancelReason reason) const {
    if (rental.status == Status::awaiting_payment) return 0;
    if (reason != CancelReason::customer && reason != CancelReason::no_show) return 0;
    const auto left = rental.period.start - now;
    if (left >= 48h) return 0;
    return left >= 24h ? (rental.amount + 1) / 2 : rental.amount;
  }

  Answer cancel(Rental& rental, CancelReason reason) const {
    const bool failed = reason == CancelReason::payment_failed;
    if (rental.status == Status::cancelled) {
      const bool refused = rental.expired() && reason == CancelReason::no_show;
      return refused ? Answer(ProblemCode::illegal_transition) : std::nullopt;
    }
    if (!rental.live() || rental.out || (failed && rental.status != Status::awaiting_payment) ||
        (reason == CancelReason::no_show && now < rental.period.start))
      return ProblemCode::illegal_transition;
    rental.fee = fee(rental, reason);
    rental.status = Status::cancelled;
    rental.reason = reason;
    return std::nullopt;
  }

  static Answer confirm(Rental& rental) {
    if (!rental.live()) return ProblemCode::illegal_transition;
    if (rental.status == Status::awaiting_payment) rental.status = Status::confirmed;
    return std::nullopt;
  }

  Answer pick_up(Rental& rental) const {
    if (!rental.live() || rental.status == Status::awaiting_payment || rental.out)
      return ProblemCode::illegal_transition;
    rental.out = now;
    if (now >= rental.blocked.start) return std::nullopt;
    Instant from = now;
    for (const auto& other : rentals)
      if (&other != &rental && other.object == rental.object && other.status != Status::cancelled &&
          other.blocked.overlaps({now, rental.blocked.start}))
        from = std::max(from, other.blocked.end);
    rental.blocked.start = from;
    return std::nullopt;
  }

  Answer take_back(Rental& rental) const {
    if (!rental.live() || rental.status == Status::awaiting_payment || !rental.out || rental.back)
      return ProblemCode::illegal_transition;
    rental.back = now;
    Instant until = now + buffer(rental.object);
    for (const auto& other : rentals)
      if (&other != &rental && other.object == rental.object && other.status != Status::cancelled &&
          rental.blocked.end < until && other.blocked.overlaps({rental.blocked.end, until}))
        until = std::min(until, other.blocked.start);
    rental.blocked.end = std::max<Instant>(until, rental.period.start + 1min);
    return std::nullopt;
  }

  static Answer add(Rental& rental, std::int64_t more) {
    if (rental.status == Status::cancelled) return ProblemCode::illegal_transition;
    if (rental.amount + more < 0) return ProblemCode::validation_failed;
    rental.amount += more;
    rental.beside += more;
    rental.settle();
    return std::nullopt;
  }

  void receive(Rental& rental, std::int64_t money) const {
    rental.paid += money;
    if (rental.live()) {
      if (rental.paid >= rental.amount) rental.status = Status::paid;
    } else if (rental.expired() && rental.paid >= rental.amount && now < rental.period.start &&
               free(rental.object, rental.blocked, &rental)) {
      rental.status = Status::paid;
      rental.reason.reset();
    }
  }

  // One payment of an order, over its bookings in the order of their ids.
  void pay(OrderId order, std::int64_t money) {
    std::vector<Rental*> own;
    for (auto& rental : rentals)
      if (rental.order == order) own.push_back(&rental);
    std::ranges::sort(own, {}, [](const Rental* rental) { return rental->id; });
    const auto lacks = [](const Rental* rental) {
      return (rental->fee > 0 ? rental->fee : rental->amount) - rental->paid;
    };
    const auto takes = [&](const Rental* rental) {
      return rental->status != Status::cancelled || rental->expired() ||
             (rental->fee > 0 && lacks(rental) > 0);
    };
    std::map<Rental*, std::int64_t> parts;
    for (auto* rental : own) {
      const auto part = takes(rental) ? std::min(money, lacks(rental)) : 0;
      if (part <= 0) continue;
      parts[rental] += part;
      money -= part;
    }
    if (money > 0) {
      const auto taker = std::ranges::find_if(own, takes);
      parts[taker == own.end() ? own.front() : *taker] += money;
    }
    for (auto* rental : own)
      if (parts.contains(rental)) receive(*rental, parts[rental]);
  }

  void let_time_pass(Duration duration) {
    now += duration;
    for (auto& rental : rentals) {
      if (rental.status == Status::awaiting_payment && rental.hold_until <= now) {
        rental.status = Status::cancelled;
        rental.reason = CancelReason::expired;
      }
      if ((rental.status == Status::confirmed || rental.status == Status::paid) && rental.back &&
          rental.blocked.end <= now && *rental.back + buffer(rental.object) <= now)
        rental.status = Status::completed;
    }
  }
};

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
    run(expiry.expire_due());
    run(upkeep.complete_returned());
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
