#include "runtime/log_line.hpp"

#include <algorithm>
#include <array>

#include "base/json.hpp"
#include "base/period.hpp"

namespace prokat::log {
namespace {

std::string_view level_name(Level level) {
  switch (level) {
    case Level::debug:
      return "debug";
    case Level::info:
      return "info";
    case Level::warn:
      return "warn";
    case Level::error:
      return "error";
  }
  return "error";
}

// One provider's error page must not fill the disk.
constexpr std::size_t value_bytes_max = 4096;

void append_value(std::string& out, const Field& field) {
  if (must_be_masked(field.name)) {
    out += "\"***\"";
  } else if (const auto* text = std::get_if<std::string>(&field.value)) {
    // A character cut in half becomes U+FFFD in write_string.
    json::write_string(out, std::string_view(*text).substr(0, value_bytes_max));
  } else if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
    json::write_to(out, *number);
  } else if (const auto* real = std::get_if<double>(&field.value)) {
    json::write_to(out, *real);
  } else {
    json::write_to(out, std::get<bool>(field.value));
  }
}

}  // namespace

bool must_be_masked(std::string_view field_name) {
  // "name" only as a whole: file_name and worker names are harmless and needed.
  if (field_name == "name") return true;
  static constexpr std::array<std::string_view, 6> words = {"phone",         "email",  "token",
                                                            "authorization", "secret", "password"};
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return field_name.find(word) != std::string_view::npos;
  });
}

std::string render_line(std::chrono::system_clock::time_point at, Level level,
                        std::string_view service, std::string_view event,
                        std::initializer_list<Field> fields) {
  std::string line;
  line.reserve(256);
  line += "{\"@timestamp\":\"";
  line += format_instant(std::chrono::floor<std::chrono::milliseconds>(at));
  line += "\",\"level\":\"";
  line += level_name(level);
  line += "\",\"event\":";
  json::write_string(line, event);
  line += ",\"service\":";
  json::write_string(line, service);
  for (const Field& field : fields) {
    line += ',';
    json::write_string(line, field.name);
    line += ':';
    append_value(line, field);
  }
  line += "}\n";
  return line;
}

}  // namespace prokat::log
