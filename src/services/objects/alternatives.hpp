// What the loser of a race is offered instead: other dates of the same object, other units of its
// model, other objects of its type at the same place. Each is free at the moment of the answer and
// priced; at most three.
//
// Losing stays fast: those who lose the same (object, window) share one search, its answer serves
// for a moment longer, and under load the list is empty. One per Loop.
#pragma once

#include <map>
#include <memory>
#include <string>

#include "runtime/async_event.hpp"
#include "services/objects/search.hpp"

namespace prokat::objects {

class AlternativeFinder {
 public:
  explicit AlternativeFinder(SearchTools tools) : tools_(tools) {}

  Task<Result<Alternatives>> find(const CallContext& context, Instant now,
                                  AlternativesRequest request);

 private:
  struct Flight;
  Task<Alternatives> search(const CallContext& context, Instant now, AlternativesRequest request);
  void drop_old();

  SearchTools tools_;
  std::map<std::string, std::shared_ptr<Flight>> flights_;
  int under_way_ = 0;
};

}  // namespace prokat::objects
