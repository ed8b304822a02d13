#include "runtime/config_values.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace prokat::runtime {
namespace {

using std::chrono::milliseconds;

struct Unit {
  std::string_view name;
  std::int64_t ms;
};
constexpr std::array<Unit, 5> units = {
    {{"d", 86'400'000}, {"h", 3'600'000}, {"min", 60'000}, {"s", 1'000}, {"ms", 1}}};

bool is_listen_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view host = text.substr(0, colon);
  const bool bracketed = host.front() == '[' && host.back() == ']';
  if (!bracketed && host.find(':') != std::string_view::npos) return false;
  const auto port = parse_number(text.substr(colon + 1));
  return port && *port >= 0 && *port <= 65'535;
}

// The part after "scheme://" when the scheme is one of these and a host follows.
std::optional<std::string_view> after_scheme(std::string_view text,
                                             std::initializer_list<std::string_view> schemes) {
  for (const std::string_view scheme : schemes) {
    if (!text.starts_with(scheme) || !text.substr(scheme.size()).starts_with("://")) continue;
    const std::string_view rest = text.substr(scheme.size() + 3);
    const bool printable = std::all_of(rest.begin(), rest.end(),
                                       [](unsigned char c) { return c > 0x20 && c != 0x7F; });
    if (printable && !rest.empty() && rest.front() != '/' && rest.front() != ':') return rest;
  }
  return std::nullopt;
}

bool is_url(std::string_view text) { return after_scheme(text, {"http", "https"}).has_value(); }

bool is_one_of(std::string_view value, std::string_view choices) {
  const auto allowed = split_by_commas(choices);
  return std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

std::string bound_text(const Property& property, std::int64_t bound) {
  return property.kind == PropertyKind::duration ? format_duration(milliseconds(bound))
                                                 : std::to_string(bound);
}

std::optional<ValueFault> check_bounds(const Property& property, std::int64_t value) {
  if (value >= property.min && value <= property.max) return std::nullopt;
  return ValueFault{"out-of-range", "must be from " + bounds_text(property)};
}

std::string spaced(std::string_view choices) {
  std::string text;
  for (const std::string_view choice : split_by_commas(choices)) {
    if (!text.empty()) text += ", ";
    text += choice;
  }
  return text;
}

std::optional<ValueFault> require(bool holds, std::string detail) {
  if (holds) return std::nullopt;
  return ValueFault{"bad-value", std::move(detail)};
}

bool all_are_urls(std::string_view list) {
  const auto urls = split_by_commas(list);
  return std::all_of(urls.begin(), urls.end(), is_url);
}

bool are_choices(std::string_view list, std::string_view allowed) {
  const auto names = split_by_commas(list);
  return list == "all" ||
         (!names.empty() && std::all_of(names.begin(), names.end(),
                                        [&](auto name) { return is_one_of(name, allowed); }));
}

}  // namespace

std::optional<std::int64_t> parse_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

std::optional<milliseconds> parse_duration(std::string_view text) {
  const auto unit_at = text.find_first_not_of("-0123456789");
  if (unit_at == std::string_view::npos) return std::nullopt;
  const auto count = parse_number(text.substr(0, unit_at));
  if (!count) return std::nullopt;
  for (const Unit& unit : units) {
    std::int64_t value = 0;
    if (unit.name != text.substr(unit_at)) continue;
    if (__builtin_mul_overflow(*count, unit.ms, &value)) return std::nullopt;
    return milliseconds(value);
  }
  return std::nullopt;
}

std::string format_duration(milliseconds duration) {
  const std::int64_t value = duration.count();
  if (value == 0) return "0s";
  for (const Unit& unit : units) {
    if (value % unit.ms == 0) return std::to_string(value / unit.ms) + std::string(unit.name);
  }
  return std::to_string(value) + "ms";
}

std::vector<std::string_view> split_by_commas(std::string_view text) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    std::string_view part = text.substr(0, comma);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (!part.empty()) parts.push_back(part);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return parts;
}

bool is_loopback_url(std::string_view url) {
  const auto rest = after_scheme(url, {"http", "https"});
  if (!rest) return false;
  std::string_view authority = rest->substr(0, rest->find_first_of("/?#"));
  // "http://127.0.0.1@elsewhere" leads elsewhere.
  if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
    authority.remove_prefix(at + 1);
  }
  if (authority.starts_with("[::1]")) return authority.size() == 5 || authority[5] == ':';
  const std::string_view host = authority.substr(0, authority.find(':'));
  if (host == "localhost") return true;
  // 127.0.0.0/8 as digits and dots: "127.0.0.1.example.org" is a name.
  return host.starts_with("127.") &&
         host.find_first_not_of("0123456789.") == std::string_view::npos;
}

std::optional<ValueFault> find_fault(const Property& property, std::string_view value) {
  if (value.empty()) {
    // An empty default means "not set", which is then always lawful.
    return require(property.default_value.empty(), "must not be empty");
  }
  switch (property.kind) {
    case PropertyKind::text:
    case PropertyKind::secret:
      return std::nullopt;
    case PropertyKind::number: {
      const auto number = parse_number(value);
      if (!number) return ValueFault{"wrong-type", "must be a whole number"};
      return check_bounds(property, *number);
    }
    case PropertyKind::duration: {
      const auto duration = parse_duration(value);
      if (!duration) {
        return ValueFault{"wrong-type", "must be a duration like 250ms, 10s, 60min, 12h or 7d"};
      }
      return check_bounds(property, duration->count());
    }
    case PropertyKind::flag:
      if (value == "true" || value == "false") return std::nullopt;
      return ValueFault{"wrong-type", "must be true or false"};
    case PropertyKind::listen:
      return require(is_listen_address(value), "must be an address and a port like 127.0.0.1:8080");
    case PropertyKind::url:
      return require(is_url(value), "must be an http or https URL");
    case PropertyKind::url_list:
      return require(all_are_urls(value), "must be http or https URLs, separated by commas");
    case PropertyKind::proxy:
      return require(after_scheme(value, {"http", "https", "socks5", "socks5h"}).has_value(),
                     "must be a proxy like socks5h://127.0.0.1:1080 or http://proxy:3128");
    case PropertyKind::choice:
      return require(is_one_of(value, property.choices),
                     "must be one of: " + spaced(property.choices));
    case PropertyKind::choices:
      return require(are_choices(value, property.choices),
                     "must be \"all\" or some of: " + spaced(property.choices));
  }
  return std::nullopt;
}

std::string bounds_text(const Property& property) {
  if (!property.choices.empty()) return spaced(property.choices);
  if (property.min == std::numeric_limits<std::int64_t>::min()) return {};
  return bound_text(property, property.min) + " to " + bound_text(property, property.max);
}

}  // namespace prokat::runtime
