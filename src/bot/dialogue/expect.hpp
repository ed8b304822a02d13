// Outcomes the dialogue has no screen for: the input is not done, and whoever runs the dialogue
// tries it again later.
#pragma once

#include <stdexcept>
#include <utility>

#include "base/result.hpp"

namespace prokat::bot {

class DialogueFailure : public std::runtime_error {
 public:
  explicit DialogueFailure(const Problem& problem)
      : std::runtime_error(std::string(problem_info(problem.code).name) + ": " + problem.detail),
        code_(problem.code) {}
  ProblemCode code() const { return code_; }

 private:
  ProblemCode code_;
};

template <class T>
T expect(Result<T> result) {
  if (!result) throw DialogueFailure(result.error());
  return std::move(*result);
}

}  // namespace prokat::bot
