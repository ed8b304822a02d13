#include "base/json_patch.hpp"

#include <gtest/gtest.h>

namespace prokat::json {
namespace {

struct Note {
  std::string title;
  LocalizedText name;
  std::optional<int> stars;
  std::vector<std::string> words;
};
BOOST_DESCRIBE_STRUCT(Note, (), (title, name, stars, words))
void check(const Note& note, Issues& issues) {
  if (note.title.empty()) issues.add("title", "required", "a note has a title");
}

const Note note{"one", {"раз", "one"}, 3, {"a", "b"}};

TEST(JsonPatch, follows_the_examples_of_rfc_7396_for_objects) {
  struct Row {
    const char* current;
    const char* patch;
    const char* merged;
  };
  const Row table[] = {
      {R"({"a":"b"})", R"({"a":"c"})", R"({"a":"c"})"},
      {R"({"a":"b"})", R"({"b":"c"})", R"({"a":"b","b":"c"})"},
      {R"({"a":"b"})", R"({"a":null})", R"({})"},
      {R"({"a":"b","b":"c"})", R"({"a":null})", R"({"b":"c"})"},
      {R"({"a":["b"]})", R"({"a":"c"})", R"({"a":"c"})"},
      {R"({"a":"c"})", R"({"a":["b"]})", R"({"a":["b"]})"},
      {R"({"a":{"b":"c"}})", R"({"a":{"b":"d","c":null}})", R"({"a":{"b":"d"}})"},
      {R"({"a":[{"b":"c"}]})", R"({"a":[1]})", R"({"a":[1]})"},
      {R"({"e":null})", R"({"a":1})", R"({"e":null,"a":1})"},
      {R"({})", R"({"a":{"bb":{"ccc":null}}})", R"({"a":{"bb":{}}})"},
  };
  for (const Row& row : table) {
    EXPECT_EQ(merge_patch(row.current, row.patch).value(), row.merged) << row.patch;
  }
}

TEST(JsonPatch, what_is_no_object_is_refused) {
  EXPECT_EQ(merge_patch("{}", "{").error().code, ProblemCode::bad_json);
  EXPECT_EQ(merge_patch("{}", "").error().code, ProblemCode::bad_json);
  EXPECT_EQ(merge_patch("{}", "[]").error().errors.at(0).code, "wrong-type");
  EXPECT_EQ(merge_patch("{}", R"({"a":1,"a":2})").error().code, ProblemCode::bad_json);
}

TEST(JsonPatch, revises_what_was_seen_and_keeps_what_it_does_not_name) {
  const auto revised = revise(note, 7, {7, R"({"name":{"en":"first"},"stars":null})"});
  ASSERT_TRUE(revised) << revised.error().detail;
  EXPECT_EQ(revised->title, "one");
  EXPECT_EQ(revised->name, (LocalizedText{"раз", "first"}));
  EXPECT_EQ(revised->stars, std::nullopt);
  EXPECT_EQ(revised->words, note.words);
  EXPECT_TRUE(revise(note, 7, {std::nullopt, "{}"})) << "any version";
}

TEST(JsonPatch, an_older_version_hears_which_fields_differ_and_nothing_else) {
  const auto refused =
      revise(note, 7,
             {6, R"({"title":"two","name":{"ru":"раз","en":"first"},"stars":null,"words":["a","b"],
              "x/y~z":1})"});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ProblemCode::version_conflict);
  EXPECT_EQ(refused.error().extension, R"({"version":7,"fields":[)"
                                       R"({"pointer":"/title","yours":"two","current":"one"},)"
                                       R"({"pointer":"/name/en","yours":"first","current":"one"},)"
                                       R"({"pointer":"/stars","yours":null,"current":3},)"
                                       R"({"pointer":"/x~1y~0z","yours":1,"current":null}]})");
}

TEST(JsonPatch, a_conflict_comes_before_the_rules_and_bad_json_before_the_conflict) {
  EXPECT_EQ(revise(note, 7, {6, R"({"title":""})"}).error().code, ProblemCode::version_conflict);
  EXPECT_EQ(revise(note, 7, {6, "{"}).error().code, ProblemCode::bad_json);
  const auto fault = revise(note, 7, {7, R"({"title":null,"colour":"red"})"}).error();
  EXPECT_EQ(fault.errors.at(0).pointer, "/title");
  EXPECT_EQ(fault.errors.at(0).code, "required");
  EXPECT_EQ(fault.errors.at(1).pointer, "/colour");
  EXPECT_EQ(fault.errors.at(1).code, "unknown-field");
}

}  // namespace
}  // namespace prokat::json
