#include "media/image_header.hpp"

#include "media/jpeg_walk.hpp"
#include "media/png_walk.hpp"

namespace prokat::media {

std::unexpected<Problem> bad_image(std::string code, std::string detail) {
  return fail(ProblemCode::bad_image, detail, {{"", std::move(code), detail}});
}

Result<ImageHeader> read_image_header(std::string_view bytes) {
  if (bytes.empty()) return bad_image("empty", "there are no bytes");
  if (bytes.starts_with("\xFF\xD8\xFF")) return walk_jpeg(bytes);
  if (bytes.starts_with(png_signature)) return walk_png(bytes);
  return bad_image("not-an-image", "the bytes are neither a JPEG nor a PNG");
}

}  // namespace prokat::media
