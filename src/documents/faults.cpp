#include "documents/faults.hpp"

namespace prokat::documents {

void add_fault(json::Issues& issues, const FieldError& fault) {
  std::string_view rest = fault.pointer;
  int depth = 0;
  if (!rest.empty()) rest.remove_prefix(1);
  for (auto slash = rest.find('/'); slash != std::string_view::npos; slash = rest.find('/')) {
    issues.enter(rest.substr(0, slash));
    rest.remove_prefix(slash + 1);
    ++depth;
  }
  issues.add(rest, fault.code, fault.detail);
  for (; depth > 0; --depth) issues.leave();
}

}  // namespace prokat::documents
