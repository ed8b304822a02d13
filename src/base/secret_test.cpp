#include "base/secret.hpp"

#include <gtest/gtest.h>

#include <ostream>

#include "base/result.hpp"

namespace prokat {
namespace {

template <class T>
concept Printable = requires(std::ostream& out, const T& value) { out << value; };

static_assert(Printable<std::string>);
static_assert(!Printable<Secret>, "printing a secret must not compile");
static_assert(!std::is_convertible_v<Secret, std::string_view>);

TEST(Secret, is_read_only_by_exposing_it) {
  const Secret token("123:abc");
  EXPECT_EQ(token.expose(), "123:abc");
  EXPECT_FALSE(token.empty());
  EXPECT_TRUE(Secret().empty());
}

TEST(Secret, comparison_in_constant_time_is_still_a_comparison) {
  EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
  EXPECT_TRUE(equal_in_constant_time("", ""));
  EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
  EXPECT_FALSE(equal_in_constant_time("abc", "abcd"));
  EXPECT_FALSE(equal_in_constant_time("abc", ""));
}

TEST(ProblemCode, every_code_is_found_by_its_name) {
  for (const ProblemInfo& info : problem_table) {
    EXPECT_EQ(parse_problem_code(info.name), info.code);
    EXPECT_EQ(problem_info(info.code).name, info.name);
  }
  EXPECT_EQ(parse_problem_code("dates-taken"), ProblemCode::dates_taken);
  EXPECT_FALSE(parse_problem_code("dates_taken"));
  EXPECT_FALSE(parse_problem_code(""));
}

TEST(Result, a_failure_is_handed_on_whole) {
  Result<int> first =
      fail(ProblemCode::validation_failed, "why", {{"/a", "required", "is missing"}});
  first.error().extension = "{\"x\":1}";
  const Result<std::string> second = pass(std::move(first));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ProblemCode::validation_failed);
  EXPECT_EQ(second.error().detail, "why");
  ASSERT_EQ(second.error().errors.size(), 1U);
  EXPECT_EQ(second.error().errors[0].pointer, "/a");
  EXPECT_EQ(second.error().extension, "{\"x\":1}");
}

}  // namespace
}  // namespace prokat
