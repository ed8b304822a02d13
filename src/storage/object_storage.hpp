// Photos, documents, backups: bytes under a key ("photos/<id>/<variant>.jpg"). One interface, two
// backends: a folder, the default of ./run, and S3. Expected outcomes are Results; a store that
// does not answer throws Unavailable, one that refuses our settings Misconfigured
// (storage/failure.hpp).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/period.hpp"
#include "base/result.hpp"
#include "runtime/deadline.hpp"
#include "runtime/task.hpp"

namespace prokat::storage {

struct StoredObject {
  std::string content;
  std::string content_type;
};

struct StoredEntry {
  std::string key;
  std::int64_t bytes = 0;
  Instant written_at;  // by the store's own clock, never business time
};

struct StoredPage {
  std::vector<StoredEntry> entries;  // by key
  std::optional<std::string> next;   // `after` of the page that follows
};

// Content too large to hold at once: given piece by piece, of any sizes; nullopt at its end.
class ContentSource {
 public:
  virtual ~ContentSource() = default;
  virtual Task<std::optional<std::string>> next(Deadline deadline) = 0;
};

class ObjectStorage {
 public:
  virtual ~ObjectStorage() = default;
  // Keys: 1..512 bytes of [a-z0-9/._-], no empty or dot segments; anything else is
  // validation-failed. Writing replaces atomically.
  virtual Task<Result<void>> put(std::string key, std::string content, std::string content_type,
                                 Deadline deadline) = 0;
  // The same from a source, which outlives the call. When the source throws, or the call fails,
  // nothing is stored under the key and what was sent already is thrown away.
  virtual Task<Result<void>> put_from(std::string key, ContentSource& source,
                                      std::string content_type, Deadline deadline) = 0;
  virtual Task<Result<StoredObject>> get(std::string key,
                                         Deadline deadline) = 0;  // not-found when there is none
  // What is known of it without its content; not-found.
  virtual Task<Result<StoredEntry>> find(std::string key, Deadline deadline) = 0;
  virtual Task<Result<void>> erase(std::string key,
                                   Deadline deadline) = 0;  // erasing nothing is fine
  // Keys that begin with `prefix`, a key and a slash ("photos/"), in their order, after `after`
  // (empty: from the first). Names that cannot be keys of ours are left out.
  virtual Task<Result<StoredPage>> list(std::string prefix, std::string after,
                                        Deadline deadline) = 0;
  // Throws away uploads below the prefix that began before this and never ended: how many there
  // were. Another process may be in the middle of younger ones.
  virtual Task<Result<int>> abandon_uploads(std::string prefix, Instant begun_before,
                                            Deadline deadline) = 0;
  // A link that lets anybody who has it read this object for as long (1 s to 7 days) without
  // passing through us: a secret, so not for logs. nullopt where the backend cannot, or for a bad
  // key.
  virtual std::optional<std::string> presigned_url(const std::string& key,
                                                   std::chrono::seconds lifetime) const = 0;
};

}  // namespace prokat::storage
