// Text of described enums, one spelling for JSON, SQL and logs: the enumerator's name without the
// trailing '_' that keeps it from being a keyword (`operator_` is "operator").
#pragma once

#include <array>
#include <boost/describe/enum.hpp>
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>
#include <optional>
#include <string_view>
#include <type_traits>

#include "base/broken.hpp"

namespace prokat {

template <class E>
concept DescribedEnum = std::is_enum_v<E> && boost::describe::has_describe_enumerators<E>::value;

// The name of a C++ entity as it stands in JSON and SQL.
constexpr std::string_view without_trailing_underscore(std::string_view name) {
  if (!name.empty() && name.back() == '_') name.remove_suffix(1);
  return name;
}

template <DescribedEnum E>
struct EnumTable {
  using Described = boost::describe::describe_enumerators<E>;
  static constexpr std::size_t size = boost::mp11::mp_size<Described>::value;

  template <template <class...> class L, class... D>
  static constexpr std::array<std::string_view, size> collect_names(L<D...>) {
    return {without_trailing_underscore(D::name)...};
  }
  template <template <class...> class L, class... D>
  static constexpr std::array<E, size> collect_values(L<D...>) {
    return {D::value...};
  }

  static constexpr std::array<std::string_view, size> names = collect_names(Described{});
  static constexpr std::array<E, size> values = collect_values(Described{});
};

template <DescribedEnum E>
constexpr std::string_view enum_name(E value) {
  for (std::size_t i = 0; i < EnumTable<E>::size; ++i) {
    if (EnumTable<E>::values[i] == value) return EnumTable<E>::names[i];
  }
  broken_logic("an enum holds a value that was never declared");
}

template <DescribedEnum E>
constexpr std::optional<E> parse_enum(std::string_view text) {
  for (std::size_t i = 0; i < EnumTable<E>::size; ++i) {
    if (EnumTable<E>::names[i] == text) return EnumTable<E>::values[i];
  }
  return std::nullopt;
}

}  // namespace prokat
