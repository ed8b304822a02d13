// Templates of base/json.hpp: the walk over described members that reads and checks. Everything
// that does not depend on the type is in json_read.cpp, so that a DTO costs little compile time.
// Included by json.hpp; do not include it yourself.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>

#include "base/json_write.hpp"

namespace prokat::json {
namespace detail {

using Value = boost::json::value;

// A parsed text; values live as long as it does.
class Document {
 public:
  Document();
  ~Document();
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  Result<> read(std::string_view text, std::size_t depth_max);
  const Value& root() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

struct Reading {
  Issues issues;
  UnknownFields unknown_fields;
};

// Each adds a fault at the current pointer when the value does not fit, and leaves `out` alone
// then.
void read_bool(Issues& issues, const Value& value, bool& out);
void read_signed(Issues& issues, const Value& value, std::int64_t min, std::int64_t max,
                 std::int64_t& out);
void read_unsigned(Issues& issues, const Value& value, std::uint64_t max, std::uint64_t& out);
void read_double(Issues& issues, const Value& value, double& out);
void read_string(Issues& issues, const Value& value, std::string& out);
void read_uuid(Issues& issues, const Value& value, UuidBytes& out);
void read_instant(Issues& issues, const Value& value, Instant& out);
void read_date(Issues& issues, const Value& value, LocalDate& out);
void read_date_or_instant(Issues& issues, const Value& value, DateOrInstant& out);
void read_currency(Issues& issues, const Value& value, Currency& out);
void read_money(Reading& reading, const Value& value, Money& out);
void read_localized(Reading& reading, const Value& value, LocalizedText& out);
void read_language(Issues& issues, const Value& value, Language& out);
void read_raw(const Value& value, Raw& out);
// The index of the value in `names`.
std::optional<std::size_t> read_name(Issues& issues, const Value& value,
                                     std::span<const std::string_view> names);

const boost::json::object* expect_object(Issues& issues, const Value& value);
const boost::json::array* expect_array(Issues& issues, const Value& value);
const Value* find_member(const boost::json::object& object, std::string_view name);
void report_missing(Issues& issues, std::string_view name);
void report_unknown(Issues& issues, const boost::json::object& object,
                    std::span<const std::string_view> known);

Result<> to_result(Issues&& issues);

template <class T>
void read_value(Reading& reading, const Value& value, T& out);

template <class T, class D>
void read_member(Reading& reading, const boost::json::object& object, T& out) {
  constexpr std::string_view name = MemberKey<D>::name;
  auto& member = out.*D::pointer;
  using M = std::remove_cvref_t<decltype(member)>;
  const Value* value = find_member(object, name);
  if (!value) {
    if constexpr (!is_optional<M>) report_missing(reading.issues, name);
    return;
  }
  reading.issues.enter(name);
  read_value(reading, *value, member);
  reading.issues.leave();
}

template <class T, template <class...> class L, class... D>
void read_members(Reading& reading, const Value& value, T& out, L<D...>) {
  static constexpr std::array<std::string_view, sizeof...(D)> names{MemberKey<D>::name...};
  const boost::json::object* object = expect_object(reading.issues, value);
  if (!object) return;
  const std::size_t faults_before = reading.issues.count();
  (read_member<T, D>(reading, *object, out), ...);
  if (reading.unknown_fields == UnknownFields::refuse) {
    report_unknown(reading.issues, *object, names);
  }
  // The type's own rules look at values that are known to be well-formed.
  if constexpr (requires { check(static_cast<const T&>(out), reading.issues); }) {
    if (reading.issues.count() == faults_before) check(std::as_const(out), reading.issues);
  }
}

template <class T>
void read_integer(Issues& issues, const Value& value, T& out) {
  if constexpr (std::is_signed_v<T>) {
    std::int64_t wide = out;
    read_signed(issues, value, std::numeric_limits<T>::min(), std::numeric_limits<T>::max(), wide);
    out = static_cast<T>(wide);
  } else {
    std::uint64_t wide = out;
    read_unsigned(issues, value, std::numeric_limits<T>::max(), wide);
    out = static_cast<T>(wide);
  }
}

template <class T>
void read_vector(Reading& reading, const Value& value, T& out) {
  const boost::json::array* array = expect_array(reading.issues, value);
  if (!array) return;
  out.clear();
  out.reserve(array->size());
  for (std::size_t i = 0; i < array->size(); ++i) {
    typename T::value_type element{};
    reading.issues.enter(std::to_string(i));
    read_value(reading, (*array)[i], element);
    reading.issues.leave();
    out.push_back(std::move(element));
  }
}

template <class T>
void read_map(Reading& reading, const Value& value, T& out) {
  const boost::json::object* object = expect_object(reading.issues, value);
  if (!object) return;
  out.clear();
  for (const auto& [key, element] : *object) {
    const std::string_view name(key.data(), key.size());
    reading.issues.enter(name);
    read_value(reading, element, out[std::string(name)]);
    reading.issues.leave();
  }
}

template <class T>
void read_value(Reading& reading, const Value& value, T& out) {
  Issues& issues = reading.issues;
  if constexpr (std::is_same_v<T, bool>) {
    read_bool(issues, value, out);
  } else if constexpr (std::is_integral_v<T>) {
    read_integer(issues, value, out);
  } else if constexpr (std::is_same_v<T, double>) {
    read_double(issues, value, out);
  } else if constexpr (std::is_same_v<T, std::string>) {
    read_string(issues, value, out);
  } else if constexpr (is_optional<T>) {
    if (value.is_null()) {
      out.reset();
    } else {
      read_value(reading, value, out.emplace());
    }
  } else if constexpr (is_vector<T>) {
    read_vector(reading, value, out);
  } else if constexpr (is_string_map<T>) {
    read_map(reading, value, out);
  } else if constexpr (is_id<T>) {
    UuidBytes bytes{};
    read_uuid(issues, value, bytes);
    out = T(bytes);
  } else if constexpr (std::is_same_v<T, Instant>) {
    read_instant(issues, value, out);
  } else if constexpr (std::is_same_v<T, LocalDate>) {
    read_date(issues, value, out);
  } else if constexpr (std::is_same_v<T, DateOrInstant>) {
    read_date_or_instant(issues, value, out);
  } else if constexpr (std::is_same_v<T, Currency>) {
    read_currency(issues, value, out);
  } else if constexpr (std::is_same_v<T, Money>) {
    read_money(reading, value, out);
  } else if constexpr (std::is_same_v<T, LocalizedText>) {
    read_localized(reading, value, out);
  } else if constexpr (std::is_same_v<T, Language>) {
    read_language(issues, value, out);
  } else if constexpr (std::is_same_v<T, Raw>) {
    read_raw(value, out);
  } else if constexpr (DescribedEnum<T>) {
    const auto index = read_name(issues, value, EnumTable<T>::names);
    if (index) out = EnumTable<T>::values[*index];
  } else if constexpr (DescribedStruct<T>) {
    read_members(reading, value, out, Members<T>{});
  } else {
    static_assert(unsupported<T>, "json::parse does not know this type: describe it");
  }
}

}  // namespace detail

template <class T>
Result<T> parse(std::string_view text, ParseOptions options) {
  detail::Document document;
  if (auto parsed = document.read(text, options.depth_max); !parsed) return pass(std::move(parsed));
  detail::Reading reading{{}, options.unknown_fields};
  T value{};
  detail::read_value(reading, document.root(), value);
  if (!reading.issues.empty()) {
    return pass(detail::to_result(std::move(reading.issues)));
  }
  return value;
}

}  // namespace prokat::json
