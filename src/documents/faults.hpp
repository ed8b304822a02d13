// Faults that pure checks name by a pointer relative to what they check ("/rates/1/units_from"),
// put at the place of a document that is being read.
#pragma once

#include "base/json.hpp"

namespace prokat::documents {

void add_fault(json::Issues& issues, const FieldError& fault);

}  // namespace prokat::documents
