#include "app/service_set.hpp"

#include <algorithm>
#include <array>

namespace prokat::app {

namespace {
constexpr std::array known{"auth",     "objects",       "addons", "booking",
                           "payments", "notifications", "audit",  "bot"};
}

Result<ServiceSet> ServiceSet::from(const runtime::Config& config) {
  ServiceSet set;
  std::vector<FieldError> errors;
  for (const auto& name : config.list("services.enabled")) {
    if (name == "all") {
      set.names_.insert(known.begin(), known.end());
    } else if (std::find(known.begin(), known.end(), name) != known.end()) {
      set.names_.insert(name);
    } else {
      errors.push_back({"services.enabled", "bad-value", "there is no service called " + name});
    }
  }
  if (set.names_.empty())
    errors.push_back({"services.enabled", "required", "name at least one service"});
  for (const std::string name :
       {"auth", "objects", "addons", "booking", "payments", "notifications"}) {
    const auto key = "services." + name + "_url";
    if (!set.has(name) && errors.empty() && config.list(key).empty()) {
      errors.push_back({key, "required", name + " does not run here, so its address is needed"});
    }
  }
  if (!errors.empty())
    return fail(ProblemCode::validation_failed, "services cannot be set up", std::move(errors));
  return set;
}

}  // namespace prokat::app
