// What a rental came to cost beyond its price, also weeks after the return; and what an operator
// adds to or takes off a price, with a reason. Each is a line of its own and an entry of the
// ledger.
#include <algorithm>

#include "services/booking/booking_events.hpp"
#include "services/booking/cancel.hpp"
#include "services/booking/operations.hpp"

namespace prokat::booking {

namespace {

constexpr std::size_t note_bytes_max = 2000;
constexpr std::size_t photos_max = 20;
// Nobody is charged a billion by a slip of the hand.
constexpr std::int64_t amount_minor_max = 100'000'000'000;
constexpr std::int64_t quantity_thousandths_max = 1'000'000'000;

Result<Money> amount_of(const ChargeRequest& request) {
  std::vector<FieldError> errors;
  const bool measured = request.quantity_thousandths && request.unit_price;
  if (measured == request.amount.has_value())
    errors.push_back({"/amount", "required", "an amount, or quantity and unit_price"});
  if (request.quantity_thousandths && (*request.quantity_thousandths <= 0 ||
                                       *request.quantity_thousandths > quantity_thousandths_max))
    errors.push_back({"/quantity_thousandths", "out-of-range", "above zero"});
  for (const auto& [money, pointer] : {std::pair(request.amount, "/amount/amount_minor"),
                                       std::pair(request.unit_price, "/unit_price/amount_minor")}) {
    if (money && (money->amount_minor <= 0 || money->amount_minor > amount_minor_max))
      errors.push_back({pointer, "out-of-range", "above zero"});
  }
  if (request.note.size() > note_bytes_max)
    errors.push_back({"/note", "too-long", "at most 500 characters"});
  if (request.photo_ids.size() > photos_max)
    errors.push_back({"/photo_ids", "too-long", "at most 20 photos"});
  if (!errors.empty())
    return fail(ProblemCode::validation_failed, "nothing can be charged like this",
                std::move(errors));
  if (!measured) return *request.amount;
  const auto product = multiply(*request.unit_price, *request.quantity_thousandths, 1000);
  if (product.amount_minor <= 0 || product.amount_minor > amount_minor_max)
    return fail(ProblemCode::validation_failed, "nothing can be charged like this",
                {{"/quantity_thousandths", "out-of-range", "the amount is nothing or too much"}});
  return product;
}

NewCharge charge_of(const ChargeRequest& request, const Money& amount, Instant now) {
  return {ChargeId::make(),
          request.kind,
          request.quantity_thousandths.value_or(1000),
          request.unit_price.value_or(amount),
          amount,
          request.note,
          request.photo_ids,
          now};
}

rental::PriceLine line_of(const NewCharge& charge) {
  const auto rule = charge.note.empty() ? LocalizedText{"по итогам аренды", "settled at the return"}
                                        : LocalizedText{charge.note, charge.note};
  return {rental::LineKind::fee,
          charge_title(charge.kind),
          charge.quantity_thousandths,
          charge.unit_price,
          charge.amount,
          rule};
}

rental::PriceLine line_of(const AdjustRequest& request) {
  const bool discount = request.amount.amount_minor < 0;
  return {discount ? rental::LineKind::discount : rental::LineKind::fee,
          discount ? LocalizedText{"Скидка", "Discount"} : LocalizedText{"Надбавка", "Surcharge"},
          1000,
          request.amount,
          request.amount,
          {"оператор: " + request.reason, "operator: " + request.reason}};
}

std::unexpected<Problem> fault(std::string pointer, std::string code, std::string detail) {
  return fail(ProblemCode::validation_failed, "the amount cannot be this",
              {{std::move(pointer), std::move(code), std::move(detail)}});
}

Result<> check(const AdjustRequest& request) {
  if (request.amount.amount_minor == 0) return fault("/amount/amount_minor", "bad-value", "not 0");
  if (std::abs(request.amount.amount_minor) > amount_minor_max)
    return fault("/amount/amount_minor", "out-of-range", "too much");
  if (request.reason.empty()) return fault("/reason", "required", "say why");
  if (request.reason.size() > note_bytes_max)
    return fault("/reason", "too-long", "at most 500 characters");
  return {};
}

}  // namespace

Charge view_of(const NewCharge& made) {
  return {made.id,         made.kind,      made.quantity_thousandths,
          made.unit_price, made.amount,    made.note,
          made.photo_ids,  made.created_at};
}

Task<int> Operations::add_amount(pg::Transaction& tx, LockedBooking booking, NewLines where,
                                 rental::PriceLine line, NewChange made, Change change) {
  const auto more = line.amount.amount_minor;
  const auto next = standing_of_balance(booking.standing, booking.amount.amount_minor + more,
                                        booking.paid.amount_minor);
  const int version =
      co_await OperationStore::change_amount(tx, booking.id, more, next.status, change);
  const int position = co_await OperationStore::add_lines(tx, where, {line});
  const std::string cause = where.part == LinePart::charge ? "charge" : "adjustment";
  const LedgerEntry entry{more > 0 ? LedgerAccount::charge : LedgerAccount::writeoff,
                          more > 0 ? line.amount : -line.amount, cause, EventId::make().bytes()};
  co_await BookingStore::add_entry(tx, booking, entry, change.now);
  co_await OperationStore::add_change(tx, booking, std::move(made), change);
  co_await events::publish(tx, changed_event(booking, version, cause));
  if (next != booking.standing && next.status == Status::paid)
    co_await events::publish(tx, status_event(booking, next, version));
  co_return position;
}

Task<Result<Charged>> Operations::charge(const CallContext& context, ChargeRequest request) {
  auto amount = amount_of(request);
  if (!amount) co_return pass(std::move(amount));
  const auto change = Change::by(context, clock_.now());
  const auto named =
      name_request("booking.charge", request.id, request.idempotency_key, json::write(request));
  auto charge = charge_of(request, *amount, change.now);
  auto tx = co_await pool_.transaction(context.deadline);
  auto known = co_await claim(tx, context, named, charge.id.bytes(), change.now);
  if (!known) co_return pass(std::move(known));
  if (*known) {
    for (const auto& made : co_await store_.list_charges(request.id, context.deadline))
      if (made.id == ChargeId(**known)) co_return Charged{view_of(made), true};
    throw std::logic_error("an idempotency key names a charge that does not exist");
  }
  const auto booking = co_await BookingStore::lock(tx, request.id);
  if (!booking) co_return fail(ProblemCode::not_found, "no such booking");
  if (booking->standing.status == Status::cancelled) co_return fail_illegal(booking->standing);
  if (amount->currency != booking->amount.currency)
    co_return fault(request.amount ? "/amount/currency" : "/unit_price/currency", "bad-value",
                    "the booking's currency");
  const int position = co_await add_amount(
      tx, *booking, {booking->id, LinePart::charge, booking->price_revision}, line_of(charge),
      {ChangeKind::charged, booking->price_revision, *amount, booking->amount + *amount, false,
       request.note},
      change);
  co_await OperationStore::add_charge(tx, booking->id, position, charge, change);
  co_await tx.commit();
  wakeup_.wake("events");
  co_return Charged{view_of(charge), false};
}

Task<Result<Booking>> Operations::adjust(const CallContext& context, AdjustRequest request) {
  if (auto valid = check(request); !valid) co_return pass(std::move(valid));
  const auto change = Change::by(context, clock_.now());
  const auto named =
      name_request("booking.adjust", request.id, request.idempotency_key, json::write(request));
  auto tx = co_await pool_.transaction(context.deadline);
  auto repeated = co_await is_repeated(tx, context, named, change.now);
  if (!repeated) co_return pass(std::move(repeated));
  if (*repeated) co_return co_await show(context, request.id);
  const auto booking = co_await BookingStore::lock(tx, request.id);
  if (!booking) co_return fail(ProblemCode::not_found, "no such booking");
  if (booking->standing.status == Status::cancelled) co_return fail_illegal(booking->standing);
  if (request.amount.currency != booking->amount.currency)
    co_return fault("/amount/currency", "bad-value", "the booking's currency");
  const auto total = booking->amount + request.amount;
  if (total.amount_minor < 0)
    co_return fault("/amount/amount_minor", "below-zero", "more than the booking costs");
  co_await add_amount(
      tx, *booking, {booking->id, LinePart::adjustment, booking->price_revision}, line_of(request),
      {ChangeKind::adjusted, booking->price_revision, request.amount, total, false, request.reason},
      change);
  co_await tx.commit();
  wakeup_.wake("events");
  co_return co_await show(context, request.id);
}

}  // namespace prokat::booking
