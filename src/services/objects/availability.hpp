// The calendar of one object, or of all units of a type.
#pragma once

#include "services/objects/store.hpp"

namespace prokat::objects {

// validation-failed for faults of the request, not-found for an unknown object or a type of which
// nothing is on offer. The store outlives the call.
Task<Result<Availability>> show_availability(Store& store, const CallContext& context, Instant now,
                                             AvailabilityRequest request);

}  // namespace prokat::objects
