#include "base/broken.hpp"

#include <unistd.h>

#include <cstdlib>
#include <string>

namespace prokat {

void broken_logic(std::string_view what) {
  const std::string line = "prokat: broken logic: " + std::string(what) + "\n";
  // One write, no stream: this may run on any thread in any state.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
  std::abort();
}

}  // namespace prokat
