// For states that only a defect of ours can lead to: says what is wrong on standard error and ends
// the process. Not for bad input (Result) and not for broken infrastructure (exceptions).
#pragma once

#include <string_view>

namespace prokat {

[[noreturn]] void broken_logic(std::string_view what);

}  // namespace prokat
