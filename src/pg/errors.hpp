// What a database call can throw; see database.hpp for which call throws what. Services look at
// Error's sqlstate and constraint in their store; the other two become 503 at the edge.
#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace prokat::pg {

// The statement failed on a live connection.
class Error : public std::runtime_error {
 public:
  Error(std::string sqlstate, std::string constraint, const std::string& message)
      : std::runtime_error(message),
        sqlstate_(std::move(sqlstate)),
        constraint_(std::move(constraint)) {}
  const std::string& sqlstate() const { return sqlstate_; }
  const std::string& constraint() const { return constraint_; }

 private:
  std::string sqlstate_;
  std::string constraint_;
};

// No connection could be had, or it was lost while the statement was under way.
// `outcome_unknown`: it may have committed.
class Unavailable : public std::runtime_error {
 public:
  Unavailable(const std::string& message, bool outcome_unknown)
      : std::runtime_error(message), outcome_unknown_(outcome_unknown) {}
  bool outcome_unknown() const { return outcome_unknown_; }

 private:
  bool outcome_unknown_;
};

// The queue for a connection is full. Becomes 503 with Retry-After.
class Overloaded : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace prokat::pg
