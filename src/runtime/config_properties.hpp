// The table of settings behind Config; for config*.cpp and its tests. Everybody else uses Config.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>

namespace prokat::runtime {

enum class PropertyKind {
  text,
  secret,    // like text, never printed
  number,    // whole
  flag,      // true or false
  duration,  // "250ms", "10s", "60min", "12h", "7d"; may carry a minus where the bounds allow it
  listen,    // "address:port", "[v6]:port"
  url,       // http or https
  url_list,  // several of them, by commas
  proxy,     // http, https, socks5 or socks5h
  choice,    // one of `choices`
  choices,   // "all", or some of `choices` by commas
};

struct Property {
  std::string_view key;
  PropertyKind kind;
  std::string_view default_value;
  std::string_view description;  // a sentence or two, English; the generated reference shows it
  // Inclusive; milliseconds for a duration, the number itself for a number.
  std::int64_t min = std::numeric_limits<std::int64_t>::min();
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
  std::string_view choices = {};  // by commas
};

std::span<const Property> properties();
const Property* find_property(std::string_view key);  // null when it is not declared

std::string environment_name(std::string_view key);  // telegram.token -> PROKAT_TELEGRAM_TOKEN
// Variables that start with PROKAT_ but are read by ./run, ./test and the sandbox alone.
bool is_for_our_scripts(std::string_view environment_variable);

// By edit distance; never empty.
std::string nearest_key(std::string_view unknown_key);
std::string nearest_environment_name(std::string_view unknown_variable);

}  // namespace prokat::runtime
