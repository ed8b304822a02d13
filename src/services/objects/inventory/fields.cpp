#include "services/objects/inventory/fields.hpp"

#include <stdexcept>

namespace prokat::objects::inventory {

void check_text(json::Issues& issues, std::string_view field, std::string_view text,
                std::size_t bytes_max, Presence presence) {
  if (presence == Presence::required && text.empty()) {
    issues.add(field, "required", "must not be empty");
  }
  if (text.size() > bytes_max) {
    issues.add(field, "too-long", "at most " + std::to_string(bytes_max) + " bytes");
  }
}

void check_localized(json::Issues& issues, std::string_view field, const LocalizedText& text,
                     std::size_t bytes_max, Presence presence) {
  issues.enter(field);
  check_text(issues, "ru", text.ru, bytes_max, presence);
  check_text(issues, "en", text.en, bytes_max, Presence::optional);
  issues.leave();
}

void check_range(json::Issues& issues, std::string_view field, std::int64_t value, std::int64_t min,
                 std::int64_t max) {
  if (value >= min && value <= max) return;
  issues.add(field, "out-of-range",
             "must be from " + std::to_string(min) + " to " + std::to_string(max));
}

void add_errors(json::Issues& issues, std::string_view field, std::vector<FieldError> errors) {
  for (FieldError& error : errors) {
    std::string_view rest = error.pointer;
    int depth = 1;
    issues.enter(field);
    while (!rest.empty()) {
      rest.remove_prefix(1);
      const auto token = rest.substr(0, rest.find('/'));
      issues.enter(token);
      ++depth;
      rest.remove_prefix(token.size());
    }
    issues.add("", std::move(error.code), std::move(error.detail));
    while (depth-- > 0) issues.leave();
  }
}

std::unexpected<Problem> field_fault(std::string pointer, std::string code, std::string detail) {
  return fail(ProblemCode::validation_failed, "Some fields are wrong",
              {{std::move(pointer), std::move(code), std::move(detail)}});
}

LocalizedText localized_of(const pg::Row& row, std::string_view ru, std::string_view en) {
  return {row.get<std::string>(ru), row.get<std::string>(en)};
}

}  // namespace prokat::objects::inventory
