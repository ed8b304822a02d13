// When else an object can be had for as long: the dates next to those that were wanted. Pure.
#pragma once

#include "rental/rental_period.hpp"
#include "services/objects/dates.hpp"
#include "services/objects/domain/calendar.hpp"

namespace prokat::objects {

// How far from the wanted dates it is looked, as instants with the buffers' reach.
Period nearest_range(const Dates& wanted, const rental::RateCard& card, Instant now);

// At most `count`, nearest first (of two as near the later one), all of them bookable by the rules
// and free. Dates stay dates; instants keep their hour of the local clock, and for rentals by the
// hour other hours are tried before other days.
std::vector<Dates> nearest_dates(const CalendarUnit& unit, const Dates& wanted, Instant now,
                                 rental::Caller caller, std::size_t count);

}  // namespace prokat::objects
