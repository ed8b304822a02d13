#include "rpc/problem_json.hpp"

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace prokat::rpc {

namespace {

// Members that every problem has; the rest is its extension. `request_id` is the call's own.
constexpr std::array<std::string_view, 7> own_members{"type",   "title",      "status", "code",
                                                      "detail", "request_id", "errors"};

std::string text_of(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  const auto* text = value ? value->if_string() : nullptr;
  return text ? std::string(text->data(), text->size()) : std::string();
}

std::optional<ProblemCode> code_named(std::string_view name) {
  const auto* const found =
      std::find_if(problem_table.begin(), problem_table.end(),
                   [&](const ProblemInfo& info) { return info.name == name; });
  return found == problem_table.end() ? std::nullopt : std::optional(found->code);
}

std::vector<FieldError> errors_of(const boost::json::object& object) {
  std::vector<FieldError> errors;
  const auto* value = object.if_contains("errors");
  if (!value || !value->is_array()) return errors;
  for (const auto& item : value->get_array()) {
    if (!item.is_object()) continue;
    const auto& error = item.get_object();
    errors.push_back({text_of(error, "pointer"), text_of(error, "code"), text_of(error, "detail")});
  }
  return errors;
}

std::string extension_of(const boost::json::object& object) {
  boost::json::object rest;
  for (const auto& [key, value] : object) {
    const std::string_view name(key.data(), key.size());
    if (std::find(own_members.begin(), own_members.end(), name) == own_members.end()) {
      rest.emplace(key, value);
    }
  }
  return rest.empty() ? std::string() : boost::json::serialize(rest);
}

}  // namespace

std::optional<Problem> parse_problem(std::string_view body) {
  boost::system::error_code fault;
  const auto value = boost::json::parse({body.data(), body.size()}, fault);
  if (fault || !value.is_object()) return std::nullopt;
  const auto& object = value.get_object();
  const auto code = code_named(text_of(object, "code"));
  if (!code) return std::nullopt;
  return Problem{*code, text_of(object, "detail"), errors_of(object), extension_of(object)};
}

}  // namespace prokat::rpc
