// The bytes of photos for the public API. Beside the service's interface on purpose: other
// processes read photos from the object storage themselves, by their storage_key.
#pragma once

#include "pg/database.hpp"
#include "services/objects/service.hpp"
#include "storage/object_storage.hpp"

namespace prokat::objects {

// Which bytes; they never change under these three.
struct PhotoFile {
  std::string storage_key;
  std::string content_type;
  std::string sha256;  // hex
};

class PhotoFiles {
 public:
  PhotoFiles(pg::Pool& pool, storage::ObjectStorage& storage) : pool_(pool), storage_(storage) {}

  // not-found. A variant that the photo does not have is its original.
  Task<Result<PhotoFile>> describe(PhotoId id, std::string variant, Deadline deadline);
  Task<Result<std::string>> content(PhotoFile file, Deadline deadline);

 private:
  pg::Pool& pool_;
  storage::ObjectStorage& storage_;
};

}  // namespace prokat::objects
