// The calendar of one object, of all units of a type, or of those of a model.
#pragma once

#include "services/objects/search.hpp"

namespace prokat::objects {

// validation-failed for faults of the request, not-found for an unknown object and for a type or a
// model of which nothing is on offer.
Task<Result<Availability>> show_availability(SearchTools tools, const CallContext& context,
                                             Instant now, AvailabilityRequest request);

// One object with what takes it within the range; null when there is none.
Task<std::optional<CalendarUnit>> find_calendar_unit(SearchTools tools, ObjectId id, Period range,
                                                     Instant now, Deadline deadline);

}  // namespace prokat::objects
