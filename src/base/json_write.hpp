// Templates of base/json.hpp: the walk over described members that writes JSON straight into a
// string. Included by json.hpp; do not include it yourself.
#pragma once

#include <array>
#include <charconv>
#include <concepts>
#include <map>
#include <optional>
#include <type_traits>
#include <variant>
#include <vector>

#include "base/enum_names.hpp"
#include "base/id.hpp"
#include "base/money.hpp"
#include "base/period.hpp"
#include "base/text.hpp"

namespace prokat::json {
namespace detail {

template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
inline constexpr bool is_vector = false;
template <class T, class A>
inline constexpr bool is_vector<std::vector<T, A>> = true;

template <class T>
inline constexpr bool is_string_map = false;
template <class T, class C, class A>
inline constexpr bool is_string_map<std::map<std::string, T, C, A>> = true;

template <class T>
inline constexpr bool is_id = false;
template <class Tag>
inline constexpr bool is_id<Id<Tag>> = true;

template <class T>
concept DescribedStruct = boost::describe::has_describe_members<T>::value && !std::is_enum_v<T>;

template <class T>
using Members = boost::describe::describe_members<T, boost::describe::mod_public |
                                                         boost::describe::mod_inherited>;

// `,"name":` as a constant: a struct costs one append a member.
template <class D>
struct MemberKey {
  static constexpr std::string_view name = without_trailing_underscore(D::name);
  static constexpr auto make() {
    std::array<char, name.size() + 4> text{};
    std::size_t at = 0;
    text[at++] = ',';
    text[at++] = '"';
    for (const char c : name) text[at++] = c;
    text[at++] = '"';
    text[at++] = ':';
    return text;
  }
  static constexpr auto storage = make();
  static constexpr std::string_view with_comma{storage.data(), storage.size()};
};

void write_double(std::string& out, double value);  // shortest form; null for NaN and infinity
void write_money(std::string& out, const Money& value);
void write_localized(std::string& out, const LocalizedText& value);
void write_date_or_instant(std::string& out, const DateOrInstant& value);

inline void write_plain(std::string& out, std::string_view text) {  // nothing in it needs escaping
  out += '"';
  out += text;
  out += '"';
}

template <std::integral T>
void write_integer(std::string& out, T value) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

template <class T, class D>
void write_member(std::string& out, const T& value, bool& first) {
  const auto& member = value.*D::pointer;
  using M = std::remove_cvref_t<decltype(member)>;
  if constexpr (is_optional<M>) {
    if (!member) return;
  }
  out += first ? MemberKey<D>::with_comma.substr(1) : MemberKey<D>::with_comma;
  first = false;
  write_to(out, member);
}

template <class T, template <class...> class L, class... D>
void write_members(std::string& out, const T& value, L<D...>) {
  out += '{';
  [[maybe_unused]] bool first = true;
  (write_member<T, D>(out, value, first), ...);
  out += '}';
}

template <class Map>
void write_map(std::string& out, const Map& map) {
  char separator = '{';
  for (const auto& [key, value] : map) {
    out += separator;
    separator = ',';
    write_string(out, key);
    out += ':';
    write_to(out, value);
  }
  out += map.empty() ? "{}" : "}";
}

template <class Vector>
void write_vector(std::string& out, const Vector& values) {
  out += '[';
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += ',';
    write_to(out, static_cast<const typename Vector::value_type&>(values[i]));
  }
  out += ']';
}

template <class T>
inline constexpr bool unsupported = false;

}  // namespace detail

template <class T>
void write_to(std::string& out, const T& value) {
  if constexpr (std::is_same_v<T, bool>) {
    out += value ? "true" : "false";
  } else if constexpr (std::is_integral_v<T>) {
    detail::write_integer(out, value);
  } else if constexpr (std::is_floating_point_v<T>) {
    detail::write_double(out, value);
  } else if constexpr (std::is_convertible_v<const T&, std::string_view>) {
    write_string(out, value);
  } else if constexpr (detail::is_optional<T>) {
    if (value) {
      write_to(out, *value);
    } else {
      out += "null";
    }
  } else if constexpr (detail::is_vector<T>) {
    detail::write_vector(out, value);
  } else if constexpr (detail::is_string_map<T>) {
    detail::write_map(out, value);
  } else if constexpr (detail::is_id<T>) {
    detail::write_plain(out, value.to_string());
  } else if constexpr (std::is_same_v<T, Instant>) {
    detail::write_plain(out, format_instant(value));
  } else if constexpr (std::is_same_v<T, LocalDate>) {
    detail::write_plain(out, format_date(value));
  } else if constexpr (std::is_same_v<T, DateOrInstant>) {
    detail::write_date_or_instant(out, value);
  } else if constexpr (std::is_same_v<T, Currency>) {
    detail::write_plain(out, value.code());
  } else if constexpr (std::is_same_v<T, Money>) {
    detail::write_money(out, value);
  } else if constexpr (std::is_same_v<T, LocalizedText>) {
    detail::write_localized(out, value);
  } else if constexpr (std::is_same_v<T, Language>) {
    detail::write_plain(out, to_string(value));
  } else if constexpr (std::is_same_v<T, Raw>) {
    out += value.text.empty() ? std::string_view("null") : std::string_view(value.text);
  } else if constexpr (DescribedEnum<T>) {
    detail::write_plain(out, enum_name(value));
  } else if constexpr (detail::DescribedStruct<T>) {
    detail::write_members(out, value, detail::Members<T>{});
  } else {
    static_assert(detail::unsupported<T>, "json::write does not know this type: describe it");
  }
}

template <class T>
std::string write(const T& value) {
  std::string out;
  out.reserve(256);
  write_to(out, value);
  return out;
}

}  // namespace prokat::json
