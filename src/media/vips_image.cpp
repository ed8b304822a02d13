#include "media/vips_image.hpp"

#include <vips/vips.h>

#include <memory>
#include <mutex>
#include <stdexcept>

#include "runtime/log.hpp"

namespace prokat::media {

namespace {

struct Unref {
  void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, Unref>;

// Once for the process. libvips would otherwise keep decoded pictures, start a thread per core for
// each, load formats that nobody needs, and write to stderr.
void prepare_vips() {
  static std::once_flag once;
  std::call_once(once, [] {
    if (VIPS_INIT("prokat") != 0) throw std::runtime_error("libvips cannot be used");
    vips_cache_set_max(0);
    vips_cache_set_max_mem(0);
    vips_concurrency_set(1);
    vips_block_untrusted_set(TRUE);
    g_log_set_handler(
        "VIPS", static_cast<GLogLevelFlags>(G_LOG_LEVEL_WARNING | G_LOG_LEVEL_INFO),
        [](const gchar*, GLogLevelFlags, const gchar*, gpointer) {}, nullptr);
  });
}

// What libvips keeps for each thread is given back at the end of the work.
struct ThreadEnd {
  ~ThreadEnd() { vips_thread_shutdown(); }
};

// The text of libvips stays in our log: it may quote the file.
std::unexpected<Problem> damaged() {
  log::info("media.not_decoded", {{"error", std::string_view(vips_error_buffer())}});
  vips_error_clear();
  return bad_image("damaged", "the picture cannot be decoded");
}

Image load(const std::string& bytes, int side_max) {
  VipsImage* image = nullptr;
  // Row by row, rotated as EXIF says, into sRGB by the embedded profile where there is one.
  const int failed = vips_thumbnail_buffer(
      const_cast<char*>(bytes.data()), bytes.size(), &image, side_max, "height", side_max, "size",
      VIPS_SIZE_DOWN, "export_profile", "srgb", "fail_on", VIPS_FAIL_ON_ERROR, nullptr);
  return Image(failed == 0 ? image : nullptr);
}

Image without_transparency(Image image) {
  if (!vips_image_hasalpha(image.get())) return image;
  const double white[] = {255};
  const std::unique_ptr<VipsArrayDouble, void (*)(VipsArrayDouble*)> background(
      vips_array_double_new(white, 1),
      [](VipsArrayDouble* array) { vips_area_unref(reinterpret_cast<VipsArea*>(array)); });
  VipsImage* flat = nullptr;
  const int failed = vips_flatten(image.get(), &flat, "background", background.get(), nullptr);
  return Image(failed == 0 ? flat : nullptr);
}

}  // namespace

Result<MadeImage> render(const std::string& bytes, const ImageTarget& target) {
  prepare_vips();
  const ThreadEnd at_end;
  Image image = load(bytes, target.side_max);
  if (image && target.format == ImageFormat::jpeg) image = without_transparency(std::move(image));
  if (!image) return damaged();
  void* buffer = nullptr;
  std::size_t size = 0;
  const int failed = target.format == ImageFormat::jpeg
                         ? vips_jpegsave_buffer(image.get(), &buffer, &size, "Q", target.quality,
                                                "strip", TRUE, nullptr)
                         : vips_pngsave_buffer(image.get(), &buffer, &size, "strip", TRUE, nullptr);
  const std::unique_ptr<void, void (*)(void*)> owner(buffer, g_free);
  if (failed != 0) return damaged();
  return MadeImage{.variant = target.variant,
                   .content = std::string(static_cast<const char*>(buffer), size),
                   .content_type = target.format == ImageFormat::jpeg ? "image/jpeg" : "image/png",
                   .width = vips_image_get_width(image.get()),
                   .height = vips_image_get_height(image.get())};
}

}  // namespace prokat::media
