// How values of the configuration are written, and what is wrong with one; for config*.cpp.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/config_properties.hpp"

namespace prokat::runtime {

// A whole number and a unit of ms, s, min, h or d.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);
std::optional<std::int64_t> parse_number(std::string_view text);
std::vector<std::string_view> split_by_commas(std::string_view text);  // trimmed; none when empty

// http://127.0.0.1:8090/x, http://localhost, http://[::1]: nothing that leaves this machine.
bool is_loopback_url(std::string_view url);

struct ValueFault {
  std::string code;    // "wrong-type", "out-of-range", "bad-value"
  std::string detail;  // never repeats a secret
};
std::optional<ValueFault> find_fault(const Property& property, std::string_view value);

// "100ms to 10min", "debug, info, warn, error"; empty when everything of the kind goes.
std::string bounds_text(const Property& property);
std::string format_duration(std::chrono::milliseconds duration);

}  // namespace prokat::runtime
