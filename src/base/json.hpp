// JSON to structs and back, by Boost.Describe: BOOST_DESCRIBE_STRUCT(CreateBookingRequest, (),
// (object_id, start, end)) is all a DTO needs.
//   Result<T> parsed = json::parse<T>(body);   strict: every fault with its JSON pointer,
//                                              unknown fields are faults
//   std::string text = json::write(value);     compact, keys in declaration order
// Mapping: std::optional<T> = may be missing or null (written only when set); bool, integers (no
// fraction, in range), std::string (UTF-8), std::vector, std::map<std::string, T>, Id<Tag> (uuid
// text), Instant, LocalDate, DateOrInstant, Currency, Money ({"amount_minor","currency"}),
// LocalizedText ({"ru","en"}), Language, described enums (by enumerator name, a trailing '_'
// dropped), json::Raw (any JSON, kept as text), and nested described structs. A DTO adds its own
// rules with an ADL function  void check(const T&, json::Issues&).
#pragma once

#include <boost/describe.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace prokat::json {

struct Raw {
  std::string text;
  bool operator==(const Raw&) const = default;
};

// Collects faults while a body is read or checked; enter and leave nest pointers.
class Issues {
 public:
  // A fault of this field of the current object; of the current value itself when it is empty.
  void add(std::string_view field, std::string code, std::string detail);
  void enter(std::string_view field_or_index);
  void leave();
  bool empty() const { return count_ == 0; }
  std::size_t count() const { return count_; }  // also those beyond the 50 that are kept
  std::vector<FieldError> take() { return std::move(errors_); }

 private:
  std::string pointer_;
  std::vector<FieldError> errors_;
  std::size_t count_ = 0;
};

// Refuse in our API; ignore in providers' answers and between our processes.
enum class UnknownFields { refuse, ignore };

struct ParseOptions {
  UnknownFields unknown_fields = UnknownFields::refuse;
  std::size_t depth_max = 32;
};

// bad-json for text that is no JSON (also duplicate keys, bad UTF-8, too deep), validation-failed
// with `errors` for JSON of the wrong shape.
template <class T>
Result<T> parse(std::string_view text, ParseOptions options = {});

template <class T>
std::string write(const T& value);

template <class T>
void write_to(std::string& out, const T& value);

void write_string(std::string& out, std::string_view text);  // quoted and escaped

}  // namespace prokat::json

#include "base/json_read.hpp"  // the templates; included here, not by users
#include "base/json_write.hpp"
