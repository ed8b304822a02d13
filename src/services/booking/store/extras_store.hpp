// Add-ons and promo codes of bookings, as steps of a transaction that anybody may make. The
// counting is the database's (migration 0013): a step that asks for more than there is throws a
// pg::Error that refusal_of() translates, and the transaction is over.
//   Order within a transaction: objects by id, all bookings, then take() for each of them, so that
//   nobody waits for dates while he holds a stock.
#pragma once

#include <utility>
#include <vector>

#include "pg/database.hpp"
#include "services/booking/domain/extras.hpp"

namespace prokat::booking {

struct FoundPromo {
  rental::PromoTerms terms;
  int version = 1;
  bool used_up = false;
};

// Why a step of this store failed; nothing: another error.
struct ExtrasRefusal {
  enum class Kind { addon_unavailable, promo_exhausted, promo_stale };  // stale: other terms by now
  Kind kind;
  AddonId addon_id;  // addon_unavailable
};

class ExtrasStore {
 public:
  explicit ExtrasStore(pg::Pool& pool) : pool_(pool) {}

  // In any case; nothing when there is none, or no longer.
  Task<std::optional<FoundPromo>> find_promo(std::string code, Deadline deadline);

  // What a booking of this transaction takes; dates, place and customer are those of its row.
  static Task<void> take(pg::Transaction& tx, BookingId id, BookingExtras extras);
  // For several bookings: the stocks of all of them in one order, then their promo codes.
  static Task<void> take_all(pg::Transaction& tx,
                             std::vector<std::pair<BookingId, BookingExtras>> all);
  // Before a change of dates, so that only what is wanted afterwards is judged; replace() follows.
  static Task<void> drop_addons(pg::Transaction& tx, BookingId id);
  // Instead of what it took before; the promo code stays the same one, only its discount moves.
  static Task<void> replace(pg::Transaction& tx, BookingId id, BookingExtras extras);
  // What a revived booking needs again, after its dates are secured. False: it cannot be had, and
  // nothing was taken.
  static Task<bool> retake(pg::Transaction& tx, BookingId id);

  static std::optional<ExtrasRefusal> refusal_of(const pg::Error& error);

 private:
  pg::Pool& pool_;
};

// 409 addon-unavailable or promo-exhausted; for promo_stale: read the code again and start over.
Problem problem_of(const ExtrasRefusal& refusal);

}  // namespace prokat::booking
