#include <gtest/gtest.h>

#include "http/message.hpp"
#include "http/response_head.hpp"

namespace prokat::http {

TEST(ProblemReply, holds_all_members_of_the_problem) {
  const Problem problem{ProblemCode::dates_taken,
                        "another \"rental\"",
                        {{"/start", "in-the-past", "starts before now"}},
                        R"({"alternatives":[1,2]})"};
  const Reply reply = problem_reply(problem, "req-1");
  EXPECT_EQ(reply.status, 409);
  EXPECT_EQ(reply.content_type, "application/problem+json");
  EXPECT_EQ(reply.body,
            R"({"type":"/api/docs#dates-taken","title":"These dates are already taken",)"
            R"("status":409,"code":"dates-taken","detail":"another \"rental\"",)"
            R"("request_id":"req-1","errors":[{"pointer":"/start","code":"in-the-past",)"
            R"("detail":"starts before now"}],"alternatives":[1,2]})");
}

TEST(ProblemReply, has_no_empty_members) {
  EXPECT_EQ(problem_reply({ProblemCode::internal, {}, {}, {}}, "r").body,
            R"({"type":"/api/docs#internal","title":"Internal error","status":500,)"
            R"("code":"internal","request_id":"r"})");
  EXPECT_EQ(problem_reply({ProblemCode::internal, {}, {}, "{}"}, "r").body.find(",}"),
            std::string::npos);
}

TEST(ProblemReply, carries_the_headers_of_its_code) {
  const auto headers = [](ProblemCode code) {
    return problem_reply({code, {}, {}, {}}, "").headers;
  };
  EXPECT_EQ(headers(ProblemCode::unauthenticated), (Headers{{"WWW-Authenticate", "Bearer"}}));
  EXPECT_EQ(headers(ProblemCode::unavailable), (Headers{{"Retry-After", "1"}}));
  EXPECT_TRUE(headers(ProblemCode::forbidden).empty());
}

TEST(ResponseHead, a_line_break_in_a_value_cannot_add_a_header) {
  Reply reply;
  reply.headers.emplace_back("Location", "/a\r\nSet-Cookie: x=1\nY: 2");
  const std::string head = response_head(reply, "r", true);
  EXPECT_EQ(head.find("\nSet-Cookie"), std::string::npos);
  EXPECT_EQ(head.find("\nY:"), std::string::npos);
  EXPECT_NE(head.find("Location: /a  Set-Cookie: x=1 Y: 2\r\n"), std::string::npos);
}

TEST(ResponseHead, a_204_has_neither_type_nor_length) {
  Reply reply;
  reply.status = 204;
  const std::string head = response_head(reply, "r", false);
  EXPECT_EQ(head.find("\nContent-"), std::string::npos);
  EXPECT_NE(head.find("Connection: close\r\n"), std::string::npos);
}

TEST(ResponseHead, every_status_of_a_problem_has_its_phrase) {
  for (const ProblemInfo& info : problem_table) {
    EXPECT_NE(reason_phrase(info.status), "Unknown") << info.status;
  }
}

}  // namespace prokat::http
