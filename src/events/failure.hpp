// Tells a handler's own failure from the database being away: only the first counts against what
// was handled, since the second would park everything during an outage.
#pragma once

#include <exception>
#include <optional>
#include <string>

namespace prokat::events {

// Inside a catch block. The text to keep beside what failed (cut to a readable length), or nullopt
// when the infrastructure failed and nothing can be said about the handler.
std::optional<std::string> failure_of_handler();

}  // namespace prokat::events
