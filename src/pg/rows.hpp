// The rows a statement answered. get<T> parses PostgreSQL's text format; an unknown column, an
// unexpected NULL or an unparsable value is a defect of ours, not of the input, and throws
// std::logic_error with statement and column named.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.hpp"
#include "base/money.hpp"
#include "base/period.hpp"

namespace prokat::pg {

namespace detail {
struct RowsData;  // owns the PGresult
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsId : std::false_type {};
template <class Tag>
struct IsId<Id<Tag>> : std::true_type {};
}  // namespace detail

class Row {
 public:
  // T: bool, int, std::int64_t, std::string, Instant, LocalDate, Currency, Id<Tag>,
  // std::vector<std::uint8_t> (bytea), std::vector<std::string> (text[]),
  // std::vector<std::int64_t>, or std::optional of one of these.
  template <class T>
  T get(std::string_view column) const {
    if constexpr (detail::IsOptional<T>::value) {
      if (is_null(column)) return std::nullopt;
      return get<typename T::value_type>(column);
    } else if constexpr (detail::IsId<T>::value) {
      return T(uuid(column));
    } else {
      return value<T>(column);
    }
  }
  bool is_null(std::string_view column) const;
  std::string_view text(std::string_view column) const;  // the raw value; lives as long as the Rows

 private:
  friend class Rows;
  Row(const detail::RowsData* data, std::size_t index) : data_(data), index_(index) {}
  UuidBytes uuid(std::string_view column) const;
  template <class T>
  T value(std::string_view column) const;  // specialised in rows.cpp

  const detail::RowsData* data_;
  std::size_t index_;
};

template <>
bool Row::value<bool>(std::string_view column) const;
template <>
int Row::value<int>(std::string_view column) const;
template <>
std::int64_t Row::value<std::int64_t>(std::string_view column) const;
template <>
std::string Row::value<std::string>(std::string_view column) const;
template <>
Instant Row::value<Instant>(std::string_view column) const;
template <>
LocalDate Row::value<LocalDate>(std::string_view column) const;
template <>
Currency Row::value<Currency>(std::string_view column) const;
template <>
std::vector<std::uint8_t> Row::value<std::vector<std::uint8_t>>(std::string_view column) const;
template <>
std::vector<std::string> Row::value<std::vector<std::string>>(std::string_view column) const;
template <>
std::vector<std::int64_t> Row::value<std::vector<std::int64_t>>(std::string_view column) const;

class Rows {
 public:
  Rows() = default;
  explicit Rows(std::shared_ptr<const detail::RowsData> data) : data_(std::move(data)) {}

  std::size_t size() const;
  bool empty() const { return size() == 0; }
  Row operator[](std::size_t index) const;
  Row only() const;              // exactly one row, else std::logic_error
  std::size_t affected() const;  // rows touched by INSERT/UPDATE/DELETE without RETURNING

 private:
  std::shared_ptr<const detail::RowsData> data_;
};

}  // namespace prokat::pg
