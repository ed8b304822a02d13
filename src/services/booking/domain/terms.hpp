// What a booking was promised when it was made. Copied into the booking (bookings.terms), so that
// later changes of the rules do not touch it.
#pragma once

#include <boost/describe/class.hpp>
#include <optional>
#include <vector>

#include "rental/cancellation.hpp"
#include "rental/extras.hpp"

namespace prokat::booking {

struct BookingTerms {
  rental::CancellationPolicy cancellation;
  std::vector<rental::ChosenAddon> addons;  // what a change of dates is priced with again
  std::optional<rental::PromoTerms> promo;  // valid or not as of the day the booking was made
};
BOOST_DESCRIBE_STRUCT(BookingTerms, (), (cancellation, addons, promo))

}  // namespace prokat::booking
