// Bookings as typed calls: reads, and the writes that happen inside a transaction of a use case.
// The create is create_store.hpp's. Statuses are decided by domain/status.hpp, never here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "pg/database.hpp"
#include "runtime/context.hpp"
#include "services/booking/domain/terms.hpp"
#include "services/booking/service.hpp"

namespace prokat::booking {

// A booking that the transaction holds the lock of.
struct LockedBooking {
  BookingId id;
  OrderId order_id;
  ObjectId object_id;
  CustomerId customer_id;
  std::string channel;
  Standing standing;
  Money amount;
  Money paid;
  Money cancel_fee;
  int version = 1;
  int price_revision = 1;
  Period period;
  Period blocked;
  std::string time_zone;
  std::optional<Instant> picked_up_at;
  std::optional<Instant> returned_at;
  Instant created_at;
  BookingTerms terms;

  // Charges in force less what was paid.
  std::int64_t balance_minor() const {
    const auto charged = standing.status == Status::cancelled ? cancel_fee : amount;
    return charged.amount_minor - paid.amount_minor;
  }
};

// One booking of an order, for what is due.
struct OrderBooking {
  BookingId id;
  std::string code;
  OrderId order_id;
  CustomerId customer_id;
  Status status = Status::awaiting_payment;
  Money amount;
  Money paid;
  Money cancel_fee;
  std::optional<Instant> hold_expires_at;
  Period period;
  std::string time_zone;
  LocalizedText object_name;
  rental::RentalUnit rental_unit = rental::RentalUnit::day_24h;
};

struct DueHold {
  Instant hold_expires_at;
  BookingId id;
  OrderId order_id;
};

enum class LedgerAccount { charge, payment, refund, deposit_held, deposit_taken, writeoff };
BOOST_DESCRIBE_ENUM(LedgerAccount, charge, payment, refund, deposit_held, deposit_taken, writeoff)

struct LedgerEntry {
  LedgerAccount account = LedgerAccount::charge;
  Money amount;
  std::string cause_kind;  // booking, payment, cancellation, revival, change, charge, adjustment
  UuidBytes cause_id{};
};

struct NewStatus {
  Standing standing;
  std::int64_t received_minor = 0;  // payments entered into its ledger by the same transaction
};

// Whose hand it is, as the audit will show it, and the business time it happens at.
struct Change {
  std::string actor;
  std::string channel;
  std::string request_id;
  Instant now;

  static Change by(const CallContext& context, Instant now) {
    return {context.principal.actor(), context.channel, context.request_id, now};
  }
};

// A row of lock_booking.sql and its like.
LockedBooking read_locked(const pg::Row& row);
pg::Params& add_change(pg::Params& params, const Change& change);  // actor, channel, request, now

class BookingStore {
 public:
  explicit BookingStore(pg::Pool& pool) : pool_(pool) {}

  // `now` only derives the stage.
  Task<std::optional<Booking>> find(BookingId id, Instant now, Deadline deadline);
  Task<std::vector<Booking>> find_all(std::vector<BookingId> ids, Instant now, Deadline deadline);
  Task<std::vector<OrderBooking>> list_order(std::optional<OrderId> order_id,
                                             std::optional<BookingId> booking_id,
                                             Deadline deadline);

  // Holds that are over and whose payments nobody has to be asked about; oldest first.
  Task<std::vector<BookingId>> find_unpaid_holds(Instant now, int limit, Deadline deadline);
  // Those that have payments, after `after` in the order of their deadlines.
  Task<std::vector<DueHold>> find_holds_with_payments(Instant now, DueHold after, int limit,
                                                      Deadline deadline);
  // Ends those that are still due and that nobody else is changing. Gives how many.
  Task<std::size_t> expire(std::vector<BookingId> ids, Change change, Deadline deadline);

  // Inside a transaction.
  static Task<std::optional<LockedBooking>> lock(pg::Transaction& tx, BookingId id);
  static Task<std::vector<LockedBooking>> lock_order(pg::Transaction& tx, OrderId order_id);
  // What a locked booking becomes. Gives its new version.
  static Task<int> set_status(pg::Transaction& tx, BookingId id, NewStatus next, Change change);
  // The new version, or nothing when dates, start or object no longer allow it. Throws when
  // somebody else is reviving a booking of the same object, to be tried again as a whole.
  static Task<std::optional<int>> revive(pg::Transaction& tx, LockedBooking booking, NewStatus next,
                                         Change change);
  // A charge or a write-off also moves the order's total.
  static Task<void> add_entry(pg::Transaction& tx, const LockedBooking& booking, LedgerEntry entry,
                              Instant now);
  static Task<bool> payment_is_entered(pg::Transaction& tx, PaymentId payment_id);

 private:
  pg::Pool& pool_;
};

}  // namespace prokat::booking
