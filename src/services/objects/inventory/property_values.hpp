// Values of properties between JSON and the pure schema.
#pragma once

#include <span>

#include "base/json.hpp"
#include "services/objects/domain/property_schema.hpp"

namespace prokat::objects::inventory {

// Of a JSON object; anything else has no values.
PropertyValues read_values(const json::Raw& properties);
bool is_object(const json::Raw& properties);

// The unit's values over its model's.
PropertyValues overlaid(PropertyValues model, const PropertyValues& unit);

// One problem with all faults, each under `prefix`; nothing when there is none.
Result<> to_result(std::vector<FieldError> errors, std::string_view prefix);

}  // namespace prokat::objects::inventory
