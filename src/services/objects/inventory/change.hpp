// Whose hand a change is, as the audit will show it, and the business time it happens at.
#pragma once

#include "pg/params.hpp"
#include "runtime/context.hpp"

namespace prokat::objects::inventory {

struct Change {
  std::string actor;
  std::string channel;
  std::string request_id;
  Instant now;

  static Change by(const CallContext& context, Instant now) {
    return {context.principal.actor(), context.channel, context.request_id, now};
  }
};

// In the order in which every statement of this folder takes them.
inline pg::Params& add_change(pg::Params& params, const Change& change) {
  return params.add(change.actor).add(change.channel).add(change.request_id).add(change.now);
}

}  // namespace prokat::objects::inventory
