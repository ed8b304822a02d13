// The hours of a day at which a unit can be had: what is open, less what is booked. Pure.
#pragma once

#include "services/objects/domain/calendar.hpp"

namespace prokat::objects {

// Joins the free hours of `unit` on `date` to `free_hours`, which stays ascending and disjoint.
// `within`: the part of the day that still counts.
void add_free_hours(std::vector<rental::OpenInterval>& free_hours, const CalendarUnit& unit,
                    LocalDate date, const Period& within);

}  // namespace prokat::objects
