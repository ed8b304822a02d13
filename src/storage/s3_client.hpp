// Calls to one bucket of an S3 server: signed, repeated while that helps, errors told apart. Knows
// requests and answers, no objects: those are S3Storage's.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "egress/client.hpp"
#include "storage/s3_signature.hpp"

namespace prokat::storage {

struct S3Options {
  std::string endpoint;  // "https://storage.yandexcloud.net", "http://127.0.0.1:9000"
  std::string bucket;
  bool path_style = true;  // endpoint/bucket/key; else bucket.endpoint/key
  S3Credentials credentials;
  std::size_t part_bytes = 8 * 1024 * 1024;  // larger content goes in parts; S3 wants >= 5 MiB
  int tries_max = 4;
};

struct S3Call {
  std::string method = "GET";
  std::string key;  // empty: the bucket itself
  NamesAndValues query = {};
  std::string content_type = {};
  std::string body = {};
};

struct S3Answer {
  int status = 0;
  std::string error_code;  // of S3's <Error>, also when it comes with status 200; empty: none
  egress::Answer http;
};

class S3Client {
 public:
  S3Client(egress::Client& egress, S3Options options);

  // 2xx, 404 of a key or an upload, or 412. Everything else throws: Misconfigured; Unavailable when
  // the last try failed too or the deadline passed. Requests are idempotent by their key, so any
  // may be repeated.
  Task<S3Answer> call(S3Call call, Deadline deadline);
  // For `lifetime` from now.
  std::string link(const std::string& key, std::chrono::seconds lifetime) const;
  const S3Options& options() const { return options_; }

 private:
  struct Try {
    std::optional<S3Answer> answer;
    std::string failure;  // why there is none
  };

  Task<Try> try_once(const S3Call& call, Deadline deadline);
  SignedRequest request_of(const std::string& method, const std::string& key) const;
  std::string url_of(const std::string& path, const std::string& query) const;
  Instant now() const;
  bool correct_clock(const S3Answer& answer);
  [[noreturn]] void refuse(const S3Answer& answer) const;

  egress::Client& egress_;
  S3Options options_;
  std::string scheme_;
  std::string host_;        // with the bucket and the port, where they belong
  Duration clock_skew_{0};  // how far the server's clock is ahead of this machine's
};

}  // namespace prokat::storage
