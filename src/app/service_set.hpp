// Which services live in this process: `prokat serve --services=booking,bot`. "all" is every one.
#pragma once

#include <set>
#include <string>

#include "base/result.hpp"
#include "runtime/config.hpp"

namespace prokat::app {

class ServiceSet {
 public:
  // validation-failed names an unknown service, or one that is elsewhere without an address
  // (services.<name>_url).
  static Result<ServiceSet> from(const runtime::Config& config);

  bool has(std::string_view name) const { return names_.contains(std::string(name)); }
  const std::set<std::string>& names() const { return names_; }

 private:
  std::set<std::string> names_;
};

}  // namespace prokat::app
