// The answer to who finds the dates taken: what may be had instead comes along.
#pragma once

#include "services/booking/service.hpp"
#include "services/objects/service.hpp"

namespace prokat::booking {

// dates-taken with {"alternatives": [...]}. The list is empty when none are found in time: that the
// dates are taken is known already, and nothing about alternatives may turn it into a failure.
Task<Problem> dates_taken(objects::Service& objects, const CallContext& context, QuoteRequest what);

}  // namespace prokat::booking
