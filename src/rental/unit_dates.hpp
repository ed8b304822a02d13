// On which date each unit of a rental starts: what chooses its season and its day's rule.
#pragma once

#include <vector>

#include "base/period.hpp"
#include "rental/rate_card.hpp"

namespace prokat::rental {

struct DateUnits {
  LocalDate date;
  int units = 0;  // that start on it
};

struct RentalStart {
  Instant instant;
  LocalDate date;  // in the object's zone
};

// The first `units` units, in order. Hours are real hours; all else starts once a date, whatever
// the clocks do.
std::vector<DateUnits> unit_dates(RentalUnit unit, const RentalStart& start, int units,
                                  const TimeZone& zone);

}  // namespace prokat::rental
