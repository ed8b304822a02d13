#include "services/booking/store/create_store.hpp"

#include <stdexcept>

#include "base/enum_names.hpp"
#include "services/booking/sql.hpp"
#include "services/booking/store/create_parameters.hpp"
#include "services/booking/store/extras_store.hpp"

namespace prokat::booking {

namespace {

constexpr std::string_view unique_violation = "23505";

// A plan is made when a connection prepares a statement and then kept, even one made while a table
// was still empty: reading that table from end to end would be right for ever. Creates find
// everything by a key.
constexpr const char* always_by_index = "-c enable_seqscan=off";

CreateAnswer read_answer(const pg::Row& row) {
  const auto outcome = parse_enum<CreateOutcome>(row.text("outcome"));
  if (!outcome) throw std::logic_error("the create's statement answered an unknown outcome");
  return {*outcome, row.get<std::optional<BookingId>>("known_id")};
}

CreateAnswer answer_of(const ExtrasRefusal& refusal) {
  switch (refusal.kind) {
    case ExtrasRefusal::Kind::addon_unavailable:
      return {CreateOutcome::addon_unavailable, std::nullopt, refusal.addon_id};
    case ExtrasRefusal::Kind::promo_exhausted:
      return {CreateOutcome::promo_exhausted, std::nullopt};
    case ExtrasRefusal::Kind::promo_stale:
      break;
  }
  return {CreateOutcome::stale, std::nullopt};
}

// A loser may be the twin of who took the dates, the last piece or the last use.
bool may_be_a_twin(const std::optional<CreateAnswer>& answer) {
  return !answer || answer->outcome == CreateOutcome::taken ||
         answer->outcome == CreateOutcome::hold_limit ||
         answer->outcome == CreateOutcome::addon_unavailable ||
         answer->outcome == CreateOutcome::promo_exhausted;
}

pg::BatchStatements<NewBooking> create_statements() {
  return {.single = sql::create_booking,
          .group = sql::create_bookings,
          .single_parameters = single_parameters,
          .group_parameters = group_parameters};
}

}  // namespace

CreateStore::CreateStore(pg::Pool& pool, GroupingOptions options)
    : pool_(pool), twins_(pool.executor()) {
  if (options.batch_max <= 1) return;
  batcher_.emplace(pool, create_statements(),
                   pg::BatcherOptions{.name = "create",
                                      .connections = options.connections,
                                      .batch_max = options.batch_max,
                                      .queue_max = options.queue_max,
                                      .session_options = always_by_index});
}

Task<std::optional<CreateAnswer>> CreateStore::find_key(std::string actor, RequestKey key,
                                                        Deadline deadline) {
  pg::Params params;
  params.add(actor).add(create_route).add(key.key).add_bytes(key.request_sha256);
  const auto rows = co_await pool_.statement(sql::find_key, std::move(params), deadline);
  if (rows.empty()) co_return std::nullopt;
  const bool same = rows[0].get<bool>("same");
  co_return CreateAnswer{same ? CreateOutcome::replay : CreateOutcome::mismatch,
                         rows[0].get<BookingId>("resource_id")};
}

Task<CreateAnswer> CreateStore::create(NewBooking booking, Deadline deadline) {
  const auto shared = std::make_shared<const NewBooking>(std::move(booking));
  if (!shared->key) co_return co_await create_first_of_key(shared, deadline);
  for (;;) {
    Twins::Place place(twins_, *shared);
    if (place.is_first()) {
      const auto answer = co_await create_first_of_key(shared, deadline);
      place.set_answer(answer);
      co_return answer;
    }
    if (const auto answer = co_await place.wait(deadline)) co_return *answer;
  }
}

Task<CreateAnswer> CreateStore::create_in(pg::Transaction& tx, NewBooking booking) {
  const auto rows = co_await tx.statement(sql::create_booking, single_parameters(booking));
  co_return read_answer(rows.only());
}

// Slots before dates, everywhere: nobody waits for a slot while others wait for his dates.
Task<bool> CreateStore::take_hold(pg::Transaction& tx, const NewBooking& booking) {
  const int slots = booking.hold->unpaid_max;
  for (int tries = 0; tries <= slots; ++tries) {
    pg::Params params;
    params.add(booking.customer_id).add(booking.object_id).add(booking.id).add(slots);
    params.add(booking.now).add(booking.hold->expired_since);
    const auto rows = co_await tx.statement(sql::take_hold, std::move(params));
    const auto outcome = rows.only().text("outcome");
    if (outcome == "taken") co_return true;
    if (outcome != "again") co_return false;
  }
  co_return false;
}

Task<CreateAnswer> CreateStore::create_counted(BookingPointer booking, Deadline deadline) {
  auto tx = co_await pool_.transaction(deadline);
  if (booking->hold && !co_await take_hold(tx, *booking))
    co_return CreateAnswer{CreateOutcome::hold_limit, std::nullopt};
  const auto answer = co_await create_in(tx, *booking);
  if (answer.outcome != CreateOutcome::created) co_return answer;
  co_await ExtrasStore::take(tx, booking->id, booking->extras);
  co_await tx.commit();
  co_return answer;
}

Task<CreateAnswer> CreateStore::send(BookingPointer booking, Deadline deadline) {
  if (batcher_ && may_share_a_batch(*booking)) {
    const auto repeat = booking->key ? pg::Repeat::allowed : pg::Repeat::forbidden;
    const auto answer = co_await batcher_->run(booking, repeat, deadline);
    co_return read_answer(answer.row());
  }
  if (booking->hold || !booking->extras.empty())
    co_return co_await create_counted(booking, deadline);
  const auto rows =
      co_await pool_.statement(sql::create_booking, single_parameters(*booking), deadline);
  co_return read_answer(rows.only());
}

Task<CreateAnswer> CreateStore::create_first_of_key(BookingPointer booking, Deadline deadline) {
  std::optional<CreateAnswer> answer;
  std::string clash;
  try {
    answer = co_await send(booking, deadline);
  } catch (const pg::Error& error) {
    // A violated unique key ends the statement; it is an answer only for the two keys that two good
    // requests can clash on.
    if (const auto refusal = ExtrasStore::refusal_of(error)) {
      answer = answer_of(*refusal);
    } else {
      if (error.sqlstate() != unique_violation) throw;
      clash = error.constraint();
      if (clash != "bookings_code" && clash != "idempotency_keys_pkey") throw;
    }
  }
  if (clash == "bookings_code") co_return CreateAnswer{CreateOutcome::code_clash, std::nullopt};
  if (booking->key && may_be_a_twin(answer)) {
    const auto known = co_await find_key(booking->actor, *booking->key, deadline);
    if (known) answer = known;
  }
  if (!answer) co_return CreateAnswer{CreateOutcome::in_progress, std::nullopt};
  // Sent twice, and the first time had been enough.
  const bool own = answer->outcome == CreateOutcome::replay && answer->known_id == booking->id;
  co_return own ? CreateAnswer{CreateOutcome::created, std::nullopt} : *answer;
}

}  // namespace prokat::booking
