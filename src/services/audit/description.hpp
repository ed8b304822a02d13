// A verification in words, a line each: what the command prints.
#pragma once

#include <string>
#include <vector>

#include "base/text.hpp"
#include "services/audit/verification.hpp"

namespace prokat::audit {

std::vector<std::string> describe(const Verification& verification, Language language);
std::string describe(const Anchor& anchored, Language language);

}  // namespace prokat::audit
