#include "services/objects/search_properties.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>

#include "base/json.hpp"

namespace prokat::objects {
namespace {

constexpr std::size_t digits_max = 15;

std::unexpected<Problem> fault(const std::string& key, const char* code, const char* detail) {
  return fail(ProblemCode::validation_failed, "The search cannot be made.",
              {{"/property." + key, code, detail}});
}

std::optional<std::string> kind_of(const PropertyKinds& kinds,
                                   const std::optional<std::string>& type, const std::string& key) {
  for (const auto& [code, properties] : kinds) {
    if (type && code != *type) continue;
    if (const auto found = properties.find(key); found != properties.end()) return found->second;
  }
  return std::nullopt;
}

// What PostgreSQL reads as numeric too; no exponents.
bool is_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const auto point = text.find('.');
  const auto whole = text.substr(0, point);
  const auto part =
      point == std::string_view::npos ? std::string_view("0") : text.substr(point + 1);
  const auto digits = [](std::string_view some) {
    return !some.empty() && some.size() <= digits_max &&
           std::ranges::all_of(some, [](unsigned char c) { return std::isdigit(c) != 0; });
  };
  return digits(whole) && digits(part);
}

Result<> read_number(const PropertyFilter& wanted, SearchFilter& filter) {
  for (const auto& text : {wanted.value, wanted.min, wanted.max}) {
    if (text && !is_number(*text)) return fault(wanted.key, "bad-value", "A number is expected.");
  }
  NumberBounds bounds{wanted.key, wanted.min.value_or("-Infinity"),
                      wanted.max.value_or("Infinity")};
  if (wanted.value) bounds.min = bounds.max = *wanted.value;
  if (wanted.min && wanted.max &&
      std::strtod(wanted.min->c_str(), nullptr) > std::strtod(wanted.max->c_str(), nullptr)) {
    return fault(wanted.key, "out-of-range", "The least is above the most.");
  }
  filter.numbers.push_back(std::move(bounds));
  return {};
}

// The property as a member of a JSON object.
Result<std::string> read_exact(const PropertyFilter& wanted, const std::string& kind) {
  if (wanted.min || wanted.max || !wanted.value)
    return fault(wanted.key, "bad-value", "Bounds are for numbers.");
  if (kind != "flag") return json::write(wanted.key) + ":" + json::write(*wanted.value);
  if (*wanted.value != "true" && *wanted.value != "false")
    return fault(wanted.key, "bad-value", "true or false is expected.");
  return json::write(wanted.key) + ":" + *wanted.value;
}

}  // namespace

Result<> read_properties(const SearchRequest& request, const PropertyKinds& kinds,
                         SearchFilter& filter) {
  std::string members;
  for (const PropertyFilter& wanted : request.properties) {
    const auto kind = kind_of(kinds, request.type, wanted.key);
    if (!kind) return fault(wanted.key, "unknown", "Nothing asked for has this property.");
    if (*kind == "number") {
      if (auto read = read_number(wanted, filter); !read) return pass(std::move(read));
      continue;
    }
    auto member = read_exact(wanted, *kind);
    if (!member) return pass(std::move(member));
    members += (members.empty() ? "" : ",") + *member;
  }
  if (!members.empty()) filter.properties = "{" + members + "}";
  return {};
}

}  // namespace prokat::objects
