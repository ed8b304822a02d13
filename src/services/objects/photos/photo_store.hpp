// Typed queries over photos, photo_variants and photo_uploads. Whoever changes the photos of an
// owner holds its lock: that is what ChangePhotos is for.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <variant>
#include <vector>

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
  std::string request_sha256;  // hex, of what was uploaded
  std::string principal;
  std::optional<std::string> key;
  Instant now;
};

enum class AddOutcome { added, replay, mismatch, limit_reached, no_owner };

struct AddAnswer {
  AddOutcome outcome;
  PhotoId id;  // of the new photo, or of the one that the key added
};

enum class OrderOutcome { ordered, other_photos, no_owner };

class PhotoStore {
 public:
  explicit PhotoStore(pg::Pool& pool) : pool_(pool) {}

  // replay or mismatch when the key was used before; else nullopt.
  Task<std::optional<AddAnswer>> find_upload(NewPhoto photo, Deadline deadline);
  Task<AddAnswer> add(NewPhoto photo, Deadline deadline);
  Task<std::vector<Photo>> list(PhotoOwner owner, Deadline deadline);
  Task<OrderOutcome> order(PhotoOwner owner, std::vector<PhotoId> ids, Deadline deadline);
  // The keys under which its bytes lie; empty when there is no such photo.
  Task<std::vector<std::string>> remove(PhotoOwner owner, PhotoId id, Deadline deadline);
  Task<std::vector<PhotoId>> known_among(std::vector<PhotoId> ids, Deadline deadline);
  Task<void> forget_uploads(Instant before, Deadline deadline);

 private:
  pg::Pool& pool_;
};

}  // namespace prokat::objects
