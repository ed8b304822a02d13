#include "media/photo_maker.hpp"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>
#include <array>

#include "media/image_header.hpp"
#include "media/png_walk.hpp"
#include "media/vips_image.hpp"

namespace prokat::media {

namespace {

constexpr std::size_t waiting_max = 16;

constexpr int original_side_max = 4096;
constexpr int card_side_max = 1280;  // what a messenger shows at full width
constexpr int thumb_side_max = 320;

std::string type_of(ImageFormat format) {
  return format == ImageFormat::jpeg ? "image/jpeg" : "image/png";
}

std::string sha256_of(const std::string& bytes) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash{};
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size());
  std::string hex;
  for (const unsigned char byte : hash) hex += fmt::format("{:02x}", byte);
  return hex;
}

Result<ImageHeader> check(const std::string& bytes, const std::string& declared_type,
                          PhotoLimits limits) {
  if (bytes.size() > photo_bytes_max) return bad_image("too-large", "more than 5 MB");
  auto header = read_image_header(bytes);
  if (!header) return header;
  if (const std::string type = type_of(header->format); type != declared_type) {
    return bad_image("type-mismatch",
                     fmt::format("it is sent as {}, but it is {}", declared_type, type));
  }
  const auto most = header->needs_whole ? std::min(limits.whole_pixels_max, limits.pixels_max)
                                        : limits.pixels_max;
  // Divided and not multiplied: a header may say 2^31 by 2^31.
  if (header->width > most / header->height) {
    return bad_image(
        "too-many-pixels",
        fmt::format("{} x {} pixels; at most {} million{}", header->width, header->height,
                    most / 1'000'000, header->needs_whole ? " of a progressive picture" : ""));
  }
  if (header->format == ImageFormat::png) {
    if (auto data = check_png_data(bytes, *header); !data) return pass(std::move(data));
  }
  return header;
}

}  // namespace

PhotoMaker::PhotoMaker(PhotoLimits limits, std::size_t at_once)
    : limits_(limits), pool_(at_once, waiting_max) {}

Task<Result<MadePhoto>> PhotoMaker::make(std::string bytes, std::string declared_type,
                                         Deadline deadline) {
  auto work = [bytes = std::move(bytes), declared_type = std::move(declared_type),
               limits = limits_] { return make_photo(bytes, declared_type, limits); };
  co_return co_await pool_.run<Result<MadePhoto>>(std::move(work), deadline);
}

Result<MadePhoto> make_photo(const std::string& bytes, const std::string& declared_type,
                             PhotoLimits limits) {
  const auto header = check(bytes, declared_type, limits);
  if (!header) return std::unexpected(header.error());
  const std::string plain = header->format == ImageFormat::png ? without_extras(bytes) : bytes;
  MadePhoto made{sha256_of(bytes), {}};
  for (const ImageTarget& target : {ImageTarget{"original", original_side_max, header->format, 88},
                                    ImageTarget{"card", card_side_max, ImageFormat::jpeg, 84},
                                    ImageTarget{"thumb", thumb_side_max, ImageFormat::jpeg, 80}}) {
    // The small one is made of the card: at a quarter of its size nobody sees the second rounding.
    const std::string& source = made.images.size() == 2 ? made.images.back().content : plain;
    auto image = render(source, target);
    if (!image) return std::unexpected(std::move(image.error()));
    image->sha256 = sha256_of(image->content);
    made.images.push_back(std::move(*image));
  }
  return made;
}

}  // namespace prokat::media
