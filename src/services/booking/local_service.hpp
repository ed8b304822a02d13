// booking-service in this process, one per Loop. Each use case has a file of its own: quote.cpp,
// create.cpp, cancel.cpp, confirm.cpp, read.cpp (find, list, amount_due). What is done at the desk
// to a booking that exists is in operations.hpp, orders of several units in orders.hpp; what
// happens without a caller in money_events.hpp, hold_expiry.hpp and upkeep.hpp.
#pragma once

#include "events/wakeup.hpp"
#include "runtime/clock.hpp"
#include "services/auth/service.hpp"
#include "services/booking/domain/hold.hpp"
#include "services/booking/rate_card_cache.hpp"
#include "services/booking/service.hpp"
#include "services/booking/store/booking_store.hpp"
#include "services/booking/store/create_store.hpp"
#include "services/booking/store/extras_store.hpp"
#include "services/objects/service.hpp"

namespace prokat::booking {

struct ServiceOptions {
  HoldRules hold;
  GroupingOptions grouping;
  std::size_t rate_cards_max = 20'000;
  std::chrono::seconds rate_card_time_to_live{300};
};

class LocalService final : public Service {
 public:
  LocalService(pg::Pool& pool, const runtime::Clock& clock, objects::Service& objects,
               auth::Service& auth, events::Wakeup& wakeup, ServiceOptions options);

  Task<Result<Quote>> quote(const CallContext& context, QuoteRequest request) override;
  Task<Result<Created>> create(const CallContext& context, CreateRequest request) override;
  Task<Result<Booking>> find(const CallContext& context, BookingRequest request) override;
  Task<Result<BookingPage>> list(const CallContext& context, ListRequest request) override;
  Task<Result<Booking>> cancel(const CallContext& context, CancelRequest request) override;
  Task<Result<Booking>> confirm(const CallContext& context, BookingRequest request) override;
  Task<Result<AmountDue>> amount_due(const CallContext& context, AmountDueRequest request) override;

  // A rental with its price, and the rate card both were computed from.
  struct Priced {
    SharedRateCard card;
    TimeZone zone;
    rental::RentalPeriod rental;
    rental::Price price;
    std::vector<rental::ChosenAddon> chosen;
    std::optional<FoundPromo> promo;
  };
  // The price of a booking that exists, on other dates, another unit or with other add-ons.
  struct Repricing {
    ObjectId object_id;
    DateOrInstant start;
    DateOrInstant end;
    rental::Extras extras;
    Instant booked_at;  // promo codes are judged by the day the booking was made
    rental::Caller caller = rental::Caller::operator_;
  };
  Task<Result<Priced>> reprice(const CallContext& context, Repricing request);
  // What was kept of this object's price list is not in force any more.
  void forget_rate_card(ObjectId object_id) { rate_cards_.erase(object_id); }
  // Parts of a create that orders share.
  NewBooking new_booking(const CallContext& context, const CreateRequest& request,
                         const Priced& priced, std::optional<RequestKey> key) const;
  Task<Result<CustomerId>> resolve_customer(const CallContext& context, Contact contact);
  static std::unexpected<Problem> fail_create(CreateOutcome outcome);
  // With what may be had instead (dates_taken.hpp).
  Task<Problem> taken_problem(const CallContext& context, QuoteRequest what);

 private:
  Task<Result<Priced>> price(const CallContext& context, QuoteRequest request);
  // The code that the request names, if it names one; with clear words when it does not apply.
  Task<Result<std::optional<FoundPromo>>> promo_of(const CallContext& context,
                                                   const QuoteRequest& request,
                                                   const rental::RateCard& card,
                                                   const rental::RentalPeriod& rental);
  Task<Result<SharedRateCard>> rate_card(const CallContext& context, ObjectId object_id);

  Task<Result<Created>> create_new(const CallContext& context, CreateRequest request,
                                   std::optional<RequestKey> key);
  Task<Result<Priced>> price_as_expected(const CallContext& context, const CreateRequest& request);
  Task<Result<CustomerId>> customer_of(const CallContext& context, const CreateRequest& request);
  // What every outcome but `created` is answered with.
  Task<Result<Created>> conclude(const CallContext& context, CreateAnswer answer);
  // A unit of the model that is free, the one with the tightest gap first.
  Task<Result<Created>> create_of_model(const CallContext& context, CreateRequest request,
                                        std::optional<RequestKey> key);
  static Booking show_new(const NewBooking& made, const Priced& priced);

  pg::Pool& pool_;
  BookingStore store_;
  ExtrasStore extras_store_;
  CreateStore create_store_;
  const runtime::Clock& clock_;
  objects::Service& objects_;
  auth::Service& auth_;
  events::Wakeup& wakeup_;
  ServiceOptions options_;
  RateCardCache rate_cards_;
};

// Customers see what is theirs; a foreign booking does not exist for them.
bool may_see(const CallContext& context, CustomerId owner);

}  // namespace prokat::booking
