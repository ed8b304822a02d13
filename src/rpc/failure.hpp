// A call to another process that gave neither an answer nor a Problem of the service. These are
// thrown, because in one process the same faults (a database that is away) are thrown too: callers
// need not know which shape they run in.
#pragma once

#include <stdexcept>

namespace prokat::rpc {

// Nobody answered, or the service said 503. `unavailable` at the edge.
class Unavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The other side failed (500), refused our token, or does not know the method: a defect or a wrong
// installation.
class RemoteFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace prokat::rpc
