// The life of a booking as one table: what may happen in which status, and what it leads to.
// Everything that changes a status asks next_standing(); nothing else knows a rule about statuses.
// Not here: who may pull a trigger (services) and whether dates are free (the database's
// exclusion constraint).
#pragma once

#include <boost/describe/enum.hpp>
#include <optional>

#include "base/period.hpp"

namespace prokat::booking {

enum class Status { awaiting_payment, confirmed, paid, cancelled, completed };
BOOST_DESCRIBE_ENUM(Status, awaiting_payment, confirmed, paid, cancelled, completed)
enum class CancelReason { expired, customer, operator_, no_show, payment_failed };
BOOST_DESCRIBE_ENUM(CancelReason, expired, customer, operator_, no_show, payment_failed)
enum class Stage { upcoming, due_out, out, overdue, returned };
BOOST_DESCRIBE_ENUM(Stage, upcoming, due_out, out, overdue, returned)

// What happens to a booking.
enum class Trigger {
  hold_expired,      // the deadline passed and no money is on its way
  due_now_received,  // money covers what is due now, not yet everything
  balance_settled,   // the balance is zero or below
  balance_reopened,  // a change made the balance positive again
  customer_cancels,
  operator_cancels,
  no_show,         // an operator: nobody came
  payment_failed,  // an operator or a rule gives a booking up because it cannot be paid; a single
                   // declined card is not this: the hold goes on and another card may be tried
  operator_confirms,  // the operator takes the risk: the booking no longer expires
  over,               // returned (or never handed out) and the blocked time has passed
};
BOOST_DESCRIBE_ENUM(Trigger, hold_expired, due_now_received, balance_settled, balance_reopened,
                    customer_cancels, operator_cancels, no_show, payment_failed, operator_confirms,
                    over)

// Status and, when cancelled, why: an expired hold can be revived by late money, others cannot.
struct Standing {
  Status status = Status::awaiting_payment;
  std::optional<CancelReason> reason;

  bool operator==(const Standing&) const = default;
};

// The standing after the trigger; the same one where the trigger changes nothing (cancelling
// twice); nothing where it is refused. cancelled -> confirmed | paid is a revival: it needs free
// dates.
std::optional<Standing> next_standing(const Standing& now, Trigger trigger);

inline bool is_revival(const Standing& from, const Standing& to) {
  return from.status == Status::cancelled && to.status != Status::cancelled;
}

// Which trigger a cancellation with this reason is. `expired` is the clock's alone: nullopt.
std::optional<Trigger> trigger_of(CancelReason reason);

// The status a booking is made in: awaiting_payment while something is due now, else confirmed,
// or paid where there is nothing to pay at all.
Status initial_status(std::int64_t due_now_minor, std::int64_t total_minor);

// What money means for a booking that has received `paid` in all. Nullopt: less than is due now.
std::optional<Trigger> trigger_of_money(std::int64_t paid_minor, std::int64_t due_now_minor,
                                        std::int64_t total_minor);

// The facts of handing over and taking back; the stage is derived from them, never stored.
struct HandoverFacts {
  Period period;
  std::optional<Instant> picked_up_at;
  std::optional<Instant> returned_at;
};
Stage stage_at(const HandoverFacts& facts, Instant now);

}  // namespace prokat::booking
