// Objects in a bucket of any S3: AWS, Yandex, VK, Selectel, MinIO, Ceph. Content above
// S3Options::part_bytes goes up in parts; an upload that fails is aborted, and abandon_uploads()
// finds those of processes that died.
#pragma once

#include "storage/object_storage.hpp"
#include "storage/s3_client.hpp"

namespace prokat::storage {

class S3Storage final : public ObjectStorage {
 public:
  S3Storage(egress::Client& egress, S3Options options);

  Task<Result<void>> put(std::string key, std::string content, std::string content_type,
                         Deadline deadline) override;
  Task<Result<void>> put_from(std::string key, ContentSource& source, std::string content_type,
                              Deadline deadline) override;
  Task<Result<StoredObject>> get(std::string key, Deadline deadline) override;
  Task<Result<StoredEntry>> find(std::string key, Deadline deadline) override;
  Task<Result<void>> erase(std::string key, Deadline deadline) override;
  Task<Result<StoredPage>> list(std::string prefix, std::string after, Deadline deadline) override;
  Task<Result<int>> abandon_uploads(std::string prefix, Instant begun_before,
                                    Deadline deadline) override;
  std::optional<std::string> presigned_url(const std::string& key,
                                           std::chrono::seconds lifetime) const override;

 private:
  Task<void> put_whole(std::string key, std::string content, std::string content_type,
                       Deadline deadline);
  S3Client client_;
};

}  // namespace prokat::storage
