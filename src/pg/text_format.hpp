// PostgreSQL's text format of the types that rows.hpp knows, as our connections ask for it
// (TimeZone=UTC, DateStyle=ISO, bytea_output=hex). Each answers nullopt for anything else.
#pragma once

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/period.hpp"

namespace prokat::pg::text_format {

template <class T>
std::optional<T> parse_number(std::string_view text) {
  T value{};
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

// "2027-05-01 09:00:00.25+00"; neither BC nor infinity.
std::optional<Instant> parse_timestamp(std::string_view text);
// "\x00ff"
std::optional<std::vector<std::uint8_t>> parse_bytes(std::string_view text);
// One dimension, no NULL elements: {a,"b, c","d\"e"}
std::optional<std::vector<std::string>> parse_array(std::string_view text);

}  // namespace prokat::pg::text_format
