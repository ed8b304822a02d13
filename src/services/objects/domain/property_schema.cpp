#include "services/objects/domain/property_schema.hpp"

#include <algorithm>
#include <set>

namespace prokat::objects {
namespace {

constexpr std::size_t properties_max = 50;
constexpr std::size_t key_bytes_max = 40;
constexpr std::size_t name_bytes_max = 200;
constexpr std::size_t choices_max = 50;
constexpr std::size_t text_bytes_max = 1000;

bool is_key(std::string_view text) {
  if (text.empty() || text.size() > key_bytes_max) return false;
  if (text.front() < 'a' || text.front() > 'z') return false;
  return std::ranges::all_of(
      text, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

bool is_name(const LocalizedText& name) {
  return !name.ru.empty() && name.ru.size() <= name_bytes_max && name.en.size() <= name_bytes_max;
}

class Faults {
 public:
  explicit Faults(std::vector<FieldError>& errors, std::string place)
      : errors_(errors), place_(std::move(place)) {}
  void add(const std::string& field, std::string code, std::string detail) {
    errors_.push_back({place_ + field, std::move(code), std::move(detail)});
  }

 private:
  std::vector<FieldError>& errors_;
  std::string place_;
};

void check_choices(const Property& property, Faults& faults) {
  if (!property.choices || property.choices->empty()) {
    return faults.add("/choices", "required", "a choice has at least one value");
  }
  if (property.choices->size() > choices_max)
    return faults.add("/choices", "too-long", "at most 50 values");
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < property.choices->size(); ++i) {
    const PropertyChoice& choice = (*property.choices)[i];
    const std::string place = "/choices/" + std::to_string(i);
    if (!is_key(choice.value))
      faults.add(place + "/value", "bad-value", "small letters, digits and _, a letter first");
    if (!is_name(choice.name)) faults.add(place + "/name", "required", "1 to 200 bytes");
    if (!seen.insert(choice.value).second)
      faults.add(place + "/value", "repeated", "stands in the list already");
  }
}

void check_property(const Property& property, Faults& faults) {
  if (!is_key(property.key))
    faults.add("/key", "bad-value", "small letters, digits and _, a letter first");
  if (!is_name(property.name)) faults.add("/name", "required", "1 to 200 bytes");
  if (property.kind == PropertyKind::choice) {
    check_choices(property, faults);
  } else if (property.choices) {
    faults.add("/choices", "not-applicable", "only a choice has them");
  }
  if (property.kind != PropertyKind::number) {
    if (property.unit) faults.add("/unit", "not-applicable", "only a number has one");
    if (property.min) faults.add("/min", "not-applicable", "only a number has one");
    if (property.max) faults.add("/max", "not-applicable", "only a number has one");
  } else if (property.min && property.max && *property.min > *property.max) {
    faults.add("/max", "out-of-range", "below min");
  }
}

void check_number(const Property& property, const PropertyValue& value, Faults& faults) {
  const double* number = std::get_if<double>(&value);
  if (!number) return faults.add("", "wrong-type", "must be a number");
  if ((property.min && *number < *property.min) || (property.max && *number > *property.max))
    faults.add("", "out-of-range", "is not between min and max of the schema");
}

void check_text(const PropertyValue& value, Faults& faults) {
  const auto* text = std::get_if<std::string>(&value);
  if (!text) return faults.add("", "wrong-type", "must be a string");
  if (text->size() > text_bytes_max) faults.add("", "too-long", "at most 1000 bytes");
}

void check_choice(const Property& property, const PropertyValue& value, Faults& faults) {
  const auto* text = std::get_if<std::string>(&value);
  if (!text) return faults.add("", "wrong-type", "must be a string");
  const bool known =
      property.choices && std::ranges::find(*property.choices, *text, &PropertyChoice::value) !=
                              property.choices->end();
  if (!known) faults.add("", "unknown-value", "is none of the schema's choices");
}

void check_value(const Property& property, const PropertyValue& value, Faults& faults) {
  switch (property.kind) {
    case PropertyKind::text:
      return check_text(value, faults);
    case PropertyKind::number:
      return check_number(property, value, faults);
    case PropertyKind::choice:
      return check_choice(property, value, faults);
    case PropertyKind::flag:
      if (!std::holds_alternative<bool>(value))
        faults.add("", "wrong-type", "must be true or false");
      return;
  }
}

}  // namespace

std::vector<FieldError> check_schema(const PropertySchema& schema) {
  std::vector<FieldError> errors;
  if (schema.size() > properties_max) {
    errors.push_back({"", "too-long", "at most 50 properties"});
    return errors;
  }
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < schema.size(); ++i) {
    Faults faults(errors, "/" + std::to_string(i));
    check_property(schema[i], faults);
    if (!seen.insert(schema[i].key).second)
      faults.add("/key", "repeated", "another property has this key");
  }
  return errors;
}

std::vector<FieldError> check_values(const PropertySchema& schema, const PropertyValues& values,
                                     bool whole) {
  std::vector<FieldError> errors;
  for (const auto& [key, value] : values) {
    const auto property = std::ranges::find(schema, key, &Property::key);
    Faults faults(errors, "/" + key);
    if (property == schema.end()) {
      faults.add("", "unknown-field", "the type has no such property");
    } else {
      check_value(*property, value, faults);
    }
  }
  for (const Property& property : schema) {
    if (whole && property.required.value_or(false) && !values.contains(property.key))
      errors.push_back({"/" + property.key, "required", "the type asks for it"});
  }
  return errors;
}

}  // namespace prokat::objects
