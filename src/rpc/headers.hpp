// Headers of a call between our own processes.
#pragma once

#include <string_view>

namespace prokat::rpc {

// Milliseconds that the caller will wait, counted from when it sends.
inline constexpr std::string_view deadline_header = "x-deadline-ms";
// Set on answers that a method gave, value or Problem; not on those about the call itself (unknown
// method, wrong token).
inline constexpr std::string_view method_header = "x-rpc-method";

}  // namespace prokat::rpc
