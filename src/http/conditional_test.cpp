#include "http/conditional.hpp"

#include <gtest/gtest.h>

namespace prokat::http {
namespace {

Request plain() { return {.context = CallContext::system("test", std::chrono::seconds(1))}; }

Request with(const char* if_match) {
  Request request = plain();
  request.body = R"({"name":"new"})";
  if (if_match != nullptr) request.headers.emplace_back("if-match", if_match);
  return request;
}

TEST(Conditional, an_update_names_the_version_it_was_written_against) {
  const auto update = read_update(with("\"7\""));
  ASSERT_TRUE(update);
  EXPECT_EQ(update->version, 7);
  EXPECT_EQ(update->patch, R"({"name":"new"})");
  EXPECT_EQ(read_if_match(with("*")).value(), std::nullopt);
}

TEST(Conditional, without_if_match_it_is_428_and_with_rubbish_400) {
  EXPECT_EQ(read_update(with(nullptr)).error().code, ProblemCode::precondition_required);
  EXPECT_EQ(read_update(with("")).error().code, ProblemCode::precondition_required);
  for (const char* rubbish : {"7", "\"7", "7\"", "\"", "\"7\", \"8\"", "\"a b\"", "W/7", "**"}) {
    EXPECT_EQ(read_if_match(with(rubbish)).error().code, ProblemCode::bad_request) << rubbish;
  }
}

TEST(Conditional, a_tag_that_was_never_given_matches_no_version) {
  for (const char* foreign :
       {"\"\"", "\"seven\"", "\"-7\"", "\"0\"", "\"7x\"", "W/\"7\"", "\"99999999999999999999\""}) {
    const auto version = read_if_match(with(foreign));
    ASSERT_TRUE(version) << foreign;
    EXPECT_EQ(*version, 0) << foreign;
  }
}

TEST(Conditional, an_answer_carries_the_version_as_its_etag) {
  const auto reply = versioned_reply(std::string("x"), 12, 201);
  EXPECT_EQ(reply.status, 201);
  ASSERT_EQ(reply.headers.size(), 1U);
  EXPECT_EQ(reply.headers[0], (std::pair<std::string, std::string>("etag", "\"12\"")));
}

TEST(Conditional, a_request_is_named_by_printable_characters_or_not_at_all) {
  Request request = plain();
  EXPECT_EQ(read_idempotency_key(request).value(), std::nullopt);
  request.headers = {{"idempotency-key", "key 1"}};
  EXPECT_EQ(read_idempotency_key(request).value(), "key 1");
  for (const std::string& bad : {std::string(), std::string(256, 'k'), std::string("ключ")}) {
    request.headers = {{"idempotency-key", bad}};
    EXPECT_EQ(read_idempotency_key(request).error().errors.at(0).pointer, "Idempotency-Key");
  }
}

}  // namespace
}  // namespace prokat::http
