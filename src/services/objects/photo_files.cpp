#include "services/objects/photo_files.hpp"

namespace prokat::objects {

Task<Result<Photo>> PhotoFiles::describe(PhotoId id, Deadline deadline) {
  auto photo = co_await store_.find_photo(id, deadline);
  if (!photo) co_return fail(ProblemCode::not_found);
  co_return std::move(*photo);
}

Task<Result<std::string>> PhotoFiles::content(Photo photo, Deadline deadline) {
  auto stored = co_await storage_.get(photo.storage_key, deadline);
  if (!stored) co_return pass(std::move(stored));
  co_return std::move(stored->content);
}

}  // namespace prokat::objects
