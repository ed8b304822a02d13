// Dates, unit, add-ons or note of a booking become others, and the price with them. Planned and
// priced without a lock; then one transaction secures the new dates before the old ones are freed,
// and enters the difference. Whoever lost the dates keeps his booking as it was.
#include <algorithm>

#include "base/broken.hpp"
#include "base/enum_names.hpp"
#include "events/event.hpp"
#include "rental/rental_period.hpp"
#include "services/booking/booking_events.hpp"
#include "services/booking/cancel.hpp"
#include "services/booking/operations.hpp"
#include "services/booking/store/extras_store.hpp"

namespace prokat::booking {

namespace {

constexpr int tries_max = 5;
constexpr std::size_t note_bytes_max = 2000;
constexpr std::size_t addons_max = 50;
constexpr std::string_view exclusion_violation = "23P01";

std::unexpected<Problem> fault(std::string pointer, std::string code, std::string detail) {
  return fail(ProblemCode::validation_failed, "the booking cannot be changed like this",
              {{std::move(pointer), std::move(code), std::move(detail)}});
}

ChangeBody body_of(const LockedBooking& booking, std::string note) {
  return {booking.object_id,    booking.period.start, booking.period.end,
          booking.terms.addons, std::move(note),      std::nullopt};
}

bool changes_the_rental(const LockedBooking& booking, const ChangeBody& wanted) {
  return wanted.object_id != booking.object_id ||
         wanted.start != DateOrInstant(booking.period.start) ||
         wanted.end != DateOrInstant(booking.period.end) || wanted.addons != booking.terms.addons;
}

Result<> may_change(const LockedBooking& booking, const ChangeBody& wanted) {
  const auto& standing = booking.standing;
  if (!next_standing(standing, Trigger::balance_reopened) || standing.status == Status::completed ||
      standing.status == Status::cancelled)
    return fail_illegal(standing);
  if (booking.returned_at) return fail(ProblemCode::illegal_transition, "it has come back already");
  if (!booking.picked_up_at) return {};
  if (wanted.object_id != booking.object_id)
    return fault("/object_id", "handed-out", "this unit is with the customer");
  if (wanted.start != DateOrInstant(booking.period.start))
    return fault("/start", "handed-out", "the rental has begun");
  return {};
}

Period blocked_of(const LocalService::Priced& priced, const LockedBooking& booking) {
  auto blocked = rental::blocked_period(priced.rental.period, priced.card->buffer_before_minutes,
                                        priced.card->buffer_after_minutes);
  if (booking.picked_up_at) blocked.start = booking.blocked.start;  // as it was handed out
  return blocked;
}

std::unexpected<Problem> fail_price_changed(const Money& total) {
  auto problem = fail(ProblemCode::price_changed, "the price is not the expected one any more");
  problem.error().extension = R"({"total":)" + json::write(total) + "}";
  return problem;
}

}  // namespace

void check(const ChangeBody& body, json::Issues& issues) {
  if (body.note.size() > note_bytes_max) issues.add("note", "too-long", "at most 500 characters");
  if (body.addons.size() > addons_max) issues.add("addons", "too-long", "at most 50 add-ons");
}

Standing standing_of_balance(const Standing& standing, std::int64_t amount_minor,
                             std::int64_t paid_minor) {
  const auto trigger =
      paid_minor >= amount_minor ? Trigger::balance_settled : Trigger::balance_reopened;
  const auto next = next_standing(standing, trigger);
  if (!next) broken_logic("a cancelled booking has no balance that could change");
  return *next;
}

Task<Result<BookingState>> Operations::find_state(const CallContext& context, BookingId id) {
  auto state = co_await store_.find_state(id, context.deadline);
  if (!state || !may_see(context, state->booking.customer_id))
    co_return fail(ProblemCode::not_found, "no such booking");
  co_return std::move(*state);
}

Task<Result<Booking>> Operations::show(const CallContext& context, BookingId id) {
  co_return co_await bookings_.find(context, BookingRequest{id});
}

Task<Result<Operations::Plan>> Operations::plan(const CallContext& context, BookingState state,
                                                ChangeBody wanted) {
  const auto& booking = state.booking;
  if (auto may = may_change(booking, wanted); !may) co_return pass(std::move(may));
  const bool start_moves = wanted.start != DateOrInstant(booking.period.start);
  const bool by_operator = context.principal.role >= Role::operator_;
  LocalService::Repricing repricing;
  repricing.object_id = wanted.object_id;
  repricing.start = wanted.start;
  repricing.end = wanted.end;
  repricing.extras = {wanted.addons, booking.terms.promo};
  repricing.booked_at = booking.created_at;
  // A start that stays may have passed, and be nearer than the lead time.
  repricing.caller =
      by_operator || !start_moves ? rental::Caller::operator_ : rental::Caller::customer;
  auto priced = co_await bookings_.reprice(context, repricing);
  if (!priced) co_return pass(std::move(priced));
  if (!by_operator && priced->rental.period.end <= clock_.now())
    co_return fault("/end", "in-the-past", "The end has passed.");
  if (priced->price.total.currency != booking.amount.currency)
    co_return fault("/object_id", "other-currency", "its price is in another currency");
  Plan plan{std::move(state), std::move(wanted), std::move(*priced), {}, {}, ChangeKind::changed};
  const auto& was = plan.state.booking;
  const Money beside{plan.state.extras_minor, was.amount.currency};
  plan.total = plan.priced.price.total + beside;
  plan.difference = plan.total - was.amount;
  if (plan.total.amount_minor < 0)
    co_return fault("/end", "below-zero", "the discount given is more than the new price");
  if (!start_moves && plan.wanted.object_id == was.object_id &&
      plan.priced.rental.period.end > was.period.end)
    plan.kind = ChangeKind::extended;
  co_return plan;
}

Task<void> Operations::write_money(pg::Transaction& tx, const Plan& plan, Change change) {
  const auto& booking = plan.state.booking;
  const int revision = booking.price_revision + 1;
  co_await OperationStore::add_lines(tx, {booking.id, LinePart::price, revision},
                                     plan.priced.price.lines);
  co_await OperationStore::add_change(
      tx, booking, {plan.kind, revision, plan.difference, plan.total, true, ""}, change);
  const auto more = plan.difference.amount_minor;
  if (more == 0) co_return;
  const LedgerEntry entry{more > 0 ? LedgerAccount::charge : LedgerAccount::writeoff,
                          more > 0 ? plan.difference : -plan.difference, "change",
                          EventId::make().bytes()};
  co_await BookingStore::add_entry(tx, booking, entry, change.now);
}

Task<Result<Operations::Outcome>> Operations::write(const CallContext& context, const Plan& plan,
                                                    std::optional<NamedRequest> named) {
  const auto& was = plan.state.booking;
  const auto& card = *plan.priced.card;
  const auto change = Change::by(context, clock_.now());
  auto tx = co_await pool_.transaction(context.deadline);
  auto repeated = co_await is_repeated(tx, context, named, change.now);
  if (!repeated) co_return pass(std::move(repeated));
  if (*repeated) co_return Outcome::done;
  const auto objects = co_await OperationStore::lock_objects(tx, {was.object_id, card.object_id});
  const auto booking = co_await BookingStore::lock(tx, was.id);
  if (!booking || booking->version != was.version) co_return Outcome::moved_on;
  const auto object = std::ranges::find(objects, card.object_id, &LockedObject::id);
  const bool stays = card.object_id == was.object_id;
  if (object == objects.end() || object->rate_version != card.rate_version ||
      !(object->for_rent || stays))
    co_return Outcome::stale;
  const auto next =
      standing_of_balance(booking->standing, plan.total.amount_minor, booking->paid.amount_minor);
  ChangedBooking changed{was.id,
                         card.object_id,
                         plan.priced.rental.period,
                         blocked_of(plan.priced, was),
                         card.time_zone,
                         plan.total,
                         plan.priced.price.deposit,
                         was.price_revision + 1,
                         card.rate_version,
                         was.terms,
                         plan.wanted.note,
                         next.status};
  changed.terms.addons = plan.wanted.addons;
  changed.taxes = plan.priced.price.taxes;
  BookingExtras extras{.addons = agreed_addons(card, plan.wanted.addons)};
  if (was.terms.promo) extras.promo = PromoUse{{}, 0, discount_of(plan.priced.price)};
  co_await ExtrasStore::drop_addons(tx, was.id);
  const int version = co_await OperationStore::change(tx, changed, change);
  co_await ExtrasStore::replace(tx, was.id, std::move(extras));
  co_await write_money(tx, plan, change);
  auto now = *booking;
  now.object_id = card.object_id;
  co_await events::publish(tx, changed_event(now, version, std::string(enum_name(plan.kind))));
  if (next != booking->standing && next.status == Status::paid)
    co_await events::publish(tx, status_event(now, next, version));
  co_await tx.commit();
  wakeup_.wake("events");
  co_return Outcome::done;
}

Task<Result<Operations::Outcome>> Operations::apply(const CallContext& context, const Plan& plan,
                                                    std::optional<NamedRequest> named) {
  try {
    co_return co_await write(context, plan, std::move(named));
  } catch (const pg::Error& error) {
    if (const auto refusal = ExtrasStore::refusal_of(error))
      co_return std::unexpected(problem_of(*refusal));
    if (error.sqlstate() != exclusion_violation) throw;
    co_return Outcome::taken;
  }
}

Task<Result<Booking>> Operations::change_as(const CallContext& context, BookingState state,
                                            ChangeBody wanted, std::optional<NamedRequest> named) {
  const auto id = state.booking.id;
  for (int tries = 0; tries < tries_max; ++tries) {
    auto made = co_await plan(context, state, wanted);
    if (!made) co_return pass(std::move(made));
    if (wanted.expected_total && *wanted.expected_total != made->total) {
      if (tries > 0) co_return fail_price_changed(made->total);
      bookings_.forget_rate_card(wanted.object_id);  // only a fresh price may contradict
      continue;
    }
    auto outcome = co_await apply(context, *made, named);
    // The try before rolls back in the background and may hold the key's lock for a moment yet.
    const bool by_ourselves =
        !outcome && tries > 0 && outcome.error().code == ProblemCode::idempotency_in_progress;
    if (by_ourselves) continue;
    if (!outcome) co_return pass(std::move(outcome));
    switch (*outcome) {
      case Outcome::done:
        co_return co_await show(context, id);
      case Outcome::taken:
        co_return std::unexpected(co_await bookings_.taken_problem(
            context, {wanted.object_id, wanted.start, wanted.end}));
      case Outcome::stale:
        bookings_.forget_rate_card(wanted.object_id);
        break;
      case Outcome::moved_on:
        // With the version named, a change by somebody else was found before the plan; now it came
        // in between. Either way it is for the caller to look again.
        co_return fail(ProblemCode::version_conflict, "the booking was changed in the meantime");
    }
  }
  co_return fail(ProblemCode::unavailable, "the price list is being changed; try again");
}

Task<Result<ChangeQuote>> Operations::quote_change(const CallContext& context,
                                                   ChangeRequest request) {
  auto state = co_await find_state(context, request.id);
  if (!state) co_return pass(std::move(state));
  auto wanted = json::revise(body_of(state->booking, ""), state->booking.version, request.update);
  if (!wanted) co_return pass(std::move(wanted));
  auto made = co_await plan(context, std::move(*state), std::move(*wanted));
  if (!made) co_return pass(std::move(made));
  const auto& rental = made->priced.rental;
  const auto& zone = made->priced.zone;
  const bool available =
      co_await store_.is_free(made->wanted.object_id, blocked_of(made->priced, made->state.booking),
                              request.id, context.deadline);
  co_return ChangeQuote{made->wanted.object_id,
                        zone.format_with_offset(rental.period.start),
                        zone.format_with_offset(rental.period.end),
                        rental.start_date,
                        rental.end_date,
                        available,
                        made->priced.price.lines,
                        made->total,
                        made->difference,
                        made->total - made->state.booking.paid,
                        made->priced.price.deposit};
}

Task<Result<Booking>> Operations::set_note(const CallContext& context, const BookingState& state,
                                           std::string note) {
  const auto id = state.booking.id;
  auto tx = co_await pool_.transaction(context.deadline);
  const auto booking = co_await BookingStore::lock(tx, id);
  if (!booking || booking->version != state.booking.version)
    co_return fail(ProblemCode::version_conflict, "the booking was changed in the meantime");
  co_await OperationStore::set_note(tx, id, std::move(note), Change::by(context, clock_.now()));
  co_await tx.commit();
  co_return co_await show(context, id);
}

Task<Result<Booking>> Operations::change(const CallContext& context, ChangeRequest request) {
  auto state = co_await find_state(context, request.id);
  if (!state) co_return pass(std::move(state));
  const auto note = state->note;
  auto wanted = json::revise(body_of(state->booking, note), state->booking.version, request.update);
  if (!wanted) co_return pass(std::move(wanted));
  if (changes_the_rental(state->booking, *wanted))
    co_return co_await change_as(context, std::move(*state), std::move(*wanted), std::nullopt);
  if (wanted->note == note) co_return co_await show(context, request.id);
  co_return co_await set_note(context, *state, std::move(wanted->note));
}

Task<Result<Booking>> Operations::extend(const CallContext& context, ExtendRequest request) {
  auto state = co_await find_state(context, request.id);
  if (!state) co_return pass(std::move(state));
  auto named =
      name_request("booking.extend", request.id, request.idempotency_key, json::write(request));
  // A repetition is no second extension, and is not judged by what is true now.
  auto answered = co_await find_answered(pool_, context, named);
  if (!answered) co_return pass(std::move(answered));
  if (*answered) co_return co_await show(context, request.id);
  auto wanted = body_of(state->booking, state->note);
  wanted.end = request.end;
  wanted.expected_total = request.expected_total;
  auto made = co_await plan(context, *state, wanted);
  if (!made) co_return pass(std::move(made));
  if (made->kind != ChangeKind::extended)
    co_return fault("/end", "not-later", "an extension ends later than the rental does now");
  co_return co_await change_as(context, std::move(*state), std::move(wanted), std::move(named));
}

}  // namespace prokat::booking
