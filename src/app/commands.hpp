// The program's commands. Each returns the process's exit code: 0 done, 1 failed, 2 used wrongly.
#pragma once

#include <string>
#include <vector>

#include "base/text.hpp"
#include "runtime/config.hpp"

namespace prokat::app {

int serve(const runtime::Config& config);
int migrate(const runtime::Config& config);
int config_check(const runtime::Config& config);
int config_reference();
// The route table of the public listener as JSON lines, for the contract test.
int routes(const runtime::Config& config);

// 0: the audit is intact; 1: it is not, or that cannot be told. `heads`: "4711:<64 hex digits>".
int audit_verify(const runtime::Config& config, const std::vector<std::string>& heads);
// Seals what can be sealed, then stores the chain's head outside the database.
int audit_anchor(const runtime::Config& config);

struct ChatOptions {
  std::string account;
  std::string name;
  Language language = Language::ru;
};
int chat(const runtime::Config& config, const ChatOptions& options);

}  // namespace prokat::app
