// The S3 server that the tests run against: Ceph's gateway, started by scripts/rgw-private, with
// one fresh bucket for each test process. Where it is says PROKAT_TEST_S3_URL.
#pragma once

#include <cstdlib>
#include <stdexcept>
#include <string>

#include "base/id.hpp"
#include "egress/client.hpp"
#include "runtime/loop.hpp"
#include "storage/s3_client.hpp"

namespace prokat::storage::testing {

inline S3Options s3_server() {
  const char* url = std::getenv("PROKAT_TEST_S3_URL");  // http://KEY:SECRET@127.0.0.1:PORT/BUCKET
  if (url == nullptr) throw std::runtime_error("PROKAT_TEST_S3_URL is not set");
  const std::string text(url);
  const auto key = text.find("//") + 2;
  const auto secret = text.find(':', key) + 1;
  const auto host = text.find('@') + 1;
  return {.endpoint = "http://" + text.substr(host, text.find('/', host) - host),
          .bucket = "test-" + format_uuid(make_uuid_v7()),
          .credentials = {text.substr(key, secret - 1 - key),
                          Secret(text.substr(secret, host - 1 - secret)), "us-east-1"},
          .part_bytes = 5 * 1024 * 1024};
}

// Makes the bucket on first use.
inline const S3Options& s3_bucket() {
  static const S3Options options = [] {
    S3Options made = s3_server();
    runtime::Loop loop("bucket");
    egress::Client egress(loop.executor());
    S3Client client(egress, made);
    loop.run_until_done(client.call({.method = "PUT"}, Deadline::in(std::chrono::seconds(30))));
    return made;
  }();
  return options;
}

}  // namespace prokat::storage::testing
