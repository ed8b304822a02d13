// Faults with their pointers, and the parts of the writer that are not templates.
#include "base/json.hpp"

#include <cmath>

namespace prokat::json {
namespace {

// More would only help somebody who sends a body of nothing but unknown fields.
constexpr std::size_t errors_max = 50;

void append_escaped_token(std::string& pointer, std::string_view token) {  // RFC 6901 §3
  pointer += '/';
  for (const char c : token) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
}

constexpr std::string_view replacement_character = "\uFFFD";

// The length of the well-formed UTF-8 sequence at the front, 0 if there is none (Unicode table
// 3-7).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) -> unsigned {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto continues = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return continues(1) ? 2 : 0;
  if (lead >= 0xE0 && lead <= 0xEF) {
    const bool overlong = lead == 0xE0 && byte(1) < 0xA0;
    const bool surrogate = lead == 0xED && byte(1) > 0x9F;
    return continues(1) && continues(2) && !overlong && !surrogate ? 3 : 0;
  }
  if (lead >= 0xF0 && lead <= 0xF4) {
    const bool overlong = lead == 0xF0 && byte(1) < 0x90;
    const bool too_large = lead == 0xF4 && byte(1) > 0x8F;
    return continues(1) && continues(2) && continues(3) && !overlong && !too_large ? 4 : 0;
  }
  return 0;
}

void append_escape(std::string& out, char c) {
  constexpr std::string_view digits = "0123456789abcdef";
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out += digits[static_cast<unsigned char>(c) >> 4];
      out += digits[static_cast<unsigned char>(c) & 15];
  }
}

}  // namespace

void Issues::add(std::string_view field, std::string code, std::string detail) {
  ++count_;
  if (errors_.size() >= errors_max) return;
  std::string pointer = pointer_;
  if (!field.empty()) append_escaped_token(pointer, field);
  errors_.push_back({std::move(pointer), std::move(code), std::move(detail)});
}

void Issues::enter(std::string_view field_or_index) {
  append_escaped_token(pointer_, field_or_index);
}

void Issues::leave() { pointer_.resize(pointer_.rfind('/')); }

void write_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t written = 0;
  std::size_t at = 0;
  const auto flush = [&] { out += text.substr(written, at - written); };
  while (at < text.size()) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte >= 0x20 && byte < 0x80 && byte != '"' && byte != '\\') {
      ++at;
      continue;
    }
    const std::size_t length = byte < 0x80 ? 0 : utf8_length(text.substr(at, 4));
    if (length > 0) {
      at += length;
      continue;
    }
    flush();
    // Text from outside may be anything (a file name, a provider's error); JSON must stay valid.
    if (byte < 0x80) {
      append_escape(out, text[at]);
    } else {
      out += replacement_character;
    }
    written = ++at;
  }
  flush();
  out += '"';
}

namespace detail {

void write_double(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  char digits[32];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

void write_money(std::string& out, const Money& value) {
  out += "{\"amount_minor\":";
  write_integer(out, value.amount_minor);
  out += ",\"currency\":";
  write_plain(out, value.currency.code());
  out += '}';
}

void write_localized(std::string& out, const LocalizedText& value) {
  out += "{\"ru\":";
  write_string(out, value.ru);
  out += ",\"en\":";
  write_string(out, value.en);
  out += '}';
}

void write_date_or_instant(std::string& out, const DateOrInstant& value) {
  const auto* date = std::get_if<LocalDate>(&value);
  write_plain(out, date ? format_date(*date) : format_instant(std::get<Instant>(value)));
}

}  // namespace detail
}  // namespace prokat::json
