// The writes of what is done to a booking that exists: changing, cancelling, handing over,
// charging. All of them happen inside a transaction of a use case that holds the booking's lock.
// When the unit or its blocking changes, the rows of the objects are locked first, in the order of
// their ids (lock_objects), then the booking.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/booking/domain/settlement.hpp"
#include "services/booking/store/booking_store.hpp"

namespace prokat::booking {

using ChargeId = Id<struct ChargeTag>;

enum class LinePart { price, charge, adjustment, cancellation };
BOOST_DESCRIBE_ENUM(LinePart, price, charge, adjustment, cancellation)

// A booking as a change is planned on, read without a lock.
struct BookingState {
  LockedBooking booking;
  std::string note;
  std::int64_t extras_minor = 0;  // charges and adjustments within its amount
};

struct LockedObject {
  ObjectId id;
  int rate_version = 0;
  bool for_rent = false;
};

// What a changed booking becomes.
struct ChangedBooking {
  BookingId id;
  ObjectId object_id;
  Period period;
  Period blocked;
  std::string time_zone;
  Money amount;
  Money deposit;
  int price_revision = 1;
  int rate_version = 0;
  BookingTerms terms;
  std::string note;
  Status status = Status::awaiting_payment;
  std::vector<rental::TaxPart> taxes;
};

struct Cancelled {
  Standing standing;
  std::int64_t fee_minor = 0;
  std::string note;
};

struct NewLines {
  BookingId booking_id;
  LinePart part = LinePart::price;
  int price_revision = 1;
};

struct NewChange {
  ChangeKind kind = ChangeKind::changed;
  int price_revision = 1;
  Money difference;
  Money total;
  bool moved = false;  // unit or dates are others: the old ones are kept with it
  std::string note;
};

enum class HandoverKind { pickup, return_ };
BOOST_DESCRIBE_ENUM(HandoverKind, pickup, return_)

struct Handover {
  HandoverKind kind = HandoverKind::pickup;
  Instant at;
  Readings readings;
  std::string note;
  std::vector<PhotoId> photo_ids;
};

struct NewCharge {
  ChargeId id;
  ChargeKind kind = ChargeKind::other;
  std::int64_t quantity_thousandths = 1000;
  Money unit_price;
  Money amount;
  std::string note;
  std::vector<PhotoId> photo_ids;
  Instant created_at;
};

class OperationStore {
 public:
  explicit OperationStore(pg::Pool& pool) : pool_(pool) {}

  Task<std::optional<BookingState>> find_state(BookingId id, Deadline deadline);
  Task<std::vector<Handover>> find_handovers(BookingId id, Deadline deadline);
  Task<std::vector<NewCharge>> list_charges(BookingId id, Deadline deadline);
  // Whether nobody but `except` holds the object in this period. Only to show: the write decides.
  Task<bool> is_free(ObjectId object_id, Period blocked, BookingId except, Deadline deadline);
  // The type's rules and the rental as it went, without the readings. Nothing: no such booking.
  struct SettlementBase {
    SettlementRules rules;
    CompletedRental rental;
    Money deposit;
  };
  Task<std::optional<SettlementBase>> find_settlement_base(BookingId id, Deadline deadline);

  static Task<std::vector<LockedObject>> lock_objects(pg::Transaction& tx,
                                                      std::vector<ObjectId> ids);
  // The new version. Throws pg::Error 23P01 when somebody else holds the dates.
  static Task<int> change(pg::Transaction& tx, ChangedBooking changed, Change change);
  static Task<int> set_note(pg::Transaction& tx, BookingId id, std::string note, Change change);
  // A charge or an adjustment of the amount, and the status the new balance gives.
  static Task<int> change_amount(pg::Transaction& tx, BookingId id, std::int64_t more_minor,
                                 Status status, Change change);
  static Task<int> cancel(pg::Transaction& tx, BookingId id, Cancelled cancelled, Change change);
  // The position of the first.
  static Task<int> add_lines(pg::Transaction& tx, NewLines where,
                             std::vector<rental::PriceLine> lines);
  static Task<void> add_change(pg::Transaction& tx, const LockedBooking& before, NewChange made,
                               Change change);
  // The fact and what it does to the booking. The new version; pg::Error 23P01 when a booking of
  // the unit was made meanwhile: to be tried again.
  static Task<int> hand_over(pg::Transaction& tx, BookingId id, Handover handover, Change change);
  static Task<void> add_charge(pg::Transaction& tx, BookingId id, int position, NewCharge charge,
                               Change change);

 private:
  pg::Pool& pool_;
};

}  // namespace prokat::booking
