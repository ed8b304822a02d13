// The bytes of photos for the public API. Beside the service's interface on purpose: other
// processes read photos from the object storage themselves, by Photo::storage_key.
#pragma once

#include "pg/database.hpp"
#include "services/objects/store.hpp"
#include "storage/object_storage.hpp"

namespace prokat::objects {

class PhotoFiles {
 public:
  PhotoFiles(pg::Pool& pool, storage::ObjectStorage& storage) : store_(pool), storage_(storage) {}

  Task<Result<Photo>> describe(PhotoId id, Deadline deadline);  // not-found
  Task<Result<std::string>> content(Photo photo, Deadline deadline);

 private:
  Store store_;
  storage::ObjectStorage& storage_;
};

}  // namespace prokat::objects
