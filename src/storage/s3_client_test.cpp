// S3's moods, from a server that answers by a script.
#include "storage/s3_client.hpp"

#include <gtest/gtest.h>

#include "egress/testing/loopback_server.hpp"
#include "runtime/loop.hpp"
#include "storage/failure.hpp"
#include "storage/s3_answers.hpp"
#include "storage/s3_storage.hpp"

namespace prokat::storage {
namespace {

using egress::testing::LoopbackServer;
using egress::testing::ScriptedReply;
using egress::testing::SeenRequest;

std::string error(std::string_view code) {
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>" + std::string(code) +
         "</Code><Message>m</Message></Error>";
}

class S3Moods : public ::testing::Test {
 protected:
  S3Options options(const LoopbackServer& server) {
    return {.endpoint = server.url(),
            .bucket = "bucket",
            .credentials = {"KEY", Secret("the-secret"), "ru-central1"},
            .part_bytes = 10};
  }
  template <class T>
  T run(Task<T> task) {
    return loop_.run_until_done(std::move(task));
  }
  Result<void> put(const LoopbackServer& server, std::string content) {
    S3Storage storage(egress_, options(server));
    return run(storage.put("a.txt", std::move(content), "text/plain; charset=utf-8",
                           Deadline::in(std::chrono::seconds(10))));
  }
  template <class Failure>
  std::string refusal(const LoopbackServer& server, std::string content = "x") {
    try {
      static_cast<void>(put(server, std::move(content)));
    } catch (const Failure& failure) {
      return failure.what();
    }
    return "nothing was thrown";
  }
  static std::vector<std::string> calls(const LoopbackServer& server) {
    std::vector<std::string> lines;
    for (const SeenRequest& seen : server.seen()) lines.push_back(seen.method + " " + seen.target);
    return lines;
  }

  runtime::Loop loop_{"test"};
  egress::Client egress_{loop_.executor()};
};

// The n-th answer for the n-th request, the last one for all that follow.
LoopbackServer::Script in_turn(std::vector<ScriptedReply> replies) {
  return [replies = std::move(replies), next = std::make_shared<std::size_t>(0)](
             const SeenRequest&) { return replies[std::min((*next)++, replies.size() - 1)]; };
}

TEST_F(S3Moods, passing_trouble_is_tried_again) {
  for (const ScriptedReply& trouble :
       {ScriptedReply{.status = 500, .body = error("InternalError")}, ScriptedReply{.status = 502},
        ScriptedReply{.status = 503, .body = error("SlowDown")}, ScriptedReply{.status = 429},
        ScriptedReply{.status = 400, .body = error("RequestTimeout")},
        ScriptedReply{.status = 200, .cut_after = 9}}) {
    LoopbackServer server(in_turn({trouble, {.status = 200}}));
    EXPECT_TRUE(put(server, "x")) << trouble.status;
    EXPECT_EQ(server.seen().size(), 2U) << trouble.status;
  }
}

TEST_F(S3Moods, trouble_that_stays_is_given_up_after_four_tries) {
  LoopbackServer server(in_turn({{.status = 503, .body = error("ServiceUnavailable")}}));
  const std::string text = refusal<Unavailable>(server);
  EXPECT_TRUE(text.contains("after 4 tries: 503 ServiceUnavailable")) << text;
  EXPECT_EQ(server.seen().size(), 4U);
}

TEST_F(S3Moods, no_try_begins_after_the_deadline) {
  LoopbackServer server(in_turn({{.status = 503}}));
  S3Storage storage(egress_, options(server));
  EXPECT_THROW(run(storage.get("a.txt", Deadline::in(std::chrono::milliseconds(40)))), Unavailable);
  EXPECT_EQ(server.seen().size(), 1U);
}

TEST_F(S3Moods, refusals_are_not_tried_again_and_name_what_to_check) {
  struct Row {
    ScriptedReply reply;
    const char* names;
  };
  const Row table[] = {
      {{.status = 403, .body = error("InvalidAccessKeyId")}, "storage.s3_access_key"},
      {{.status = 403, .body = error("SignatureDoesNotMatch")}, "storage.s3_secret_key"},
      {{.status = 403, .body = error("AccessDenied")}, "may do in the bucket 'bucket'"},
      {{.status = 403}, "storage.s3_access_key"},
      {{.status = 404, .body = error("NoSuchBucket")}, "storage.s3_bucket"},
      {{.status = 301,
        .body = error("PermanentRedirect"),
        .headers = "x-amz-bucket-region: eu-west-1\r\n"},
       "in region eu-west-1: check storage.s3_region"},
      {{.status = 400, .body = error("AuthorizationHeaderMalformed")}, "storage.s3_region"},
  };
  for (const Row& row : table) {
    LoopbackServer server(in_turn({row.reply}));
    const std::string text = refusal<Misconfigured>(server);
    EXPECT_TRUE(text.contains(row.names)) << text;
    EXPECT_FALSE(text.contains("the-secret")) << text;
    EXPECT_EQ(server.seen().size(), 1U) << text;
  }
}

TEST_F(S3Moods, a_wrong_clock_is_corrected_once_by_the_servers) {
  LoopbackServer server([](const SeenRequest& seen) {
    if (seen.head.contains("x-amz-date: 2031")) return ScriptedReply{.status = 200};
    return ScriptedReply{.status = 403,
                         .body = error("RequestTimeTooSkewed"),
                         .headers = "Date: Wed, 01 Jan 2031 10:00:00 GMT\r\n"};
  });
  EXPECT_TRUE(put(server, "x"));
  EXPECT_EQ(server.seen().size(), 2U);
}

LoopbackServer::Script multipart(ScriptedReply to_complete) {
  return [to_complete, tries = std::make_shared<int>(0)](const SeenRequest& seen) {
    if (seen.method == "POST" && seen.target.ends_with("?uploads=")) {
      return ScriptedReply{.body = "<InitiateMultipartUploadResult><UploadId>u/1</UploadId>"};
    }
    if (seen.method == "POST" && ++*tries == 1) return to_complete;
    if (seen.method == "POST" && to_complete.status != 200) {
      return ScriptedReply{.status = 404, .body = error("NoSuchUpload")};
    }
    if (seen.method == "HEAD") return ScriptedReply{.body = std::string(15, 'x')};
    return ScriptedReply{.headers = "ETag: \"e\"\r\n"};
  };
}

TEST_F(S3Moods, an_error_under_status_200_is_an_error) {
  LoopbackServer server(multipart({.status = 200, .body = error("InternalError")}));
  EXPECT_TRUE(put(server, std::string(15, 'x')));
  EXPECT_EQ(calls(server),
            (std::vector<std::string>{
                "POST /bucket/a.txt?uploads=", "PUT /bucket/a.txt?partNumber=1&uploadId=u%2F1",
                "PUT /bucket/a.txt?partNumber=2&uploadId=u%2F1",
                "POST /bucket/a.txt?uploadId=u%2F1", "POST /bucket/a.txt?uploadId=u%2F1"}));
  EXPECT_EQ(server.seen().back().body,
            "<CompleteMultipartUpload><Part><PartNumber>1</PartNumber><ETag>\"e\"</ETag></Part>"
            "<Part><PartNumber>2</PartNumber><ETag>\"e\"</ETag></Part></CompleteMultipartUpload>");
}

TEST_F(S3Moods, a_completion_whose_answer_was_lost_is_found_done) {
  LoopbackServer server(multipart({.status = 503}));
  EXPECT_TRUE(put(server, std::string(15, 'x')));
  EXPECT_EQ(calls(server).back(), "HEAD /bucket/a.txt");
}

TEST_F(S3Moods, an_upload_that_fails_in_the_middle_is_aborted) {
  LoopbackServer server([](const SeenRequest& seen) {
    if (seen.target.ends_with("?uploads=")) return ScriptedReply{.body = "<UploadId>u</UploadId>"};
    if (seen.target.contains("partNumber=2")) {
      return ScriptedReply{.status = 403, .body = error("AccessDenied")};
    }
    return ScriptedReply{.headers = "ETag: \"e\"\r\n"};
  });
  EXPECT_NE(refusal<Misconfigured>(server, std::string(15, 'x')), "nothing was thrown");
  EXPECT_EQ(calls(server).back(), "DELETE /bucket/a.txt?uploadId=u");
}

TEST(S3Answers, listing_is_read_with_foreign_names_left_out) {
  const StoredPage page = read_listing(
      "<ListBucketResult><IsTruncated>true</IsTruncated>"
      "<Contents><Key>photos/a%2Fb.jpg</Key><LastModified>2026-11-28T17:15:22.123Z</LastModified>"
      "<ETag>&quot;e&quot;</ETag><Size>7</Size></Contents>"
      "<Contents><Key>photos/by%20hand.jpg</Key><Size>8</Size></Contents></ListBucketResult>");
  ASSERT_EQ(page.entries.size(), 1U);
  EXPECT_EQ(page.entries[0].key, "photos/a/b.jpg");
  EXPECT_EQ(page.entries[0].bytes, 7);
  EXPECT_EQ(page.entries[0].written_at, parse_instant("2026-11-28T17:15:22.123Z"));
  EXPECT_EQ(page.next, "photos/by hand.jpg");
}

TEST(S3Answers, what_has_no_readable_time_counts_as_new) {
  EXPECT_EQ(read_listing("<Contents><Key>a</Key></Contents>").entries.at(0).written_at,
            Instant::max());
}

TEST(S3Answers, only_a_document_that_is_an_error_has_an_error_code) {
  EXPECT_EQ(s3_error_code(error("SlowDown")), "SlowDown");
  EXPECT_EQ(s3_error_code("<ListBucketResult/>"), "");
  EXPECT_EQ(s3_error_code(std::string(300, ' ') + error("SlowDown")), "");
}

}  // namespace
}  // namespace prokat::storage
