// The parts of the reader that are not templates: parsing with Boost.JSON and the checks of
// scalars.
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value_stack.hpp>

#include "base/json.hpp"

namespace prokat::json::detail {
namespace {

namespace bj = boost::json;

// Builds values as Boost's own parser does and counts the members that were written, because
// Boost keeps the last of two equal keys without a word.
struct Handler {
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  bj::value_stack stack;
  std::size_t members_written = 0;

  bool on_document_begin(bj::error_code&) { return true; }
  bool on_document_end(bj::error_code&) { return true; }
  bool on_object_begin(bj::error_code&) { return true; }
  bool on_object_end(std::size_t count, bj::error_code&) {
    members_written += count;
    stack.push_object(count);
    return true;
  }
  bool on_array_begin(bj::error_code&) { return true; }
  bool on_array_end(std::size_t count, bj::error_code&) {
    stack.push_array(count);
    return true;
  }
  bool on_key_part(bj::string_view part, std::size_t, bj::error_code&) {
    stack.push_chars(part);
    return true;
  }
  bool on_key(bj::string_view part, std::size_t, bj::error_code&) {
    stack.push_key(part);
    return true;
  }
  bool on_string_part(bj::string_view part, std::size_t, bj::error_code&) {
    stack.push_chars(part);
    return true;
  }
  bool on_string(bj::string_view part, std::size_t, bj::error_code&) {
    stack.push_string(part);
    return true;
  }
  bool on_number_part(bj::string_view, bj::error_code&) { return true; }
  bool on_int64(std::int64_t value, bj::string_view, bj::error_code&) {
    stack.push_int64(value);
    return true;
  }
  bool on_uint64(std::uint64_t value, bj::string_view, bj::error_code&) {
    stack.push_uint64(value);
    return true;
  }
  bool on_double(double value, bj::string_view, bj::error_code&) {
    stack.push_double(value);
    return true;
  }
  bool on_bool(bool value, bj::error_code&) {
    stack.push_bool(value);
    return true;
  }
  bool on_null(bj::error_code&) {
    stack.push_null();
    return true;
  }
  bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
  bool on_comment(bj::string_view, bj::error_code&) { return true; }
};

std::size_t count_members(const bj::value& value) {
  std::size_t count = 0;
  if (const auto* object = value.if_object()) {
    count = object->size();
    for (const auto& member : *object) count += count_members(member.value());
  } else if (const auto* array = value.if_array()) {
    for (const auto& element : *array) count += count_members(element);
  }
  return count;
}

bj::parse_options strict(std::size_t depth_max) {
  bj::parse_options options;
  options.max_depth = depth_max;
  return options;  // no comments, no trailing commas, valid UTF-8: Boost's defaults
}

std::string_view text_of(const bj::string& string) { return {string.data(), string.size()}; }

void wrong_type(Issues& issues, std::string_view wanted) {
  issues.add("", "wrong-type", "must be " + std::string(wanted));
}

// Null when it is not a string, and then the fault has been added.
const bj::string* expect_string(Issues& issues, const bj::value& value, std::string_view wanted) {
  const bj::string* string = value.if_string();
  if (!string) wrong_type(issues, wanted);
  return string;
}

// 1.0 and 1e2 are no integers for us; beyond 64 bits Boost gives a double whatever its form was.
void report_no_integer(Issues& issues, const bj::value& value) {
  constexpr double two_to_63 = 9223372036854775808.0;
  const double* number = value.if_double();
  if (number && (*number >= two_to_63 || *number <= -two_to_63)) {
    issues.add("", "out-of-range", "the number is too large");
  } else {
    wrong_type(issues, "a whole number");
  }
}

}  // namespace

struct Document::Impl {
  unsigned char buffer[4096];  // enough for a usual body without a call to malloc
  bj::monotonic_resource resource{buffer, sizeof buffer};
  // The parser itself owns another buffer for strings and needs no heap for small texts.
  std::optional<bj::value> root;
};

Document::Document() : impl_(std::make_unique<Impl>()) {}
Document::~Document() = default;

const Value& Document::root() const { return *impl_->root; }

Result<> Document::read(std::string_view text, std::size_t depth_max) {
  bj::basic_parser<Handler> parser(strict(depth_max));
  Handler& handler = parser.handler();
  handler.stack.reset(&impl_->resource);
  bj::error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (error) {
    return fail(ProblemCode::bad_json, "at byte " + std::to_string(used) + ": " + error.message());
  }
  if (used != text.size()) {
    return fail(ProblemCode::bad_json,
                "at byte " + std::to_string(used) + ": text after the end of the document");
  }
  impl_->root.emplace(handler.stack.release());
  if (count_members(*impl_->root) != handler.members_written) {
    return fail(ProblemCode::bad_json, "an object has the same key twice");
  }
  return {};
}

void read_bool(Issues& issues, const Value& value, bool& out) {
  if (const bool* flag = value.if_bool()) {
    out = *flag;
  } else {
    wrong_type(issues, "true or false");
  }
}

void read_signed(Issues& issues, const Value& value, std::int64_t min, std::int64_t max,
                 std::int64_t& out) {
  const auto* number = value.if_int64();
  if (!number && !value.is_uint64()) return report_no_integer(issues, value);
  if (!number || *number < min || *number > max) {
    return issues.add("", "out-of-range",
                      "must be from " + std::to_string(min) + " to " + std::to_string(max));
  }
  out = *number;
}

void read_unsigned(Issues& issues, const Value& value, std::uint64_t max, std::uint64_t& out) {
  const auto* small = value.if_int64();
  const auto* large = value.if_uint64();
  if (!small && !large) return report_no_integer(issues, value);
  const bool negative = small && *small < 0;
  const std::uint64_t number = large ? *large : static_cast<std::uint64_t>(*small);
  if (negative || number > max) {
    return issues.add("", "out-of-range", "must be from 0 to " + std::to_string(max));
  }
  out = number;
}

void read_double(Issues& issues, const Value& value, double& out) {
  if (!value.is_number()) return wrong_type(issues, "a number");
  out = value.to_number<double>();
}

void read_string(Issues& issues, const Value& value, std::string& out) {
  const bj::string* string = expect_string(issues, value, "a string");
  if (!string) return;
  // PostgreSQL's text cannot hold it, and nobody types it.
  if (string->find('\0') != bj::string::npos) {
    return issues.add("", "bad-value", "must not hold the character U+0000");
  }
  out.assign(string->data(), string->size());
}

void read_uuid(Issues& issues, const Value& value, UuidBytes& out) {
  const bj::string* string = expect_string(issues, value, "a UUID as a string");
  if (!string) return;
  const auto bytes = parse_uuid(text_of(*string));
  if (!bytes) return issues.add("", "bad-uuid", "must be a UUID");
  out = *bytes;
}

void read_instant(Issues& issues, const Value& value, Instant& out) {
  const bj::string* string = expect_string(issues, value, "an instant as a string");
  if (!string) return;
  const auto instant = parse_instant(text_of(*string));
  if (!instant) {
    return issues.add("", "bad-date", "must be an instant like 2027-05-01T12:00:00+03:00");
  }
  out = *instant;
}

void read_date(Issues& issues, const Value& value, LocalDate& out) {
  const bj::string* string = expect_string(issues, value, "a date as a string");
  if (!string) return;
  const auto date = parse_date(text_of(*string));
  if (!date) return issues.add("", "bad-date", "must be a date like 2027-05-01");
  out = *date;
}

void read_date_or_instant(Issues& issues, const Value& value, DateOrInstant& out) {
  const bj::string* string = expect_string(issues, value, "a date or an instant as a string");
  if (!string) return;
  const auto parsed = parse_date_or_instant(text_of(*string));
  if (!parsed) {
    return issues.add(
        "", "bad-date",
        "must be a date like 2027-05-01 or an instant like 2027-05-01T12:00:00+03:00");
  }
  out = *parsed;
}

void read_currency(Issues& issues, const Value& value, Currency& out) {
  const bj::string* string = expect_string(issues, value, "a currency code as a string");
  if (!string) return;
  const auto currency = Currency::parse(text_of(*string));
  if (!currency) return issues.add("", "bad-value", "must be an ISO 4217 code like RUB");
  out = *currency;
}

void read_language(Issues& issues, const Value& value, Language& out) {
  static constexpr std::array<std::string_view, 2> names = {"ru", "en"};
  if (const auto index = read_name(issues, value, names)) {
    out = *index == 0 ? Language::ru : Language::en;
  }
}

std::optional<std::size_t> read_name(Issues& issues, const Value& value,
                                     std::span<const std::string_view> names) {
  const bj::string* string = expect_string(issues, value, "a string");
  if (!string) return std::nullopt;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == text_of(*string)) return i;
  }
  std::string detail = "must be one of: ";
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) detail += ", ";
    detail += names[i];
  }
  issues.add("", "bad-value", std::move(detail));
  return std::nullopt;
}

void read_money(Reading& reading, const Value& value, Money& out) {
  static constexpr std::array<std::string_view, 2> names = {"amount_minor", "currency"};
  Issues& issues = reading.issues;
  const bj::object* object = expect_object(issues, value);
  if (!object) return;
  for (const std::string_view name : names) {
    const Value* member = find_member(*object, name);
    if (!member) {
      report_missing(issues, name);
      continue;
    }
    issues.enter(name);
    if (name == "currency") {
      read_currency(issues, *member, out.currency);
    } else {
      read_integer(issues, *member, out.amount_minor);
    }
    issues.leave();
  }
  if (reading.unknown_fields == UnknownFields::refuse) report_unknown(issues, *object, names);
}

void read_localized(Reading& reading, const Value& value, LocalizedText& out) {
  static constexpr std::array<std::string_view, 2> names = {"ru", "en"};
  Issues& issues = reading.issues;
  const bj::object* object = expect_object(issues, value);
  if (!object) return;
  for (const std::string_view name : names) {
    const Value* member = find_member(*object, name);
    if (!member) {
      if (name == "ru") report_missing(issues, name);  // without English, Russian stands for it
      continue;
    }
    issues.enter(name);
    read_string(issues, *member, name == "ru" ? out.ru : out.en);
    issues.leave();
  }
  if (reading.unknown_fields == UnknownFields::refuse) report_unknown(issues, *object, names);
}

namespace {

void append_value(std::string& out, const bj::value& value);

void append_object(std::string& out, const bj::object& object) {
  out += '{';
  for (const auto& member : object) {
    if (out.back() != '{') out += ',';
    write_string(out, {member.key().data(), member.key().size()});
    out += ':';
    append_value(out, member.value());
  }
  out += '}';
}

void append_array(std::string& out, const bj::array& array) {
  out += '[';
  for (std::size_t i = 0; i < array.size(); ++i) {
    if (i > 0) out += ',';
    append_value(out, array[i]);
  }
  out += ']';
}

// Not boost::json::serialize, which writes 2.5 as 2.5E0.
void append_value(std::string& out, const bj::value& value) {
  switch (value.kind()) {
    case bj::kind::null:
      out += "null";
      return;
    case bj::kind::bool_:
      out += value.get_bool() ? "true" : "false";
      return;
    case bj::kind::int64:
      write_integer(out, value.get_int64());
      return;
    case bj::kind::uint64:
      write_integer(out, value.get_uint64());
      return;
    case bj::kind::double_:
      write_double(out, value.get_double());
      return;
    case bj::kind::string:
      write_string(out, text_of(value.get_string()));
      return;
    case bj::kind::array:
      append_array(out, value.get_array());
      return;
    case bj::kind::object:
      append_object(out, value.get_object());
      return;
  }
}

}  // namespace

void read_raw(const Value& value, Raw& out) {
  out.text.clear();
  append_value(out.text, value);
}

const boost::json::object* expect_object(Issues& issues, const Value& value) {
  const auto* object = value.if_object();
  if (!object) wrong_type(issues, "an object");
  return object;
}

const boost::json::array* expect_array(Issues& issues, const Value& value) {
  const auto* array = value.if_array();
  if (!array) wrong_type(issues, "an array");
  return array;
}

const Value* find_member(const boost::json::object& object, std::string_view name) {
  return object.if_contains({name.data(), name.size()});
}

void report_missing(Issues& issues, std::string_view name) {
  issues.add(name, "required", "is missing");
}

void report_unknown(Issues& issues, const boost::json::object& object,
                    std::span<const std::string_view> known) {
  for (const auto& member : object) {
    const std::string_view key(member.key().data(), member.key().size());
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      issues.add(key, "unknown-field", "is not a field of this object");
    }
  }
}

Result<> to_result(Issues&& issues) {
  if (issues.empty()) return {};
  return fail(ProblemCode::validation_failed, "Some fields are wrong", issues.take());
}

}  // namespace prokat::json::detail
