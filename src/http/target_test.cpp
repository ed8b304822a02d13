#include "http/target.hpp"

#include <gtest/gtest.h>

namespace prokat::http {

TEST(Target, query_is_decoded_in_order) {
  const auto target = parse_target("/a%20b?q=%D0%9A%D0%B8%D0%B0+Rio&x=1&x=2&flag&=v&&y=a%3Db=c");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->raw_path, "/a%20b");
  EXPECT_EQ(target->path, "/a b");
  const std::vector<std::pair<std::string, std::string>> expected{
      {"q", "Киа Rio"}, {"x", "1"}, {"x", "2"}, {"flag", ""}, {"", "v"}, {"y", "a=b=c"}};
  EXPECT_EQ(target->query, expected);
}

TEST(Target, a_plus_in_the_path_is_a_plus) { EXPECT_EQ(parse_target("/a+b")->path, "/a+b"); }

TEST(Target, absolute_form_loses_its_authority) {
  EXPECT_EQ(parse_target("http://host:80/a/b?c=d")->raw_path, "/a/b");
  EXPECT_EQ(parse_target("http://host")->raw_path, "/");
}

TEST(Target, malformed_targets_are_refused) {
  for (const std::string_view text :
       {"", "*", "a/b", "/a%", "/a%2", "/a%zz", "/%FF", "/%C0%AF", "/%ED%A0%80", "/%00", "/a#b",
        "/a?q=%", "/a?%FF=1", "/a?q=%00", "/\xFF", "host:443"}) {
    EXPECT_FALSE(parse_target(text)) << text;
  }
}

TEST(Utf8, shortest_forms_up_to_the_last_code_point_are_clean) {
  EXPECT_TRUE(is_clean_utf8(""));
  EXPECT_TRUE(is_clean_utf8("Байкал €🚗\x7F"));
  EXPECT_TRUE(is_clean_utf8("\xF4\x8F\xBF\xBF"));
  for (const std::string_view text :
       {std::string_view("\0", 1), std::string_view("\x80"), std::string_view("\xC2"),
        std::string_view("\xC1\xBF"), std::string_view("\xE0\x80\xAF"),
        std::string_view("\xED\xBF\xBF"), std::string_view("\xF4\x90\x80\x80"),
        std::string_view("\xF8\x88\x80\x80\x80"), std::string_view("\xE2\x82")}) {
    EXPECT_FALSE(is_clean_utf8(text));
  }
}

}  // namespace prokat::http
