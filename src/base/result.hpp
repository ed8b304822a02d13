// Expected outcomes as values. A function that may fail because of what it was given returns
// Result<T>; broken infrastructure (database away, socket closed) throws; broken logic aborts. A
// Problem becomes an RFC 9457 answer in http/ and a message in the bot; its code is one of
// api/problems.yaml.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/problem_codes.hpp"  // generated from api/problems.yaml: enum class ProblemCode

namespace prokat {

// One fault of one field. `pointer` is a JSON pointer (RFC 6901) into the request's body, or
// "?name" for a query parameter.
struct FieldError {
  std::string pointer;
  // Stable, kebab-case: "required", "wrong-type", "out-of-range", "unknown-field", "bad-date",
  // "bad-uuid", "bad-value" from the reader; "too-long" and others from the rules of a field.
  std::string code;
  std::string detail;  // for people, English
};

struct Problem {
  ProblemCode code;
  std::string detail;  // for people, English; never holds personal data
  std::vector<FieldError> errors;
  // A JSON object, already serialised, whose members join the answer ("alternatives", ...). Empty
  // when there is none.
  std::string extension;
};

// The reverse of problem_info(code).name, for answers of our own processes and for tests.
constexpr std::optional<ProblemCode> parse_problem_code(std::string_view name) {
  for (const ProblemInfo& info : problem_table) {
    if (info.name == name) return info.code;
  }
  return std::nullopt;
}

template <class T = void>
using Result = std::expected<T, Problem>;

// return fail(ProblemCode::dates_taken, "...");
inline std::unexpected<Problem> fail(ProblemCode code, std::string detail = {},
                                     std::vector<FieldError> errors = {}) {
  return std::unexpected(Problem{code, std::move(detail), std::move(errors), {}});
}

// Hands a failed Result of another type on: `if (!found) return pass(std::move(found));`
template <class T>
std::unexpected<Problem> pass(Result<T>&& failed) {
  return std::unexpected(std::move(failed.error()));
}

}  // namespace prokat
