// Rules that several bodies of the inventory share. Each adds a fault to `issues` at the current
// place.
#pragma once

#include "base/json.hpp"
#include "pg/params.hpp"
#include "pg/rows.hpp"

namespace prokat::objects::inventory {

enum class Presence { required, optional };

void check_text(json::Issues& issues, std::string_view field, std::string_view text,
                std::size_t bytes_max, Presence presence);
// Russian is what stands where there is no English, so it is what may be required.
void check_localized(json::Issues& issues, std::string_view field, const LocalizedText& text,
                     std::size_t bytes_max, Presence presence);
void check_range(json::Issues& issues, std::string_view field, std::int64_t value, std::int64_t min,
                 std::int64_t max);
template <class T>
void check_range(json::Issues& issues, std::string_view field, const std::optional<T>& value,
                 std::int64_t min, std::int64_t max) {
  if (value) check_range(issues, field, std::int64_t{*value}, min, max);
}

// Faults of a pure rule, whose pointers are relative to the field.
void add_errors(json::Issues& issues, std::string_view field, std::vector<FieldError> errors);

// A fault found with the database, in the form in which the reader reports its own.
std::unexpected<Problem> field_fault(std::string pointer, std::string code, std::string detail);

LocalizedText localized_of(const pg::Row& row, std::string_view ru, std::string_view en);

// JSON that this program has written.
template <class T>
T parse_stored(const pg::Row& row, std::string_view column) {
  auto parsed = json::parse<T>(row.text(column));
  if (!parsed) throw std::logic_error("column " + std::string(column) + " does not parse");
  return std::move(*parsed);
}

}  // namespace prokat::objects::inventory
