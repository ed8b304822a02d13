// AWS Signature Version 4 as S3 wants it (Amazon S3 API reference, "Authenticating Requests"):
// paths are percent-encoded once and never normalised, `x-amz-content-sha256` is always sent. Pure:
// no clock and no network; the caller gives the time. Our own, since libcurl 7.88's AWS_SIGV4 signs
// neither that header nor links.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/period.hpp"
#include "base/secret.hpp"

namespace prokat::storage {

struct S3Credentials {
  std::string access_key;
  Secret secret_key;
  std::string region;
};

using NamesAndValues = std::vector<std::pair<std::string, std::string>>;

struct SignedRequest {
  std::string method;
  std::string host;        // as in the Host header: with the port unless it is the scheme's own
  std::string path;        // "/bucket/key", not encoded
  NamesAndValues query;    // not encoded, in any order
  NamesAndValues headers;  // further ones to sign, names in lower case
};

inline constexpr std::string_view unsigned_payload = "UNSIGNED-PAYLOAD";

std::string sha256_hex(std::string_view bytes);
// RFC 3986: everything but A-Z a-z 0-9 - . _ ~ as %XX; `keep_slash` for paths.
std::string percent_encoded(std::string_view text, bool keep_slash);
// "name=value&..." encoded and sorted, as it is signed and as it must be sent.
std::string canonical_query(NamesAndValues query);
std::string canonical_request(const SignedRequest& request, std::string_view payload_hash);
// Raw bytes; of one day, region and the service "s3".
std::string signing_key(const S3Credentials& credentials, std::string_view day);

// The headers to send beside request.headers: authorization, x-amz-content-sha256, x-amz-date.
NamesAndValues signature_headers(const SignedRequest& request, std::string_view payload_hash,
                                 const S3Credentials& credentials, Instant now);

// The query of a link that is good for `lifetime` from now: request.query and the signature.
std::string presigned_query(const SignedRequest& request, const S3Credentials& credentials,
                            Instant now, std::chrono::seconds lifetime);

}  // namespace prokat::storage
