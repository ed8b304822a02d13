// What should happen at the desk, as a model in memory that a person can check by reading. It knows
// no SQL and none of the service's code; prices are those of test_world.hpp. For history_test.cpp,
// which holds the service against it.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "services/booking/test_world.hpp"

namespace prokat::booking::desk {

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

  // A unit that should be back and is not is promised to nobody for the next four hours.
  bool is_missing(const std::string& object) const {
    return std::ranges::any_of(rentals, [&](const Rental& rental) {
      return rental.object == object && rental.live() && rental.out && !rental.back &&
             rental.period.end < now;
    });
  }

  Answer create(const std::string& object, const Period& period) {
    const auto blocked = around(object, period);
    if (!free(object, blocked, nullptr)) return ProblemCode::dates_taken;
    if (period.start < now + 4h && is_missing(object)) return ProblemCode::dates_taken;
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

}  // namespace prokat::booking::desk
