// The table of routes of one listener. A service adds its routes at start; the contract test
// compares the table with api/openapi.yaml.
#pragma once

#include <chrono>
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
  std::string pattern;  // "/api/v1/bookings/{id}"; a parameter fills one segment
  Role access;          // the least role that may call; anonymous = public
  Handler handler;
  std::size_t body_max = 64 * 1024;            // bytes; more is 413 payload-too-large
  std::string body_type = "application/json";  // of a body that is not empty, else 415: one, or
                                               // several after ", "; empty: anything
  // Of the whole request with its body, where that takes longer than the listener grants: uploads.
  std::chrono::milliseconds time_limit{0};
  bool quiet = false;  // good answers are logged at debug: probes and scrapes
};

struct RouteMatch {
  const Route* route = nullptr;  // null: not found, or wrong method (then `allowed` is not empty)
  std::vector<std::pair<std::string, std::string>> path_params;
  std::vector<Method> allowed;
};

class Router {
 public:
  Router();
  ~Router();
  Router(const Router&) = delete;
  Router& operator=(const Router&) = delete;

  void add(Route route);  // aborts on a duplicate
  // `path` is as sent, still percent-encoded ("%2F" does not split a segment), and its escapes are
  // known to be valid. A literal segment wins over a parameter; HEAD is answered by GET; slashes
  // count ("/a/" is not "/a").
  RouteMatch match(Method method, std::string_view path) const;
  const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }

 private:
  struct Shape;  // a pattern without the names of its parameters, and the routes that have it

  const Shape* find_shape(const std::vector<std::string_view>& segments) const;

  std::vector<std::unique_ptr<Route>> routes_;
  std::vector<std::vector<std::unique_ptr<Shape>>>
      shapes_;  // by number of segments, literals first
};

std::string_view to_string(Method method);

}  // namespace prokat::http
