// The vectors were produced with the official SDK (@aws-sdk/client-s3, @smithy/signature-v4).
#include "storage/s3_signature.hpp"

#include <gtest/gtest.h>

#include <map>

namespace prokat::storage {
namespace {

const S3Credentials example{"AKIAIOSFODNN7EXAMPLE",
                            Secret("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"), "us-east-1"};
const Instant new_year = parse_instant("2026-01-01T00:00:00Z").value();

std::string hex_of(std::string_view bytes) {
  std::string text;
  for (const char c : bytes) {
    char two[3];
    std::snprintf(two, sizeof two, "%02x", static_cast<unsigned char>(c));
    text += two;
  }
  return text;
}

std::string signature_in(const std::string& query) {
  return query.substr(query.find("X-Amz-Signature=") + 16);
}

TEST(S3Signature, header_signature_equals_the_sdks) {
  const SignedRequest request{.method = "PUT",
                              .host = "127.0.0.1:9000",
                              .path = "/photos/listings/42/фото 1.txt",
                              .headers = {{"content-type", "text/plain"}}};
  const std::string hash = sha256_hex("hello");
  EXPECT_EQ(hash, "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824");
  EXPECT_EQ(percent_encoded(request.path, true),
            "/photos/listings/42/%D1%84%D0%BE%D1%82%D0%BE%201.txt");

  SignedRequest whole = request;
  whole.headers.emplace_back("x-amz-date", "20260101T000000Z");
  whole.headers.emplace_back("x-amz-content-sha256", hash);
  EXPECT_EQ(sha256_hex(canonical_request(whole, hash)),
            "016f2b405d8b4ca2216d09c906c0b521f836f79898c92518ddb5dd437eae58c1");
  EXPECT_EQ(hex_of(signing_key(example, "20260101")),
            "5cdb99d749df61c7bc46c7824bb6b3a67cb6cab9b4eb9bdb0118702cfa335e09");

  const auto headers = signature_headers(request, hash, example, new_year);
  const std::map<std::string, std::string> by_name(headers.begin(), headers.end());
  EXPECT_EQ(by_name.at("x-amz-date"), "20260101T000000Z");
  EXPECT_EQ(by_name.at("x-amz-content-sha256"), hash);
  EXPECT_EQ(by_name.at("authorization"),
            "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/s3/aws4_request, "
            "SignedHeaders=content-type;host;x-amz-content-sha256;x-amz-date, "
            "Signature=335a4befedae5459d57c7c5e27b0183b923c155e879772995ac03993b1f835cd");
}

TEST(S3Signature, presigned_link_equals_the_sdks) {
  SignedRequest request{
      .method = "GET", .host = "127.0.0.1:9000", .path = "/photos/listings/42/фото 1.jpg"};
  const auto minimal = presigned_query(request, example, new_year, std::chrono::seconds(900));
  EXPECT_EQ(minimal,
            "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20260101%2F"
            "us-east-1%2Fs3%2Faws4_request&X-Amz-Date=20260101T000000Z&X-Amz-Expires=900&"
            "X-Amz-SignedHeaders=host&X-Amz-Signature="
            "d25948ec184d8c31a24500ce6df022eb419b8e458c263c7f0b3541852c1eda97");

  request.query = {{"x-id", "GetObject"}, {"X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"}};
  EXPECT_EQ(signature_in(presigned_query(request, example, new_year, std::chrono::seconds(900))),
            "fbd584fc70b8f773924c9fc4a4f55d518e0bd077501f0b5505df52da81afa3bb");
}

TEST(S3Signature, presigned_canonical_request_equals_the_sdks) {
  const SignedRequest request{
      .method = "GET",
      .host = "127.0.0.1:9000",
      .path = "/photos/listings/42/фото 1.jpg",
      .query = {{"X-Amz-Algorithm", "AWS4-HMAC-SHA256"},
                {"X-Amz-Credential", "AKIAIOSFODNN7EXAMPLE/20260101/us-east-1/s3/aws4_request"},
                {"X-Amz-Date", "20260101T000000Z"},
                {"X-Amz-Expires", "900"},
                {"X-Amz-SignedHeaders", "host"}}};
  EXPECT_EQ(sha256_hex(canonical_request(request, unsigned_payload)),
            "31f0ea999eb24df7e94a64b7de98975e708e37859fd6171a9eba5bd72fb9428c");
}

TEST(S3Signature, presigned_upload_signs_its_content_type) {
  const SignedRequest request{
      .method = "PUT",
      .host = "127.0.0.1:9000",
      .path = "/photos/listings/42/a.jpg",
      .query = {{"x-id", "PutObject"}, {"X-Amz-Content-Sha256", "UNSIGNED-PAYLOAD"}},
      .headers = {{"content-type", "image/jpeg"}}};
  const auto query = presigned_query(request, example, new_year, std::chrono::seconds(900));
  EXPECT_NE(query.find("X-Amz-SignedHeaders=content-type%3Bhost&"), std::string::npos);
  EXPECT_EQ(signature_in(query),
            "793faf0ba53022c77d869d07165dc6c5c8856bd3ce57d7bc5ee8ddb1c3eef3a4");
}

TEST(S3Signature, query_is_encoded_and_sorted_and_keeps_empty_values) {
  EXPECT_EQ(canonical_query({{"uploads", ""}}), "uploads=");
  EXPECT_EQ(canonical_query({{"prefix", "a/b c"}, {"list-type", "2"}, {"a+", "~*"}}),
            "a%2B=~%2A&list-type=2&prefix=a%2Fb%20c");
}

}  // namespace
}  // namespace prokat::storage
