#include "http/query.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace prokat::http {

std::optional<std::string_view> QueryReader::find(std::string_view name) {
  read_.emplace(name);
  const auto value = request_.query_param(name);
  return value && !value->empty() ? value : std::nullopt;
}

void QueryReader::add_fault(std::string_view name, std::string code, std::string detail) {
  faults_.push_back({fmt::format("?{}", name), std::move(code), std::move(detail)});
}

std::optional<std::string> QueryReader::text(std::string_view name, std::size_t bytes_max) {
  const auto value = find(name);
  if (!value) return std::nullopt;
  if (value->size() > bytes_max) {
    add_fault(name, "too-long", fmt::format("At most {} bytes.", bytes_max));
    return std::nullopt;
  }
  return std::string(*value);
}

std::optional<std::string> QueryReader::choice(std::string_view name,
                                               std::span<const std::string_view> allowed) {
  const auto value = find(name);
  if (!value) return std::nullopt;
  if (std::ranges::find(allowed, *value) == allowed.end()) {
    add_fault(name, "unknown-value", fmt::format("One of: {}.", fmt::join(allowed, ", ")));
    return std::nullopt;
  }
  return std::string(*value);
}

std::optional<std::int64_t> QueryReader::integer_between(std::string_view name, std::int64_t min,
                                                         std::int64_t max) {
  const auto value = find(name);
  if (!value) return std::nullopt;
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(value->data(), value->data() + value->size(), number);
  if (fault != std::errc{} || end != value->data() + value->size()) {
    add_fault(name, "wrong-type", "A whole number.");
    return std::nullopt;
  }
  if (number < min || number > max) {
    add_fault(name, "out-of-range", fmt::format("From {} to {}.", min, max));
    return std::nullopt;
  }
  return number;
}

std::optional<LocalDate> QueryReader::date(std::string_view name) {
  const auto value = find(name);
  if (!value) return std::nullopt;
  const auto date = parse_date(*value);
  if (!date) add_fault(name, "bad-date", "A date of the calendar as YYYY-MM-DD.");
  return date;
}

std::optional<DateOrInstant> QueryReader::date_or_instant(std::string_view name) {
  const auto value = find(name);
  if (!value) return std::nullopt;
  const auto moment = parse_date_or_instant(*value);
  if (!moment) {
    add_fault(name, "bad-date", "YYYY-MM-DD or an RFC 3339 instant with offset (a + as %2B).");
  }
  return moment;
}

std::optional<Instant> QueryReader::instant(std::string_view name) {
  const auto value = find(name);
  if (!value) return std::nullopt;
  const auto instant = parse_instant(*value);
  if (!instant) {
    add_fault(name, "bad-instant", "An RFC 3339 instant with offset (a + as %2B).");
  }
  return instant;
}

std::optional<UuidBytes> QueryReader::uuid(std::string_view name) {
  const auto value = find(name);
  if (!value) return std::nullopt;
  const auto bytes = parse_uuid(*value);
  if (!bytes) add_fault(name, "bad-id", "An id is a UUID of 36 characters.");
  return bytes;
}

Result<> QueryReader::done() {
  std::set<std::string_view> seen;
  for (const auto& [name, value] : request_.query) {
    if (!read_.contains(name)) {
      add_fault(name, "unknown-field", "There is no such parameter.");
    } else if (!seen.insert(name).second) {
      add_fault(name, "duplicate", "Give it once.");
    }
  }
  if (faults_.empty()) return {};
  return fail(ProblemCode::validation_failed, "Some query parameters are wrong.",
              std::move(faults_));
}

Problem as_query_problem(Problem problem) {
  for (FieldError& error : problem.errors) {
    if (error.pointer.starts_with('/')) error.pointer[0] = '?';
  }
  return problem;
}

}  // namespace prokat::http
