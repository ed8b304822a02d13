#include "http/router.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "http/target.hpp"

namespace prokat::http {

namespace {

// Stands for a parameter in a Shape. No pattern holds this byte, and it sorts after all literals.
constexpr std::string_view any_segment = "\xff";
constexpr std::size_t methods_count = static_cast<std::size_t>(Method::other) + 1;

std::vector<std::string_view> split(std::string_view path) {
  std::vector<std::string_view> segments;
  segments.reserve(8);
  if (path.starts_with('/')) path.remove_prefix(1);
  while (true) {
    const auto slash = path.find('/');
    segments.push_back(path.substr(0, slash));
    if (slash == std::string_view::npos) return segments;
    path.remove_prefix(slash + 1);
  }
}

bool is_parameter(std::string_view segment) {
  return segment.size() > 2 && segment.front() == '{' && segment.back() == '}';
}

[[noreturn]] void refuse_route(const Route& route, std::string_view why) {
  fmt::print(stderr, "route {} {}: {}\n", to_string(route.method), route.pattern, why);
  std::abort();
}

}  // namespace

struct Router::Shape {
  std::vector<std::string> segments;
  std::array<const Route*, methods_count> routes{};

  bool fits(const std::vector<std::string_view>& path) const {
    for (std::size_t i = 0; i < segments.size(); ++i) {
      if (segments[i] == any_segment ? path[i].empty() : segments[i] != path[i]) return false;
    }
    return true;
  }
  const Route* route_for(Method method) const {
    const Route* exact = routes[static_cast<std::size_t>(method)];
    if (!exact && method == Method::head) return routes[static_cast<std::size_t>(Method::get)];
    return exact;
  }
  std::vector<Method> allowed() const {
    std::vector<Method> methods;
    for (std::size_t i = 0; i + 1 < methods_count; ++i) {
      if (route_for(static_cast<Method>(i))) methods.push_back(static_cast<Method>(i));
    }
    return methods;
  }
};

Router::Router() = default;
Router::~Router() = default;

void Router::add(Route route) {
  const Route* stored = routes_.emplace_back(std::make_unique<Route>(std::move(route))).get();
  if (!stored->pattern.starts_with('/')) refuse_route(*stored, "the pattern must start with /");
  if (!stored->handler) refuse_route(*stored, "no handler");
  std::vector<std::string> segments;
  for (const std::string_view segment : split(stored->pattern)) {
    segments.emplace_back(is_parameter(segment) ? any_segment : segment);
  }
  if (shapes_.size() <= segments.size()) shapes_.resize(segments.size() + 1);
  auto& shapes = shapes_[segments.size()];
  auto shape = std::find_if(shapes.begin(), shapes.end(),
                            [&](const auto& known) { return known->segments == segments; });
  if (shape == shapes.end()) {
    // In ascending order a literal comes before a parameter, so the first that fits is the right
    // one.
    const auto place = std::find_if(shapes.begin(), shapes.end(),
                                    [&](const auto& known) { return known->segments > segments; });
    shape = shapes.insert(place, std::make_unique<Shape>());
    (*shape)->segments = std::move(segments);
  }
  const Route*& slot = (*shape)->routes[static_cast<std::size_t>(stored->method)];
  if (slot) refuse_route(*stored, "added twice");
  slot = stored;
}

const Router::Shape* Router::find_shape(const std::vector<std::string_view>& segments) const {
  if (segments.size() >= shapes_.size()) return nullptr;
  for (const auto& shape : shapes_[segments.size()]) {
    if (shape->fits(segments)) return shape.get();
  }
  return nullptr;
}

RouteMatch Router::match(Method method, std::string_view path) const {
  RouteMatch match;
  const auto segments = split(path);
  const Shape* shape = find_shape(segments);
  if (!shape) return match;
  match.route = shape->route_for(method);
  if (!match.route) {
    match.allowed = shape->allowed();
    return match;
  }
  const auto names = split(match.route->pattern);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (!is_parameter(names[i])) continue;
    match.path_params.emplace_back(names[i].substr(1, names[i].size() - 2),
                                   percent_decode(segments[i]).value_or(""));
  }
  return match;
}

std::string_view to_string(Method method) {
  constexpr std::array<std::string_view, methods_count> names{
      "GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "OTHER"};
  return names[static_cast<std::size_t>(method)];
}

}  // namespace prokat::http
