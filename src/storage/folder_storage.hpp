// Objects as files of one folder, key = path below it: the default of ./run and enough for one
// machine. Written to a temporary file, synced, renamed: a reader sees the old object or the new
// one, never half of one. The content type follows from the key's ending and is not stored; put()
// refuses a type that the ending contradicts. Symbolic links are not followed: whoever can make one
// in the folder still cannot make us read or write outside it.
#pragma once

#include <filesystem>

#include "runtime/cpu_pool.hpp"
#include "storage/object_storage.hpp"

namespace prokat::storage {

class FolderStorage final : public ObjectStorage {
 public:
  // Makes the folder when it is missing and removes what an interrupted write left behind. Throws
  // std::system_error when it cannot be used. The pool must outlive the storage.
  FolderStorage(std::filesystem::path folder, runtime::CpuPool& pool);
  ~FolderStorage() override;

  // A full disk or a missing privilege throws std::system_error with the path.
  Task<Result<void>> put(std::string key, std::string content, std::string content_type,
                         Deadline deadline) override;
  Task<Result<void>> put_from(std::string key, ContentSource& source, std::string content_type,
                              Deadline deadline) override;
  Task<Result<StoredObject>> get(std::string key, Deadline deadline) override;
  Task<Result<StoredEntry>> find(std::string key, Deadline deadline) override;
  Task<Result<void>> erase(std::string key, Deadline deadline) override;
  Task<Result<StoredPage>> list(std::string prefix, std::string after, Deadline deadline) override;
  // Of processes that live no more; ours remove their own. Which key they were for is not known.
  Task<Result<int>> abandon_uploads(std::string prefix, Instant begun_before,
                                    Deadline deadline) override;
  std::optional<std::string> presigned_url(const std::string&,
                                           std::chrono::seconds) const override {
    return std::nullopt;
  }

 private:
  std::string folder_;
  runtime::CpuPool& pool_;
};

}  // namespace prokat::storage
