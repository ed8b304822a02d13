#include "services/booking/domain/status.hpp"

#include <array>
#include <cstddef>

#include "base/broken.hpp"

namespace prokat::booking {

namespace {

// What stands in a cell: a target, no change, or a refusal.
enum class Move {
  refuse,
  stay,
  confirm,
  pay,
  complete,
  expire,
  by_customer,
  by_operator,
  no_show,
  fail
};

enum class Column { awaiting_payment, confirmed, paid, expired, cancelled, completed };
constexpr std::size_t column_count = 6;

struct Row {
  Trigger trigger;
  std::array<Move, column_count> moves;  // in the order of Column
};

using enum Move;

// clang-format off
constexpr std::array<Row, 10> table{{
    // trigger                       awaiting     confirmed    paid         expired  cancelled completed
    {Trigger::hold_expired,      {{  expire,      refuse,      refuse,      stay,    refuse,   refuse }}},
    {Trigger::due_now_received,  {{  confirm,     stay,        stay,        confirm, refuse,   stay   }}},
    {Trigger::balance_settled,   {{  pay,         pay,         stay,        pay,     refuse,   stay   }}},
    {Trigger::balance_reopened,  {{  stay,        stay,        confirm,     refuse,  refuse,   stay   }}},
    {Trigger::customer_cancels,  {{  by_customer, by_customer, by_customer, stay,    stay,     refuse }}},
    {Trigger::operator_cancels,  {{  by_operator, by_operator, by_operator, stay,    stay,     refuse }}},
    {Trigger::no_show,           {{  no_show,     no_show,     no_show,     refuse,  stay,     refuse }}},
    {Trigger::payment_failed,    {{  fail,        refuse,      refuse,      stay,    stay,     refuse }}},
    {Trigger::operator_confirms, {{  confirm,     stay,        stay,        refuse,  refuse,   refuse }}},
    {Trigger::over,              {{  refuse,      complete,    complete,    refuse,  refuse,   stay   }}},
}};
// clang-format on

Column column_of(const Standing& standing) {
  switch (standing.status) {
    case Status::awaiting_payment:
      return Column::awaiting_payment;
    case Status::confirmed:
      return Column::confirmed;
    case Status::paid:
      return Column::paid;
    case Status::cancelled:
      return standing.reason == CancelReason::expired ? Column::expired : Column::cancelled;
    case Status::completed:
      return Column::completed;
  }
  broken_logic("a booking has a status that was never declared");
}

Standing cancelled(CancelReason reason) { return Standing{Status::cancelled, reason}; }

}  // namespace

std::optional<Standing> next_standing(const Standing& now, Trigger trigger) {
  const auto column = static_cast<std::size_t>(column_of(now));
  const auto& row = table.at(static_cast<std::size_t>(trigger));
  if (row.trigger != trigger) broken_logic("the table of transitions is out of order");
  switch (row.moves.at(column)) {
    case refuse:
      return std::nullopt;
    case stay:
      return now;
    case confirm:
      return Standing{Status::confirmed, std::nullopt};
    case pay:
      return Standing{Status::paid, std::nullopt};
    case complete:
      return Standing{Status::completed, std::nullopt};
    case expire:
      return cancelled(CancelReason::expired);
    case by_customer:
      return cancelled(CancelReason::customer);
    case by_operator:
      return cancelled(CancelReason::operator_);
    case Move::no_show:
      return cancelled(CancelReason::no_show);
    case Move::fail:
      return cancelled(CancelReason::payment_failed);
  }
  broken_logic("a cell of the table of transitions was never declared");
}

std::optional<Trigger> trigger_of(CancelReason reason) {
  switch (reason) {
    case CancelReason::expired:
      return std::nullopt;
    case CancelReason::customer:
      return Trigger::customer_cancels;
    case CancelReason::operator_:
      return Trigger::operator_cancels;
    case CancelReason::no_show:
      return Trigger::no_show;
    case CancelReason::payment_failed:
      return Trigger::payment_failed;
  }
  broken_logic("a reason to cancel was never declared");
}

Status initial_status(std::int64_t due_now_minor, std::int64_t total_minor) {
  if (due_now_minor > 0) return Status::awaiting_payment;
  return total_minor > 0 ? Status::confirmed : Status::paid;
}

std::optional<Trigger> trigger_of_money(std::int64_t paid_minor, std::int64_t due_now_minor,
                                        std::int64_t total_minor) {
  if (paid_minor >= total_minor) return Trigger::balance_settled;
  if (paid_minor >= due_now_minor) return Trigger::due_now_received;
  return std::nullopt;
}

Stage stage_at(const HandoverFacts& facts, Instant now) {
  if (facts.returned_at) return Stage::returned;
  if (facts.picked_up_at) return now > facts.period.end ? Stage::overdue : Stage::out;
  return now >= facts.period.start ? Stage::due_out : Stage::upcoming;
}

}  // namespace prokat::booking
