#include "pg/params.hpp"

#include <array>
#include <charconv>
#include <cstring>

#include "pg/errors.hpp"

namespace prokat::pg {
namespace {

constexpr std::size_t usual_parameters = 12;
constexpr std::size_t usual_bytes = 256;

void refuse_nul(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) {
    throw Error("22021", "", "a text parameter contains a NUL character");
  }
}

void append_number(std::string& out, std::int64_t value) {
  std::array<char, 20> digits;
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  out.append(digits.data(), written.ptr);
}

void append_hex(std::string& out, std::span<const std::uint8_t> bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  out += "\\x";
  for (const std::uint8_t byte : bytes) {
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
}

// An element of an array literal: always quoted, so that "NULL", "" and commas are safe.
void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

void append_quoted_bytes(std::string& out, std::span<const std::uint8_t> bytes) {
  out += "\"\\";  // the backslash of bytea's hexadecimal form, escaped
  append_hex(out, bytes);
  out += '"';
}

template <class Values, class Append>
void append_array(std::string& out, const Values& values, Append append) {
  out += '{';
  bool first = true;
  for (const auto& value : values) {
    if (!first) out += ',';
    first = false;
    append(value);
  }
  out += '}';
}

}  // namespace

void Params::begin() {
  if (starts_.empty()) {
    starts_.reserve(usual_parameters);
    buffer_.reserve(usual_bytes);
  }
  starts_.push_back(static_cast<std::uint32_t>(buffer_.size()));
}

Params& Params::end() {
  buffer_ += '\0';
  return *this;
}

Params& Params::add(std::string_view text) {
  refuse_nul(text);
  begin();
  buffer_ += text;
  return end();
}

Params& Params::add(std::int64_t value) {
  begin();
  append_number(buffer_, value);
  return end();
}

Params& Params::add(bool value) {
  begin();
  buffer_ += value ? 't' : 'f';
  return end();
}

Params& Params::add(Instant value) {
  begin();
  buffer_ += format_instant(value);
  return end();
}

Params& Params::add(LocalDate value) {
  begin();
  buffer_ += format_date(value);
  return end();
}

Params& Params::add(const UuidBytes& value) {
  begin();
  buffer_ += format_uuid(value);
  return end();
}

Params& Params::add_bytes(std::span<const std::uint8_t> value) {
  begin();
  append_hex(buffer_, value);
  return end();
}

Params& Params::add_null() {
  starts_.push_back(null);
  return *this;
}

Params& Params::add_array(const std::vector<std::string>& values) {
  for (const auto& value : values) refuse_nul(value);
  begin();
  append_array(buffer_, values, [this](const auto& value) { append_quoted(buffer_, value); });
  return end();
}

Params& Params::add_array(const std::vector<std::int64_t>& values) {
  begin();
  append_array(buffer_, values, [this](std::int64_t value) { append_number(buffer_, value); });
  return end();
}

Params& Params::add_array(const std::vector<Instant>& values) {
  begin();
  append_array(buffer_, values, [this](Instant value) { buffer_ += format_instant(value); });
  return end();
}

Params& Params::add_array(const std::vector<UuidBytes>& values) {
  begin();
  append_array(buffer_, values, [this](const auto& value) { buffer_ += format_uuid(value); });
  return end();
}

Params& Params::add_array(const std::vector<std::vector<std::uint8_t>>& values) {
  begin();
  append_array(buffer_, values, [this](const auto& value) { append_quoted_bytes(buffer_, value); });
  return end();
}

void Params::append_element(std::string_view text) {
  refuse_nul(text);
  append_quoted(buffer_, text);
}

void Params::append_element(std::int64_t value) { append_number(buffer_, value); }
void Params::append_element(Instant value) { buffer_ += format_instant(value); }
void Params::append_element(const UuidBytes& value) { buffer_ += format_uuid(value); }

void Params::append_element(std::span<const std::uint8_t> bytes) {
  append_quoted_bytes(buffer_, bytes);
}

const char* Params::value(std::size_t index) const {
  return starts_[index] == null ? nullptr : buffer_.data() + starts_[index];
}

std::vector<std::optional<std::string>> Params::values() const {
  std::vector<std::optional<std::string>> all;
  for (std::size_t i = 0; i < size(); ++i) {
    const char* text = value(i);
    all.push_back(text == nullptr ? std::nullopt : std::optional<std::string>(text));
  }
  return all;
}

}  // namespace prokat::pg
