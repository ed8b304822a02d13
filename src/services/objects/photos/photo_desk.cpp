#include "services/objects/photos/photo_desk.hpp"

#include "runtime/log.hpp"

namespace prokat::objects {

namespace {

// Less than an upload may take as a whole: a storage that is away is said to be soon.
constexpr std::chrono::milliseconds store_time_limit{8'000};
constexpr std::chrono::milliseconds erase_time_limit{10'000};

// "photos/<id>/card.jpg": what PhotoSweep reads the id from.
std::string key_of(const PhotoId& id, const media::MadeImage& image) {
  const bool png = image.content_type == "image/png";
  return "photos/" + id.to_string() + "/" + image.variant + (png ? ".png" : ".jpg");
}

std::vector<StoredImage> stored_images(const PhotoId& id,
                                       const std::vector<media::MadeImage>& images) {
  std::vector<StoredImage> stored;
  for (const media::MadeImage& image : images) {
    stored.push_back({image.variant, key_of(id, image), image.content_type, image.sha256,
                      image.width, image.height, static_cast<std::int64_t>(image.content.size())});
  }
  return stored;
}

std::string text_of(const PhotoOwner& owner) {
  return std::visit([](const auto& id) { return id.to_string(); }, owner);
}

std::vector<std::string> keys_of(const NewPhoto& photo) {
  std::vector<std::string> keys;
  for (const StoredImage& image : photo.images) keys.push_back(image.storage_key);
  return keys;
}

}  // namespace

Task<Result<AddedPhoto>> PhotoDesk::add(CallContext context, PhotoOwner owner, PhotoUpload upload) {
  const Deadline deadline = context.deadline;
  auto made =
      co_await maker_.make(std::move(upload.bytes), std::move(upload.content_type), deadline);
  if (!made) co_return pass(std::move(made));
  const auto id = PhotoId::make();
  NewPhoto photo{
      .id = id, .owner = owner, .images = stored_images(id, made->images), .now = clock_.now()};
  if (upload.idempotency_key) {
    photo.key = {context.principal.actor(), "photos.add/" + text_of(owner),
                 std::move(*upload.idempotency_key), made->source_sha256};
  }
  if (const auto failed = co_await store_images(photo.images, std::move(made->images),
                                                deadline.at_most(store_time_limit))) {
    co_await erase(keys_of(photo));
    std::rethrow_exception(failed);
  }
  // When this throws, the row may have been written: then its bytes must stay.
  auto added = co_await store_.add(photo, deadline);
  if (!added || added->replayed) co_await erase(keys_of(photo));
  if (!added) co_return pass(std::move(added));
  changed_();
  for (Photo& present : co_await store_.list(owner, deadline)) {
    if (present.id == added->id) co_return AddedPhoto{std::move(present), added->replayed};
  }
  co_return fail(ProblemCode::not_found, "the photo of this key was removed since");
}

// What went wrong, or null.
Task<std::exception_ptr> PhotoDesk::store_images(std::vector<StoredImage> stored,
                                                 std::vector<media::MadeImage> images,
                                                 Deadline deadline) {
  try {
    for (std::size_t i = 0; i < images.size(); ++i) {
      const auto done = co_await storage_.put(stored[i].storage_key, std::move(images[i].content),
                                              stored[i].content_type, deadline);
      if (!done) throw std::logic_error("our own key was refused: " + done.error().detail);
    }
  } catch (...) {
    co_return std::current_exception();
  }
  co_return nullptr;
}

// Soon, where that is possible; what stays is PhotoSweep's.
Task<void> PhotoDesk::erase(std::vector<std::string> keys) {
  const auto deadline = Deadline::in(erase_time_limit);
  try {
    for (const std::string& key : keys) static_cast<void>(co_await storage_.erase(key, deadline));
  } catch (const std::exception& error) {
    log::warn("photos.not_erased", {{"key", keys.front()}, {"error", error.what()}});
  }
}

Task<Result<PhotoList>> PhotoDesk::order(CallContext context, PhotoOwner owner, PhotoOrder order) {
  switch (co_await store_.order(owner, std::move(order.photo_ids), context.deadline)) {
    case OrderOutcome::no_owner:
      co_return fail(ProblemCode::not_found);
    case OrderOutcome::other_photos:
      co_return fail(ProblemCode::validation_failed, "the list does not fit the photos there are",
                     {{"/photo_ids", "not-the-photos", "every photo once, and no other"}});
    case OrderOutcome::ordered:
      break;
  }
  changed_();
  co_return PhotoList{co_await store_.list(owner, context.deadline)};
}

Task<Result<void>> PhotoDesk::remove(CallContext context, PhotoOwner owner, PhotoId id) {
  auto keys = co_await store_.remove(owner, id, context.deadline);
  if (keys.empty()) co_return fail(ProblemCode::not_found);
  changed_();
  co_await erase(std::move(keys));
  co_return Result<void>();
}

}  // namespace prokat::objects
