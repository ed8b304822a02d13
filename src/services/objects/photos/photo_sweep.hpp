// Finds what interrupted uploads left in the storage and removes it: files below photos/ whose
// photo does not exist, and uploads in parts that never ended, both once they are older than any
// upload takes. Runs in every process that has objects-service; two at once do no harm.
#pragma once

#include "services/objects/photos/photo_store.hpp"
#include "storage/object_storage.hpp"

namespace prokat::objects {

class PhotoSweep {
 public:
  PhotoSweep(pg::Pool& pool, storage::ObjectStorage& storage, std::chrono::milliseconds age)
      : store_(pool), storage_(storage), age_(age) {}

  // One page of the listing; true when there are more. The age of files is told by the storage's
  // and this machine's own clocks, not by business time.
  Task<bool> step();

 private:
  Task<void> erase_orphans(std::vector<storage::StoredEntry> old, Deadline deadline);

  PhotoStore store_;
  storage::ObjectStorage& storage_;
  std::chrono::milliseconds age_;
  std::string after_;  // where the next step goes on
};

}  // namespace prokat::objects
