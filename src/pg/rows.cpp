#include "pg/rows.hpp"

#include <fmt/core.h>

#include <charconv>
#include <stdexcept>

#include "pg/rows_data.hpp"
#include "pg/text_format.hpp"

namespace prokat::pg {
namespace {

[[noreturn]] void refuse(const detail::RowsData& data, std::string_view column,
                         std::string_view why) {
  throw std::logic_error(fmt::format("{}: column {}: {}", data.statement, column, why));
}

// A scan: results have few columns, and PQfnumber folds case and allocates for each look-up.
int column_number(const detail::RowsData& data, std::string_view column) {
  const int columns = PQnfields(data.result.get());
  for (int i = 0; i < columns; ++i) {
    if (column == PQfname(data.result.get(), i)) return i;
  }
  refuse(data, column, "the statement answers no such column");
}

template <class T>
T found(std::optional<T> value, const detail::RowsData& data, std::string_view column) {
  if (!value) refuse(data, column, "the value has another form than asked for");
  return *std::move(value);
}

}  // namespace

bool Row::is_null(std::string_view column) const {
  return PQgetisnull(data_->result.get(), static_cast<int>(index_),
                     column_number(*data_, column)) != 0;
}

std::string_view Row::text(std::string_view column) const {
  const int number = column_number(*data_, column);
  const auto row = static_cast<int>(index_);
  PGresult* result = data_->result.get();
  if (PQgetisnull(result, row, number) != 0) refuse(*data_, column, "unexpected NULL");
  return {PQgetvalue(result, row, number),
          static_cast<std::size_t>(PQgetlength(result, row, number))};
}

UuidBytes Row::uuid(std::string_view column) const {
  return found(parse_uuid(text(column)), *data_, column);
}

template <>
std::string Row::value<std::string>(std::string_view column) const {
  return std::string(text(column));
}

template <>
bool Row::value<bool>(std::string_view column) const {
  const std::string_view value = text(column);
  if (value != "t" && value != "f") refuse(*data_, column, "not a boolean");
  return value == "t";
}

template <>
std::int64_t Row::value<std::int64_t>(std::string_view column) const {
  return found(text_format::parse_number<std::int64_t>(text(column)), *data_, column);
}

template <>
int Row::value<int>(std::string_view column) const {
  return found(text_format::parse_number<int>(text(column)), *data_, column);
}

template <>
Instant Row::value<Instant>(std::string_view column) const {
  return found(text_format::parse_timestamp(text(column)), *data_, column);
}

template <>
LocalDate Row::value<LocalDate>(std::string_view column) const {
  return found(parse_date(text(column)), *data_, column);
}

template <>
Currency Row::value<Currency>(std::string_view column) const {
  return found(Currency::parse(text(column)), *data_, column);
}

template <>
std::vector<std::uint8_t> Row::value<std::vector<std::uint8_t>>(std::string_view column) const {
  return found(text_format::parse_bytes(text(column)), *data_, column);
}

template <>
std::vector<std::string> Row::value<std::vector<std::string>>(std::string_view column) const {
  return found(text_format::parse_array(text(column)), *data_, column);
}

template <>
std::vector<std::int64_t> Row::value<std::vector<std::int64_t>>(std::string_view column) const {
  std::vector<std::int64_t> numbers;
  for (const auto& element : value<std::vector<std::string>>(column)) {
    numbers.push_back(found(text_format::parse_number<std::int64_t>(element), *data_, column));
  }
  return numbers;
}

std::size_t Rows::size() const {
  return data_ ? static_cast<std::size_t>(PQntuples(data_->result.get())) : 0;
}

Row Rows::operator[](std::size_t index) const {
  if (index >= size()) {
    throw std::logic_error(fmt::format("row {} of {} asked for", index, size()));
  }
  return Row(data_.get(), index);
}

Row Rows::only() const {
  if (size() != 1) {
    throw std::logic_error(fmt::format("{}: one row expected, {} came",
                                       data_ ? data_->statement : "no statement", size()));
  }
  return (*this)[0];
}

std::size_t Rows::affected() const {
  if (!data_) return 0;
  const std::string_view count = PQcmdTuples(data_->result.get());
  return text_format::parse_number<std::size_t>(count).value_or(0);
}

}  // namespace prokat::pg
