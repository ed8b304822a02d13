// A value that must not be printed: tokens, keys, passwords. It has no stream operator and no fmt
// formatter, so printing it does not compile; expose() is the one way to the text and is easy to
// grep for.
#pragma once

#include <string>
#include <string_view>
#include <utility>

namespace prokat {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}

  const std::string& expose() const { return value_; }
  bool empty() const { return value_.empty(); }

 private:
  std::string value_;
};

// Takes the same time wherever the first difference is.
bool equal_in_constant_time(std::string_view left, std::string_view right);

}  // namespace prokat
