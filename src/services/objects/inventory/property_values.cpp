#include "services/objects/inventory/property_values.hpp"

#include <boost/json/parse.hpp>

namespace prokat::objects::inventory {
namespace {

namespace bj = boost::json;

bj::value parsed(const json::Raw& raw) {
  bj::error_code error;
  auto value = bj::parse(raw.text, error);
  return error ? bj::value() : value;
}

PropertyValue value_of(const bj::value& value) {
  if (const auto* text = value.if_string()) return std::string(text->data(), text->size());
  if (const auto* flag = value.if_bool()) return *flag;
  if (value.is_number()) return value.to_number<double>();
  return std::monostate();
}

}  // namespace

bool is_object(const json::Raw& properties) { return parsed(properties).is_object(); }

PropertyValues read_values(const json::Raw& properties) {
  PropertyValues values;
  const auto value = parsed(properties);
  if (!value.is_object()) return values;
  for (const auto& member : value.get_object())
    values.emplace(std::string(member.key()), value_of(member.value()));
  return values;
}

PropertyValues overlaid(PropertyValues model, const PropertyValues& unit) {
  for (const auto& [key, value] : unit) model.insert_or_assign(key, value);
  return model;
}

Result<> to_result(std::vector<FieldError> errors, std::string_view prefix) {
  if (errors.empty()) return {};
  for (FieldError& error : errors) error.pointer.insert(0, prefix);
  return fail(ProblemCode::validation_failed, "Some fields are wrong", std::move(errors));
}

}  // namespace prokat::objects::inventory
