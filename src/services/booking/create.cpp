// A booking is made: price from the kept rate card, one statement, answer from what is known.
#include <sodium.h>

#include "rental/rental_period.hpp"
#include "runtime/metrics.hpp"
#include "services/booking/dates_taken.hpp"
#include "services/booking/domain/booking_code.hpp"
#include "services/booking/local_service.hpp"

namespace prokat::booking {

namespace {

constexpr int stale_retries_max = 2;
constexpr int code_tries_max = 5;
constexpr std::size_t note_characters_max = 500;

std::size_t count_characters(std::string_view utf8) {
  std::size_t count = 0;
  for (const char c : utf8) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return count;
}

bool is_printable(std::string_view text) {
  for (const char c : text)
    if (c < ' ' || c > '~') return false;
  return true;
}

Result<> check(const CallContext& context, const CreateRequest& request) {
  std::vector<FieldError> errors;
  if (request.note && count_characters(*request.note) > note_characters_max)
    errors.push_back({"/note", "too-long", "at most 500 characters"});
  if (const auto& key = request.idempotency_key;
      key && (key->empty() || key->size() > 255 || !is_printable(*key))) {
    errors.push_back({"Idempotency-Key", "bad-value", "1 to 255 printable ASCII characters"});
  }
  if (request.customer_id.is_nil() != request.contact.has_value())
    errors.push_back({"/customer_id", "required", "name a customer or give a contact, not both"});
  if (!errors.empty())
    return fail(ProblemCode::validation_failed, "the booking cannot be made like this",
                std::move(errors));
  const bool dictated = request.contact.has_value();
  if (dictated ? context.principal.role < Role::operator_ : !may_see(context, request.customer_id))
    return fail(ProblemCode::forbidden, "customers book for themselves");
  return {};
}

// What the request asks for, not how it was spelled: two instants that differ in offset are equal.
std::optional<RequestKey> key_of(const CreateRequest& request) {
  if (!request.idempotency_key) return std::nullopt;
  RequestKey key{*request.idempotency_key, {}};
  CreateRequest unnamed = request;
  unnamed.idempotency_key.reset();
  const auto text = json::write(unnamed);
  crypto_hash_sha256(key.request_sha256.data(), reinterpret_cast<const unsigned char*>(text.data()),
                     text.size());
  return key;
}

std::unexpected<Problem> fail_price_changed(const Money& total) {
  auto problem = fail(ProblemCode::price_changed, "the price is not the expected one any more");
  problem.error().extension = R"({"total":)" + json::write(total) + "}";
  return problem;
}

std::unexpected<Problem> problem_of(CreateOutcome outcome) {
  switch (outcome) {
    case CreateOutcome::mismatch:
      return fail(ProblemCode::idempotency_mismatch, "this key came before with another request");
    case CreateOutcome::in_progress:
      return fail(ProblemCode::idempotency_in_progress, "the first request has not ended yet");
    case CreateOutcome::not_found:
      return fail(ProblemCode::not_found, "no such object for rent");
    case CreateOutcome::unknown_customer:
      return fail(ProblemCode::validation_failed, "there is no such customer",
                  {{"/customer_id", "unknown", "no customer has this id"}});
    case CreateOutcome::refused:
      return fail(ProblemCode::booking_refused, "not possible");
    case CreateOutcome::taken:
      return fail(ProblemCode::dates_taken, "another booking holds these dates");
    case CreateOutcome::stale:
      return fail(ProblemCode::unavailable, "the price list is being changed; try again");
    case CreateOutcome::code_clash:
      return fail(ProblemCode::unavailable, "no free booking code was found; try again");
    case CreateOutcome::created:
    case CreateOutcome::replay:
      break;
  }
  throw std::logic_error("a create that went well has no problem");
}

void count(CreateOutcome outcome) {
  static const auto created = metrics::counter(
      "prokat_bookings_created_total", "Creates by what came of them", {{"outcome", "created"}});
  static const auto taken = metrics::counter(
      "prokat_bookings_created_total", "Creates by what came of them", {{"outcome", "taken"}});
  static const auto other = metrics::counter(
      "prokat_bookings_created_total", "Creates by what came of them", {{"outcome", "other"}});
  if (outcome == CreateOutcome::created) {
    created.add();
  } else {
    (outcome == CreateOutcome::taken ? taken : other).add();
  }
}

}  // namespace

NewBooking LocalService::new_booking(const CallContext& context, const CreateRequest& request,
                                     const Priced& priced, std::optional<RequestKey> key) const {
  const auto& card = *priced.card;
  NewBooking made;
  made.id = BookingId::make();
  made.order_id = OrderId::make();
  made.code = make_booking_code();
  made.object_id = request.object_id;
  made.rate_version = card.rate_version;
  made.customer_id = request.customer_id;
  made.legal_entity_id = card.legal_entity_id;
  made.period = priced.rental.period;
  made.blocked =
      rental::blocked_period(made.period, card.buffer_before_minutes, card.buffer_after_minutes);
  made.time_zone = card.time_zone;
  made.now = clock_.now();
  made.price = priced.price;
  const auto total = made.price.total.amount_minor;
  made.status = initial_status(total, total);  // all of it is due now: no prepayment rules yet
  if (made.status == Status::awaiting_payment) {
    made.hold_expires_at =
        hold_deadline(made.now, made.period.start, priced.zone, card.hold_minutes, options_.hold);
  }
  made.note = request.note.value_or("");
  made.actor = context.principal.actor();
  made.channel = context.channel;
  made.request_id = context.request_id;
  made.key = std::move(key);
  return made;
}

Booking LocalService::show_new(const NewBooking& made, const Priced& priced) {
  const auto& card = *priced.card;
  Booking booking;
  booking.id = made.id;
  booking.code = made.code;
  booking.order_id = made.order_id;
  booking.status = made.status;
  booking.stage = stage_at({made.period, {}, {}}, made.now);
  booking.object_id = made.object_id;
  booking.object = {card.object_id, card.type, card.name, card.unit_label};
  booking.start = priced.zone.format_with_offset(made.period.start);
  booking.end = priced.zone.format_with_offset(made.period.end);
  booking.start_date = priced.rental.start_date;
  booking.end_date = priced.rental.end_date;
  booking.time_zone = made.time_zone;
  booking.pickup_location_id = card.location_id;
  booking.customer.id = made.customer_id;
  booking.lines = made.price.lines;
  booking.total = made.price.total;
  booking.paid = Money{0, made.price.total.currency};
  booking.balance = made.price.total;
  booking.deposit = made.price.deposit;
  booking.hold_expires_at = made.hold_expires_at;
  booking.note = made.note;
  booking.channel = made.channel;
  booking.created_at = made.now;
  booking.updated_at = made.now;
  return booking;
}

// A kept rate card may be older than the price the customer saw: only a fresh one may contradict.
Task<Result<LocalService::Priced>> LocalService::price_as_expected(const CallContext& context,
                                                                   const CreateRequest& request) {
  const QuoteRequest what{request.object_id, request.start, request.end};
  auto priced = co_await price(context, what);
  if (!priced || !request.expected_total || priced->price.total == *request.expected_total)
    co_return priced;
  rate_cards_.erase(request.object_id);
  priced = co_await price(context, what);
  if (priced && priced->price.total != *request.expected_total)
    co_return fail_price_changed(priced->price.total);
  co_return priced;
}

Task<Result<CustomerId>> LocalService::customer_of(const CallContext& context,
                                                   const CreateRequest& request) {
  if (!request.contact) co_return request.customer_id;
  auto customer = co_await auth_.resolve_contact(
      context,
      auth::ResolveContact{request.contact->name, request.contact->phone, request.contact->email});
  if (!customer) co_return pass(std::move(customer));
  co_return customer->id;
}

Task<Result<Created>> LocalService::conclude(const CallContext& context, CreateAnswer answer) {
  if (answer.outcome != CreateOutcome::replay) co_return problem_of(answer.outcome);
  auto booking = co_await store_.find(answer.known_id.value(), clock_.now(), context.deadline);
  if (!booking) throw std::logic_error("an idempotency key names a booking that does not exist");
  co_return Created{std::move(*booking), true};
}

Task<Result<Created>> LocalService::create_new(const CallContext& context, CreateRequest request,
                                               std::optional<RequestKey> key) {
  CreateAnswer answer;
  int stale = 0;
  int clashes = 0;
  while (stale <= stale_retries_max && clashes < code_tries_max) {
    auto priced = co_await price_as_expected(context, request);
    if (!priced) co_return pass(std::move(priced));
    auto made = new_booking(context, request, *priced, key);
    answer = co_await create_store_.create(made, context.deadline);
    count(answer.outcome);
    if (answer.outcome == CreateOutcome::created) {
      wakeup_.wake("events");
      co_return Created{show_new(made, *priced), false};
    }
    if (answer.outcome == CreateOutcome::code_clash) {
      ++clashes;
      continue;
    }
    if (answer.outcome != CreateOutcome::stale && answer.outcome != CreateOutcome::not_found) break;
    rate_cards_.erase(request.object_id);
    if (answer.outcome == CreateOutcome::not_found) break;
    ++stale;
  }
  if (answer.outcome == CreateOutcome::taken) {
    co_return std::unexpected(
        co_await dates_taken(objects_, context, {request.object_id, request.start, request.end}));
  }
  co_return co_await conclude(context, answer);
}

Task<Result<Created>> LocalService::create(const CallContext& context, CreateRequest request) {
  if (auto valid = check(context, request); !valid) co_return pass(std::move(valid));
  const auto key = key_of(request);
  // A dictated customer is made only for a request that is new; every other request asks for its
  // key within the create itself.
  if (key && request.contact) {
    auto known = co_await create_store_.find_key(context.principal.actor(), *key, context.deadline);
    if (known) co_return co_await conclude(context, *known);
  }
  auto customer = co_await customer_of(context, request);
  if (!customer) co_return pass(std::move(customer));
  request.customer_id = *customer;
  auto created = co_await create_new(context, std::move(request), key);
  if (created || !key) co_return created;
  // The first request with this key may have been fine when it came: what is wrong by now (a start
  // that has passed, another price) is no answer to its repetition.
  const auto code = created.error().code;
  if (code == ProblemCode::validation_failed || code == ProblemCode::price_changed ||
      code == ProblemCode::not_found) {
    auto known = co_await create_store_.find_key(context.principal.actor(), *key, context.deadline);
    if (known) co_return co_await conclude(context, *known);
  }
  co_return created;
}

}  // namespace prokat::booking
