// The table of routes of one listener. A service adds its routes at start; the contract test compares the table with api/openapi.yaml.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "http/message.hpp"

namespace prokat::http {

// Handlers are awaited on the connection's thread. The request outlives the call.
using Handler = std::function<Task<Result<Reply>>(Request&)>;

struct Route {
  Method method;
  std::string pattern;         // "/api/v1/bookings/{id}"; a parameter fills one segment
  Role access;                 // the least role that may call; anonymous = public
  Handler handler;
  std::size_t body_max = 64 * 1024;  // bytes; more is 413 payload-too-large
};

struct RouteMatch {
  const Route* route = nullptr;  // null: not found, or wrong method (then `allowed` is not empty)
  std::vector<std::pair<std::string, std::string>> path_params;
  std::vector<Method> allowed;
};

class Router {
 public:
  void add(Route route);  // aborts on a duplicate
  RouteMatch match(Method method, std::string_view path) const;
  const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }

 private:
  std::vector<std::unique_ptr<Route>> routes_;
};

std::string_view to_string(Method method);

}  // namespace prokat::http
