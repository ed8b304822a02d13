#include "runtime/context.hpp"

#include <utility>

namespace prokat {

std::string Principal::actor() const {
  switch (role) {
    case Role::anonymous:
      return "anonymous";
    case Role::customer:
      return "customer:" + id;
    case Role::operator_:
    case Role::administrator:
      break;
  }
  // Our own workers act with an administrator's rights under a name instead of a user's uuid.
  return (parse_uuid(id) ? "user:" : "system:") + id;
}

CallContext CallContext::system(std::string worker, std::chrono::milliseconds time_limit) {
  return CallContext{
      .request_id = format_uuid(make_uuid_v7()),
      .deadline = Deadline::in(time_limit),
      .principal = Principal{.role = Role::administrator, .id = std::move(worker)},
      .channel = "system",
  };
}

}  // namespace prokat
