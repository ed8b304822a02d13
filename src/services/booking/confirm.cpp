// An operator takes the risk: the booking no longer expires.
#include "base/enum_names.hpp"
#include "events/event.hpp"
#include "services/booking/booking_events.hpp"
#include "services/booking/cancel.hpp"
#include "services/booking/local_service.hpp"

namespace prokat::booking {

Task<Result<Booking>> LocalService::confirm(const CallContext& context, BookingRequest request) {
  if (context.principal.role < Role::operator_)
    co_return fail(ProblemCode::forbidden, "operators confirm bookings");
  const auto change = Change::by(context, clock_.now());
  auto tx = co_await pool_.transaction(context.deadline);
  const auto booking = co_await BookingStore::lock(tx, request.id);
  if (!booking) co_return fail(ProblemCode::not_found, "no such booking");
  const auto next = next_standing(booking->standing, Trigger::operator_confirms);
  if (!next) co_return fail_illegal(booking->standing);
  if (*next != booking->standing) {
    const int version = co_await BookingStore::set_status(tx, request.id, {*next, 0}, change);
    co_await events::publish(tx, status_event(*booking, *next, version));
    co_await tx.commit();
    wakeup_.wake("events");
  }
  auto confirmed = co_await store_.find(request.id, clock_.now(), context.deadline);
  if (!confirmed) throw std::logic_error("a booking vanished");
  co_return std::move(*confirmed);
}

}  // namespace prokat::booking
