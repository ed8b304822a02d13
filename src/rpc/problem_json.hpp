// The reverse of http::problem_reply: a Problem of another process becomes the same Problem here.
#pragma once

#include <optional>
#include <string_view>

#include "base/result.hpp"

namespace prokat::rpc {

// Nullopt when the text is no problem+json of ours, or has a code that this version does not know.
std::optional<Problem> parse_problem(std::string_view body);

}  // namespace prokat::rpc
