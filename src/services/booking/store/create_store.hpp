// The create as one call. Whoever calls it does not see whether it was a statement of its own or
// shared one with others that waited (pg/batcher.hpp): outcomes and errors are the same.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "pg/batcher.hpp"
#include "pg/database.hpp"
#include "services/booking/store/create_answer.hpp"
#include "services/booking/store/new_booking.hpp"
#include "services/booking/store/twins.hpp"

namespace prokat::booking {

struct GroupingOptions {
  std::size_t batch_max = 32;   // 1: every create is a statement of its own, on the pool
  std::size_t connections = 8;  // for creates that may share a statement
  std::size_t queue_max = 512;
};

class CreateStore {
 public:
  explicit CreateStore(pg::Pool& pool, GroupingOptions options = {});

  // Throws what pg::Batcher does. A create with a key is sent again when its connection was lost;
  // without one the caller hears that the outcome is unknown.
  Task<CreateAnswer> create(NewBooking booking, Deadline deadline);
  // The single statement in a transaction of the caller's, who holds the locks that several of them
  // need: objects by id. Outcomes are the statement's own; a clash of codes throws (23505).
  static Task<CreateAnswer> create_in(pg::Transaction& tx, NewBooking booking);
  // One of the customer's slots, for a booking that this transaction goes on to make. False: none.
  static Task<bool> take_hold(pg::Transaction& tx, const NewBooking& booking);
  // replay or mismatch, when the actor's key came before and was won.
  Task<std::optional<CreateAnswer>> find_key(std::string actor, RequestKey key, Deadline deadline);

 private:
  using BookingPointer = std::shared_ptr<const NewBooking>;

  Task<CreateAnswer> create_first_of_key(BookingPointer booking, Deadline deadline);
  Task<CreateAnswer> send(BookingPointer booking, Deadline deadline);
  // Everything that is counted: the customer's slot, the statement, its extras, in one transaction.
  Task<CreateAnswer> create_counted(BookingPointer booking, Deadline deadline);

  pg::Pool& pool_;
  Twins twins_;
  std::optional<pg::Batcher<NewBooking>> batcher_;
};

}  // namespace prokat::booking
