// Parameters $1..$n of a statement, in order, in PostgreSQL's text format.
//   pg::Params().add(id).add(period.start).add(std::optional<int>{}).add_array(names)
// All values lie in one buffer: a Params costs two allocations however many it holds.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/period.hpp"

namespace prokat::pg {

class Params {
 public:
  // Throws pg::Error 22021 for a text with a NUL character, as PostgreSQL itself would.
  Params& add(std::string_view text);
  Params& add(const char* text) { return add(std::string_view(text)); }
  Params& add(const std::string& text) { return add(std::string_view(text)); }
  Params& add(std::int64_t value);
  Params& add(int value) { return add(static_cast<std::int64_t>(value)); }
  Params& add(bool value);
  Params& add(Instant value);
  Params& add(LocalDate value);
  Params& add(Currency value) { return add(value.code()); }
  Params& add(const UuidBytes& value);
  template <class Tag>
  Params& add(const Id<Tag>& value) {
    return add(value.bytes());
  }
  Params& add_bytes(std::span<const std::uint8_t> value);  // bytea
  Params& add_null();
  template <class T>
  Params& add(const std::optional<T>& value) {
    return value ? add(*value) : add_null();
  }
  // text[], bigint[], timestamptz[], uuid[], bytea[]; elements are quoted as needed.
  Params& add_array(const std::vector<std::string>& values);
  Params& add_array(const std::vector<std::int64_t>& values);
  Params& add_array(const std::vector<Instant>& values);
  Params& add_array(const std::vector<UuidBytes>& values);
  Params& add_array(const std::vector<std::vector<std::uint8_t>>& values);
  template <class Tag>
  Params& add_array(const std::vector<Id<Tag>>& values) {
    std::vector<UuidBytes> bytes;
    bytes.reserve(values.size());
    for (const auto& id : values) bytes.push_back(id.bytes());
    return add_array(bytes);
  }

  // An array of what `of` gives for each element, one of the types above or an optional of one
  // (nullopt: NULL), without a copy of them:  add_array_of(bookings, &NewBooking::code)
  template <class Range, class Projection>
  Params& add_array_of(const Range& range, Projection of) {
    begin();
    buffer_ += '{';
    bool first = true;
    for (const auto& element : range) {
      if (!std::exchange(first, false)) buffer_ += ',';
      append_element(std::invoke(of, element));
    }
    buffer_ += '}';
    return end();
  }

  std::size_t size() const { return starts_.size(); }
  // Ends with a NUL; null for SQL NULL. Valid until the next add().
  const char* value(std::size_t index) const;
  std::vector<std::optional<std::string>> values() const;

 private:
  static constexpr std::uint32_t null = 0xFFFFFFFF;

  void begin();
  Params& end();
  void append_element(std::string_view text);
  void append_element(const char* text) { append_element(std::string_view(text)); }
  void append_element(const std::string& text) { append_element(std::string_view(text)); }
  void append_element(std::int64_t value);
  void append_element(int value) { append_element(static_cast<std::int64_t>(value)); }
  void append_element(Instant value);
  void append_element(const UuidBytes& value);
  void append_element(std::span<const std::uint8_t> bytes);
  template <class Tag>
  void append_element(const Id<Tag>& value) {
    append_element(value.bytes());
  }
  template <class T>
  void append_element(const std::optional<T>& value) {
    if (value) {
      append_element(*value);
    } else {
      buffer_ += "NULL";
    }
  }

  std::string buffer_;  // every value is followed by a NUL
  std::vector<std::uint32_t> starts_;
};

}  // namespace prokat::pg
