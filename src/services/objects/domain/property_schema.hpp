// What the objects of a type have: seats, gearbox, sauna. The schema is data of the business;
// values of models and units are held against it. Pure: values come as they were read from JSON.
#pragma once

#include <boost/describe.hpp>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/result.hpp"
#include "base/text.hpp"

namespace prokat::objects {

enum class PropertyKind { text, number, choice, flag };
BOOST_DESCRIBE_ENUM(PropertyKind, text, number, choice, flag)

struct PropertyChoice {
  std::string value;  // as it is stored and searched for
  LocalizedText name;
  bool operator==(const PropertyChoice&) const = default;
};
BOOST_DESCRIBE_STRUCT(PropertyChoice, (), (value, name))

struct Property {
  std::string key;  // [a-z][a-z0-9_]*, unique in its schema
  PropertyKind kind = PropertyKind::text;
  LocalizedText name;
  std::optional<LocalizedText> unit;  // number: "л. с." / "hp"
  std::optional<double> min;          // number, both included
  std::optional<double> max;
  std::optional<std::vector<PropertyChoice>> choices;  // choice: one or more, as listed
  std::optional<bool> required;                        // of a unit together with its model
  bool operator==(const Property&) const = default;
};
BOOST_DESCRIBE_STRUCT(Property, (), (key, kind, name, unit, min, max, choices, required))

using PropertySchema = std::vector<Property>;

// std::monostate: a value of a kind that no property takes (null, a list, an object).
using PropertyValue = std::variant<std::monostate, std::string, double, bool>;
using PropertyValues = std::map<std::string, PropertyValue>;

// Pointers are relative to the schema: "/0/key".
std::vector<FieldError> check_schema(const PropertySchema& schema);
// Pointers are relative to the values: "/seats". `whole`: what is required must be there; a model
// alone need not have it, since its units may.
std::vector<FieldError> check_values(const PropertySchema& schema, const PropertyValues& values,
                                     bool whole);

}  // namespace prokat::objects
