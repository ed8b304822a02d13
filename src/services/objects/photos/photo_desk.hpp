// Photos of objects and models, as operators change them. Beside the service's interface on
// purpose: pictures come over HTTP into the process that has the tables, and never travel between
// processes.
//
// The bytes are stored first, under keys that nobody has seen, then the row: a row always has its
// bytes. What an upload leaves behind that ends in between, PhotoSweep finds.
#pragma once

#include <functional>

#include "media/photo_maker.hpp"
#include "pg/database.hpp"
#include "runtime/clock.hpp"
#include "runtime/context.hpp"
#include "services/objects/photos/photo_store.hpp"
#include "storage/object_storage.hpp"

namespace prokat::objects {

struct PhotoUpload {
  std::string bytes;
  std::string content_type;
  std::optional<std::string> idempotency_key;
};

struct AddedPhoto {
  Photo photo;
  bool replayed = false;  // an earlier request with this key added it
};

struct PhotoOrder {
  std::vector<PhotoId> photo_ids;
};
BOOST_DESCRIBE_STRUCT(PhotoOrder, (), (photo_ids))

struct PhotoList {
  std::vector<Photo> items;
};
BOOST_DESCRIBE_STRUCT(PhotoList, (), (items))

class PhotoDesk {
 public:
  // `changed` is called after the commit of every change: what others keep of objects is old then.
  PhotoDesk(pg::Pool& pool, storage::ObjectStorage& storage, media::PhotoMaker& maker,
            const runtime::Clock& clock, std::function<void()> changed)
      : store_(pool),
        storage_(storage),
        maker_(maker),
        clock_(clock),
        changed_(std::move(changed)) {}

  // Behind those there are. not-found, bad-image, photo-limit-reached (10), idempotency-mismatch
  // and -in-progress. Throws when the storage or the database fails; then nothing was added as far
  // as anybody can see.
  Task<Result<AddedPhoto>> add(CallContext context, PhotoOwner owner, PhotoUpload upload);
  // All of the owner's photos have to be named, each once; else validation-failed: so whoever has
  // not seen the latest list cannot spoil it.
  Task<Result<PhotoList>> order(CallContext context, PhotoOwner owner, PhotoOrder order);
  Task<Result<void>> remove(CallContext context, PhotoOwner owner, PhotoId id);  // not-found

 private:
  Task<std::exception_ptr> store_images(std::vector<StoredImage> stored,
                                        std::vector<media::MadeImage> images, Deadline deadline);
  Task<void> erase(std::vector<std::string> keys);

  PhotoStore store_;
  storage::ObjectStorage& storage_;
  media::PhotoMaker& maker_;
  const runtime::Clock& clock_;
  std::function<void()> changed_;
};

}  // namespace prokat::objects
