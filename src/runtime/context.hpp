// What travels with every call through every layer and between processes: who asks, from where, how
// long it may take.
#pragma once

#include <optional>
#include <string>

#include "base/id.hpp"
#include "base/text.hpp"
#include "runtime/deadline.hpp"

namespace prokat {

// Ordered: a route that asks for `operator_` admits `administrator` too.
enum class Role { anonymous, customer, operator_, administrator };

struct Principal {
  Role role = Role::anonymous;
  // A user's or customer's uuid; a worker's name for system work; empty for anonymous.
  std::string id;

  // How the audit names it: "user:<uuid>", "customer:<uuid>", "system:<name>", "anonymous".
  std::string actor() const;
};

struct CallContext {
  std::string request_id;  // 1..64 of [A-Za-z0-9._-]; X-Request-Id end to end
  Deadline deadline;
  Principal principal;
  std::string channel = "api";  // api, telegram, console, panel, webhook, system

  // For work that no request asked for: polling, expiry, event handlers.
  static CallContext system(std::string worker, std::chrono::milliseconds time_limit);
};

}  // namespace prokat
