// "What is free on my dates?": one page of objects, each with its price for these dates.
#pragma once

#include "services/objects/store.hpp"

namespace prokat::objects {

// validation-failed for faults of the request, and when the dates suit none of the types asked for
// (then the first type's reason). The store outlives the call.
Task<Result<ObjectPage>> run_search(Store& store, const CallContext& context, Instant now,
                                    SearchRequest request);

}  // namespace prokat::objects
