// Typed queries over photos, photo_variants and photo_uploads. Whoever changes the photos of an
// owner holds its lock: that is what ChangePhotos is for.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "events/request_key.hpp"
#include "pg/database.hpp"
#include "services/objects/service.hpp"

namespace prokat::objects {

using PhotoOwner = std::variant<ObjectId, ModelId>;

struct StoredImage {
  std::string variant;  // "original" and those of PhotoVariant
  std::string storage_key;
  std::string content_type;
  std::string sha256;  // hex
  int width = 0;
  int height = 0;
  std::int64_t bytes = 0;
};

struct NewPhoto {
  PhotoId id;
  PhotoOwner owner;
  std::vector<StoredImage> images;
  std::optional<events::RequestKey> key;
  Instant now;
};

struct AddAnswer {
  PhotoId id;  // of the new photo, or of the one that the key added before
  bool replayed = false;
};

enum class OrderOutcome { ordered, other_photos, no_owner };

class PhotoStore {
 public:
  explicit PhotoStore(pg::Pool& pool) : pool_(pool) {}

  // not-found, photo-limit-reached; idempotency-mismatch and -in-progress for the key.
  Task<Result<AddAnswer>> add(NewPhoto photo, Deadline deadline);
  Task<std::vector<Photo>> list(PhotoOwner owner, Deadline deadline);
  Task<OrderOutcome> order(PhotoOwner owner, std::vector<PhotoId> ids, Deadline deadline);
  // The keys under which its bytes lie; empty when there is no such photo.
  Task<std::vector<std::string>> remove(PhotoOwner owner, PhotoId id, Deadline deadline);
  Task<std::vector<PhotoId>> known_among(std::vector<PhotoId> ids, Deadline deadline);

 private:
  pg::Pool& pool_;
};

}  // namespace prokat::objects
