// What is done to a booking that exists, at the desk or by its customer: changing it, cancelling
// terms, handing over, charging. One per Loop; each use case has a file of its own: change.cpp,
// cancellation_terms.cpp, handover.cpp, charge.cpp, adjust.cpp. Cancelling and confirming are in
// the service's interface. Every money effect is an entry of the ledger in the same transaction.
#pragma once

#include "base/json_patch.hpp"
#include "events/wakeup.hpp"
#include "services/booking/local_service.hpp"
#include "services/booking/named_request.hpp"
#include "services/booking/store/operation_store.hpp"

namespace prokat::booking {

// What of a booking can be changed, as a client would send it.
struct ChangeBody {
  ObjectId object_id;
  DateOrInstant start;
  DateOrInstant end;
  std::vector<rental::ChosenAddon> addons;
  std::string note;
  std::optional<Money> expected_total;  // what the person saw; another price now is price-changed
};
BOOST_DESCRIBE_STRUCT(ChangeBody, (), (object_id, start, end, addons, note, expected_total))
void check(const ChangeBody& body, json::Issues& issues);

struct ChangeRequest {
  BookingId id;
  json::Update update;  // a merge patch of ChangeBody
};

struct ExtendRequest {
  BookingId id;
  DateOrInstant end;
  std::optional<Money> expected_total;
  std::optional<std::string> idempotency_key;
};
BOOST_DESCRIBE_STRUCT(ExtendRequest, (), (id, end, expected_total))

// What a change would come to. Nothing is held meanwhile.
struct ChangeQuote {
  ObjectId object_id;
  std::string start;
  std::string end;
  LocalDate start_date;
  LocalDate end_date;
  bool available = false;                // the dates are free, but for this booking itself
  std::vector<rental::PriceLine> lines;  // of the price; charges and adjustments stay as they are
  Money total;                           // with charges and adjustments
  Money difference;                      // to the present total
  Money balance;                         // what would be to pay, or below zero to give back
  Money deposit;
};
BOOST_DESCRIBE_STRUCT(ChangeQuote, (),
                      (object_id, start, end, start_date, end_date, available, lines, total,
                       difference, balance, deposit))

struct CancellationTerms {
  rental::CancellationPolicy policy;
  bool possible = false;  // to cancel it now
  Money fee;              // if the customer cancelled now
  Money refund;           // of what was paid
  Money owed;             // what of the fee is not covered by what was paid
  LocalizedText rule;
  std::optional<Instant> free_until;
};
BOOST_DESCRIBE_STRUCT(CancellationTerms, (),
                      (policy, possible, fee, refund, owed, rule, free_until))

struct HandoverRequest {
  BookingId id;
  HandoverKind kind = HandoverKind::pickup;
  std::optional<Instant> at;  // default: now
  Readings readings;
  std::string note;
  std::vector<PhotoId> photo_ids;
  std::optional<std::string> idempotency_key;
};
BOOST_DESCRIBE_STRUCT(HandoverRequest, (), (id, kind, at, readings, note, photo_ids))

struct HandoverView {
  Instant at;
  Readings readings;
  std::string note;
  std::vector<PhotoId> photo_ids;
};
BOOST_DESCRIBE_STRUCT(HandoverView, (), (at, readings, note, photo_ids))

struct Charge {
  ChargeId id;
  ChargeKind kind = ChargeKind::other;
  std::int64_t quantity_thousandths = 1000;
  Money unit_price;
  Money amount;
  std::string note;
  std::vector<PhotoId> photo_ids;
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(Charge, (),
                      (id, kind, quantity_thousandths, unit_price, amount, note, photo_ids,
                       created_at))

// How a rental is settled: what was read off, what was charged, what the rules suggest beside it.
struct Settlement {
  Booking booking;
  std::optional<HandoverView> pickup;
  std::optional<HandoverView> return_;
  std::vector<Charge> charges;
  std::vector<SuggestedCharge> suggested_charges;  // of kinds not charged yet; after the return
  Money deposit;  // not money of the booking: it is given back or claimed apart
};
BOOST_DESCRIBE_STRUCT(Settlement, (),
                      (booking, pickup, return_, charges, suggested_charges, deposit))

struct ChargeRequest {
  BookingId id;
  ChargeKind kind = ChargeKind::other;
  std::optional<std::int64_t> quantity_thousandths;  // with unit_price, or
  std::optional<Money> unit_price;
  std::optional<Money> amount;  // as a whole
  std::string note;
  std::vector<PhotoId> photo_ids;
  std::optional<std::string> idempotency_key;
};
BOOST_DESCRIBE_STRUCT(ChargeRequest, (),
                      (id, kind, quantity_thousandths, unit_price, amount, note, photo_ids))

struct Charged {
  Charge charge;
  bool replayed = false;
};

struct AdjustRequest {
  BookingId id;
  Money amount;  // added to the price; below zero a discount
  std::string reason;
  std::optional<std::string> idempotency_key;
};
BOOST_DESCRIBE_STRUCT(AdjustRequest, (), (id, amount, reason))

class Operations {
 public:
  Operations(pg::Pool& pool, const runtime::Clock& clock, LocalService& bookings,
             events::Wakeup& wakeup)
      : pool_(pool), bookings_(bookings), store_(pool), clock_(clock), wakeup_(wakeup) {}

  // not-found, validation-failed, illegal-transition.
  Task<Result<ChangeQuote>> quote_change(const CallContext& context, ChangeRequest request);
  // The same, and version-conflict, price-changed, dates-taken (then nothing has changed).
  Task<Result<Booking>> change(const CallContext& context, ChangeRequest request);
  Task<Result<Booking>> extend(const CallContext& context, ExtendRequest request);

  Task<Result<CancellationTerms>> cancellation_terms(const CallContext& context,
                                                     BookingRequest request);

  // Operators. not-found, validation-failed, illegal-transition.
  Task<Result<Settlement>> hand_over(const CallContext& context, HandoverRequest request);
  Task<Result<Settlement>> settlement(const CallContext& context, BookingRequest request);
  Task<Result<Charged>> charge(const CallContext& context, ChargeRequest request);
  Task<Result<Booking>> adjust(const CallContext& context, AdjustRequest request);

 private:
  struct Plan {
    BookingState state;
    ChangeBody wanted;
    LocalService::Priced priced;
    Money total;
    Money difference;
    ChangeKind kind = ChangeKind::changed;
  };
  enum class Outcome { done, moved_on, stale, taken };

  Task<Result<BookingState>> find_state(const CallContext& context, BookingId id);
  Task<Result<Plan>> plan(const CallContext& context, BookingState state, ChangeBody wanted);
  Task<Result<Booking>> change_as(const CallContext& context, BookingState state, ChangeBody wanted,
                                  std::optional<NamedRequest> named);
  Task<Result<Outcome>> apply(const CallContext& context, const Plan& plan,
                              std::optional<NamedRequest> named);
  Task<Result<Outcome>> write(const CallContext& context, const Plan& plan,
                              std::optional<NamedRequest> named);
  Task<void> write_money(pg::Transaction& tx, const Plan& plan, Change change);
  Task<Result<Booking>> set_note(const CallContext& context, const BookingState& state,
                                 std::string note);
  Task<Result<>> try_hand_over(const CallContext& context, HandoverRequest request, Instant now);
  // A line outside of the price: its entry in the ledger, the order's total, the status.
  Task<int> add_amount(pg::Transaction& tx, LockedBooking booking, NewLines where,
                       rental::PriceLine line, NewChange made, Change change);
  Task<Result<Booking>> show(const CallContext& context, BookingId id);

  pg::Pool& pool_;
  LocalService& bookings_;
  OperationStore store_;
  const runtime::Clock& clock_;
  events::Wakeup& wakeup_;
};

Charge view_of(const NewCharge& made);

// The status that a balance gives: paid where nothing is lacking, and back where something is.
Standing standing_of_balance(const Standing& standing, std::int64_t amount_minor,
                             std::int64_t paid_minor);

}  // namespace prokat::booking
