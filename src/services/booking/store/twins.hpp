// Creates of one idempotency key that are under way in this process: the second waits for the
// first one's answer instead of meeting it in the database, where the two could only fail each
// other. Twins in other processes are told apart by the statements themselves.
//   Twins::Place place(twins, booking);        // first or not
//   if (!place.is_first()) { answer = co_await place.wait(deadline); ... }
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "runtime/async_event.hpp"
#include "services/booking/store/create_answer.hpp"
#include "services/booking/store/new_booking.hpp"

namespace prokat::booking {

class Twins {
  struct First;
  // Shared with the places: a request that hangs when the process ends outlives its store.
  using UnderWay = std::unordered_map<std::string, std::shared_ptr<First>>;

 public:
  explicit Twins(boost::asio::any_io_executor executor);

  // Held while the create is under way; whoever waits goes on when it is destroyed.
  class Place {
   public:
    Place(Twins& twins, const NewBooking& booking);  // the booking has a key
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    bool is_first() const { return first_; }
    void set_answer(CreateAnswer answer);  // of the first
    // What the first one's answer means for this one; nullopt: nothing, try yourself.
    Task<std::optional<CreateAnswer>> wait(Deadline deadline);

   private:
    std::shared_ptr<UnderWay> under_way_;
    std::string name_;
    Sha256 request_sha256_;
    BookingId id_;
    bool first_;
    std::shared_ptr<First> pending_;
  };

 private:
  boost::asio::any_io_executor executor_;
  std::shared_ptr<UnderWay> under_way_;
};

}  // namespace prokat::booking
