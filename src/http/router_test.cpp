#include "http/router.hpp"

#include <gtest/gtest.h>

namespace prokat::http {

namespace {

Task<Result<Reply>> nothing() { co_return Reply(); }

void add(Router& router, Method method, std::string pattern) {
  router.add({.method = method,
              .pattern = std::move(pattern),
              .access = Role::anonymous,
              .handler = [](Request&) { return nothing(); }});
}

struct RouterTest : testing::Test {
  RouterTest() {
    add(router, Method::get, "/objects/{id}");
    add(router, Method::get, "/objects/search");
    add(router, Method::get, "/objects");
    add(router, Method::post, "/objects/{object_id}");
    add(router, Method::get, "/objects/{id}/days/{day}");
    add(router, Method::post, "/bookings");
    add(router, Method::get, "/");
  }
  std::string found(Method method, std::string_view path) const {
    const auto match = router.match(method, path);
    return match.route ? match.route->pattern : "none";
  }
  Router router;
};

}  // namespace

TEST_F(RouterTest, pattern_is_found_by_path) {
  const std::vector<std::tuple<Method, std::string, std::string>> rows{
      {Method::get, "/objects", "/objects"},
      {Method::get, "/objects/", "none"},
      {Method::get, "/objects/7", "/objects/{id}"},
      {Method::get, "/objects/search", "/objects/search"},
      {Method::get, "/objects/Search", "/objects/{id}"},
      {Method::post, "/objects/7", "/objects/{object_id}"},
      {Method::get, "/objects/7/days/3", "/objects/{id}/days/{day}"},
      {Method::get, "/objects//days/3", "none"},
      {Method::get, "//objects", "none"},
      {Method::get, "/objects/..", "/objects/{id}"},
      {Method::get, "/objects/a%2Fdays", "/objects/{id}"},
      {Method::get, "/", "/"},
      {Method::head, "/objects", "/objects"},
      {Method::head, "/bookings", "none"},
      {Method::other, "/objects", "none"},
  };
  for (const auto& [method, path, pattern] : rows) {
    EXPECT_EQ(found(method, path), pattern) << to_string(method) << ' ' << path;
  }
}

TEST_F(RouterTest, parameters_are_decoded_after_the_path_is_split) {
  const auto match = router.match(Method::get, "/objects/a%2Fb/days/%D0%BC%D0%B0%D0%B9");
  ASSERT_TRUE(match.route);
  ASSERT_EQ(match.path_params.size(), 2U);
  EXPECT_EQ(match.path_params[0], (std::pair<std::string, std::string>("id", "a/b")));
  EXPECT_EQ(match.path_params[1], (std::pair<std::string, std::string>("day", "май")));
}

TEST_F(RouterTest, routes_of_one_shape_keep_their_own_names_of_parameters) {
  EXPECT_EQ(router.match(Method::post, "/objects/7").path_params[0].first, "object_id");
  EXPECT_EQ(router.match(Method::get, "/objects/7").path_params[0].first, "id");
}

TEST_F(RouterTest, wrong_method_lists_the_right_ones) {
  const auto match = router.match(Method::delete_, "/objects/7");
  EXPECT_FALSE(match.route);
  EXPECT_EQ(match.allowed, (std::vector{Method::get, Method::head, Method::post}));
  EXPECT_TRUE(router.match(Method::delete_, "/nothing").allowed.empty());
}

TEST_F(RouterTest, the_same_route_twice_aborts) {
  EXPECT_DEATH(add(router, Method::get, "/objects/{other}"), "added twice");
}

}  // namespace prokat::http
