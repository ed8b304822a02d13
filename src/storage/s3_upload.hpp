// One multipart upload: parts of at least 5 MiB (but the last), then complete() or abort().
#pragma once

#include <string>
#include <vector>

#include "storage/s3_client.hpp"

namespace prokat::storage {

class S3Upload {
 public:
  S3Upload(S3Client& client, std::string key) : client_(client), key_(std::move(key)) {}

  Task<void> begin(std::string content_type, Deadline deadline);
  Task<void> send_part(std::string part, Deadline deadline);
  Task<void> complete(Deadline deadline);
  // Never throws: what could not be aborted is found by abandon_uploads() later.
  Task<void> abort();

 private:
  S3Client& client_;
  std::string key_;
  std::string upload_id_;
  std::vector<std::string> etags_;
  std::int64_t bytes_ = 0;
};

}  // namespace prokat::storage
