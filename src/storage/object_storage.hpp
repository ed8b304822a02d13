// Photos, documents, backups: bytes under a key ("photos/<id>/<variant>.jpg"). One interface; the
// folder backend is the default of ./run, S3 is the other.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "runtime/deadline.hpp"
#include "runtime/task.hpp"

namespace prokat::storage {

struct StoredObject {
  std::string content;
  std::string content_type;
};

class ObjectStorage {
 public:
  virtual ~ObjectStorage() = default;
  // Keys: 1..512 bytes of [a-z0-9/._-], no empty or dot segments; anything else is
  // validation-failed. Writing replaces atomically.
  virtual Task<Result<void>> put(std::string key, std::string content, std::string content_type,
                                 Deadline deadline) = 0;
  virtual Task<Result<StoredObject>> get(std::string key,
                                         Deadline deadline) = 0;  // not-found when there is none
  virtual Task<Result<void>> erase(std::string key,
                                   Deadline deadline) = 0;  // erasing nothing is fine
};

}  // namespace prokat::storage
