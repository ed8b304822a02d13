// An order of several units. Everything is priced before the transaction; in it the units' rows are
// locked in id order, free ones are chosen, and each is booked by the same statement as a single
// booking, in id order too. Orders of one model queue at its units; a single booking does not and
// may win a unit in between: then all of it is rolled back and chosen anew, so that no order of
// rows is ever broken and nothing is written by half.
#include <algorithm>
#include <set>

#include "rental/rental_period.hpp"
#include "services/booking/domain/booking_code.hpp"
#include "services/booking/orders.hpp"
#include "services/booking/store/extras_store.hpp"
#include "services/booking/store/operation_store.hpp"

namespace prokat::booking {

namespace {

constexpr int units_max = 20;
constexpr int tries_max = 8;
constexpr std::size_t note_bytes_max = 2000;
constexpr std::string_view unique_violation = "23505";

Result<> check(const CallContext& context, const CreateOrderRequest& request) {
  std::vector<FieldError> errors;
  int units = 0;
  for (const auto& item : request.bookings) units += item.quantity.value_or(1);
  if (request.bookings.empty() || units > units_max)
    errors.push_back({"/bookings", "out-of-range", "1 to 20 units"});
  if (request.note && request.note->size() > note_bytes_max)
    errors.push_back({"/note", "too-long", "at most 500 characters"});
  if (request.customer_id.is_nil() != request.contact.has_value())
    errors.push_back({"/customer_id", "required", "name a customer or give a contact, not both"});
  if (!errors.empty())
    return fail(ProblemCode::validation_failed, "the order cannot be made like this",
                std::move(errors));
  const bool dictated = request.contact.has_value();
  if (dictated ? context.principal.role < Role::operator_ : !may_see(context, request.customer_id))
    return fail(ProblemCode::forbidden, "customers order for themselves");
  return {};
}

// What is wrong with one item is named under it.
Problem of_item(Problem problem, std::size_t index) {
  for (auto& error : problem.errors)
    error.pointer = "/bookings/" + std::to_string(index) + error.pointer;
  return problem;
}

std::unexpected<Problem> fail_taken(const OrderItem& item, int free) {
  const int wanted = item.quantity.value_or(1);
  auto problem = fail(ProblemCode::dates_taken,
                      item.object_id ? "another booking holds these dates"
                                     : std::to_string(free) + " of " + std::to_string(wanted) +
                                           " units are free on these dates");
  problem.error().extension = R"({"alternatives":[]})";
  return problem;
}

Period blocked_of(const LocalService::Priced& priced) {
  return rental::blocked_period(priced.rental.period, priced.card->buffer_before_minutes,
                                priced.card->buffer_after_minutes);
}

}  // namespace

void check(const OrderItem& item, json::Issues& issues) {
  if (item.object_id.has_value() == item.model_id.has_value())
    issues.add("object_id", "required", "give object_id or model_id, and not both");
  const int quantity = item.quantity.value_or(1);
  if (quantity < 1 || quantity > (item.object_id ? 1 : units_max))
    issues.add("quantity", "out-of-range", item.object_id ? "an object is one unit" : "1 to 20");
}

Task<Result<Orders::Wish>> Orders::price_item(const CallContext& context, OrderItem item) {
  std::vector<ObjectId> units;
  if (item.object_id) {
    units.push_back(*item.object_id);
  } else {
    units = co_await store_.list_model_units(*item.model_id, item.location_id, context.deadline);
    if (units.empty()) co_return fail(ProblemCode::not_found, "no unit of this model is for rent");
  }
  LocalService::Repricing wanted;
  wanted.start = item.start;
  wanted.end = item.end;
  wanted.extras.addons = item.addons.value_or(std::vector<rental::ChosenAddon>());
  wanted.booked_at = clock_.now();
  wanted.caller = context.principal.role >= Role::operator_ ? rental::Caller::operator_
                                                            : rental::Caller::customer;
  Wish wish{std::move(item), {}};
  std::optional<Problem> refused;
  for (const auto& unit : units) {
    wanted.object_id = unit;
    auto priced = co_await bookings_.reprice(context, wanted);
    if (!priced) {
      refused = std::move(priced.error());
      continue;
    }
    // Units of one model that count time alike: the same period, whatever their place.
    if (!wish.candidates.empty() &&
        wish.candidates.front().priced.rental.period != priced->rental.period)
      continue;
    wish.candidates.push_back({unit, std::move(*priced)});
  }
  if (wish.candidates.empty()) co_return std::unexpected(std::move(*refused));
  co_return wish;
}

Task<Result<std::vector<Orders::Wish>>> Orders::price_all(const CallContext& context,
                                                          const CreateOrderRequest& request) {
  std::vector<Wish> wishes;
  for (std::size_t i = 0; i < request.bookings.size(); ++i) {
    auto wish = co_await price_item(context, request.bookings[i]);
    if (!wish) co_return std::unexpected(of_item(std::move(wish.error()), i));
    const auto& first =
        wishes.empty() ? wish->candidates.front() : wishes.front().candidates.front();
    std::erase_if(wish->candidates, [&first](const Candidate& candidate) {
      return candidate.priced.card->legal_entity_id != first.priced.card->legal_entity_id ||
             candidate.priced.card->currency != first.priced.card->currency;
    });
    if (wish->candidates.empty()) {
      co_return fail(ProblemCode::validation_failed, "one order is one seller and one currency",
                     {{"/bookings/" + std::to_string(i), "other-seller",
                       "this unit is of another legal entity or currency"}});
    }
    wishes.push_back(std::move(*wish));
  }
  co_return wishes;
}

Task<Result<std::vector<Orders::Chosen>>> Orders::choose(pg::Transaction& tx,
                                                         const std::vector<Wish>& wishes,
                                                         Instant now) {
  std::vector<Chosen> chosen;
  const auto is_taken = [&chosen](ObjectId object, const Period& blocked) {
    return std::ranges::any_of(chosen, [&](const Chosen& other) {
      return other.candidate->object_id == object && other.blocked.overlaps(blocked);
    });
  };
  for (const auto& wish : wishes) {
    std::vector<ObjectId> units{wish.candidates.front().object_id};
    if (wish.item.model_id) {
      const auto& period = wish.candidates.front().priced.rental.period;
      units = co_await OrderStore::pick_units(
          tx, {*wish.item.model_id, wish.item.location_id, period, now, now});
    }
    int missing = wish.item.quantity.value_or(1);
    for (const auto& unit : units) {
      if (missing == 0) break;
      const auto candidate = std::ranges::find(wish.candidates, unit, &Candidate::object_id);
      if (candidate == wish.candidates.end()) continue;
      const auto blocked = blocked_of(candidate->priced);
      if (is_taken(unit, blocked)) continue;
      chosen.push_back({&wish, &*candidate, blocked});
      --missing;
    }
    if (missing > 0) co_return fail_taken(wish.item, wish.item.quantity.value_or(1) - missing);
  }
  std::ranges::sort(chosen, [](const Chosen& left, const Chosen& right) {
    return std::pair(left.candidate->object_id, left.blocked.start) <
           std::pair(right.candidate->object_id, right.blocked.start);
  });
  co_return chosen;
}

std::vector<NewBooking> Orders::new_bookings(const CallContext& context,
                                             const CreateOrderRequest& request,
                                             const std::vector<Chosen>& chosen, OrderId id) const {
  std::vector<NewBooking> bookings;
  std::optional<Instant> deadline;
  OrderHead head{make_order_code(), 0};
  for (const auto& one : chosen) {
    CreateRequest unit;
    unit.object_id = one.candidate->object_id;
    unit.customer_id = request.customer_id;
    unit.note = request.note;
    auto made = bookings_.new_booking(context, unit, one.candidate->priced, std::nullopt);
    made.order_id = id;
    if (!bookings.empty()) made.hold.reset();  // one payment, one hold of the customer's
    made.terms.addons = one.wish->item.addons.value_or(std::vector<rental::ChosenAddon>());
    made.extras.addons = agreed_addons(*one.candidate->priced.card, made.terms.addons);
    made.makes_order = bookings.empty();
    head.total_minor += made.price.total.amount_minor;
    if (made.hold_expires_at)
      deadline = std::min(deadline.value_or(*made.hold_expires_at), *made.hold_expires_at);
    bookings.push_back(std::move(made));
  }
  // One payment, one moment until which it is waited for.
  for (auto& made : bookings)
    if (made.hold_expires_at) made.hold_expires_at = deadline;
  bookings.front().order_head = std::move(head);
  return bookings;
}

Task<Result<Orders::Outcome>> Orders::write(pg::Transaction& tx, std::vector<NewBooking> bookings,
                                            const std::vector<Chosen>& chosen) {
  std::vector<std::pair<BookingId, BookingExtras>> extras;  // after all dates are secured
  for (std::size_t i = 0; i < bookings.size(); ++i) {
    auto& booking = bookings[i];
    const auto object_id = booking.object_id;
    extras.emplace_back(booking.id, booking.extras);
    if (booking.hold && !co_await CreateStore::take_hold(tx, booking))
      co_return bookings_.fail_create(CreateOutcome::hold_limit);
    const auto answer = co_await CreateStore::create_in(tx, std::move(booking));
    switch (answer.outcome) {
      case CreateOutcome::created:
        continue;
      case CreateOutcome::taken:
        // A unit that was asked for by name is taken; one that we picked was lost to somebody else.
        if (const auto& item = chosen[i].wish->item; item.object_id) co_return fail_taken(item, 0);
        co_return Outcome::again;
      case CreateOutcome::stale:
      case CreateOutcome::not_found:
        bookings_.forget_rate_card(object_id);
        co_return Outcome::stale;
      default:
        co_return bookings_.fail_create(answer.outcome);
    }
  }
  co_await ExtrasStore::take_all(tx, std::move(extras));
  co_return Outcome::created;
}

Task<Result<Orders::Attempt>> Orders::attempt(const CallContext& context,
                                              const CreateOrderRequest& request,
                                              const std::vector<Wish>& wishes,
                                              std::optional<NamedRequest> named) {
  const auto now = clock_.now();
  const auto id = OrderId::make();
  auto tx = co_await pool_.transaction(context.deadline);
  auto known = co_await claim(tx, context, named, id.bytes(), now);
  if (!known) co_return pass(std::move(known));
  if (*known) co_return Attempt{Outcome::replayed, OrderId(**known)};
  std::set<ObjectId> units;
  for (const auto& wish : wishes)
    for (const auto& candidate : wish.candidates) units.insert(candidate.object_id);
  co_await OperationStore::lock_objects(tx, {units.begin(), units.end()});
  auto chosen = co_await choose(tx, wishes, now);
  if (!chosen) co_return pass(std::move(chosen));
  Money total{0, wishes.front().candidates.front().priced.card->currency};
  for (const auto& one : *chosen) total = total + one.candidate->priced.price.total;
  if (request.expected_total && *request.expected_total != total) {
    auto problem = fail(ProblemCode::price_changed, "the price is not the expected one any more");
    problem.error().extension = R"({"total":)" + json::write(total) + "}";
    co_return problem;
  }
  auto written = co_await write(tx, new_bookings(context, request, *chosen, id), *chosen);
  if (!written) co_return pass(std::move(written));
  if (*written == Outcome::created) co_await tx.commit();
  co_return Attempt{*written, id};
}

Task<Result<CreatedOrder>> Orders::create(const CallContext& context, CreateOrderRequest request) {
  if (auto valid = check(context, request); !valid) co_return pass(std::move(valid));
  std::optional<NamedRequest> named;
  if (request.idempotency_key)
    named = NamedRequest{"order.create", *request.idempotency_key, json::write(request), {}};
  auto answered = co_await find_answered(pool_, context, named);
  if (!answered) co_return pass(std::move(answered));
  if (*answered) {
    auto order = co_await find(context, OrderId(**answered));
    if (!order) co_return pass(std::move(order));
    co_return CreatedOrder{std::move(*order), true};
  }
  if (request.contact) {  // made only for a request that is new
    auto customer = co_await bookings_.resolve_customer(context, *request.contact);
    if (!customer) co_return pass(std::move(customer));
    request.customer_id = *customer;
  }
  bool taken = false;  // the last try lost its dates to somebody
  for (int tries = 0; tries < tries_max; ++tries) {
    auto wishes = co_await price_all(context, request);
    if (!wishes) co_return pass(std::move(wishes));
    bool clash = false;
    Result<Attempt> made = Attempt{};
    try {
      made = co_await attempt(context, request, *wishes, named);
    } catch (const pg::Error& error) {
      if (const auto refusal = ExtrasStore::refusal_of(error))
        co_return std::unexpected(problem_of(*refusal));
      if (error.sqlstate() != unique_violation) throw;
      clash = error.constraint() == "bookings_code" || error.constraint() == "orders_code";
      if (!clash) throw;
    }
    taken = !clash && made && made->outcome == Outcome::again;
    if (clash) continue;
    // The try before rolls back in the background and may hold the key's lock for a moment yet.
    const bool by_ourselves =
        !made && tries > 0 && made.error().code == ProblemCode::idempotency_in_progress;
    if (by_ourselves) continue;
    if (!made) co_return pass(std::move(made));
    if (made->outcome == Outcome::again || made->outcome == Outcome::stale) continue;
    if (made->outcome == Outcome::created) wakeup_.wake("events");
    auto order = co_await find(context, made->order_id);
    if (!order) co_return pass(std::move(order));
    co_return CreatedOrder{std::move(*order), made->outcome == Outcome::replayed};
  }
  if (taken) {
    auto problem = fail(ProblemCode::dates_taken, "another booking holds these dates");
    problem.error().extension = R"({"alternatives":[]})";
    co_return problem;
  }
  co_return fail(ProblemCode::unavailable, "the price list is being changed; try again");
}

}  // namespace prokat::booking
