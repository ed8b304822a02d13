// Conditions on properties, read by the schemas of the types they are asked of.
#pragma once

#include "services/objects/search_store.hpp"

namespace prokat::objects {

// Fills in filter.properties and filter.numbers. validation-failed at /property.KEY: "unknown" (no
// type asked for has it), "bad-value", "out-of-range" (min above max, or bounds of no number).
Result<> read_properties(const SearchRequest& request, const PropertyKinds& kinds,
                         SearchFilter& filter);

}  // namespace prokat::objects
