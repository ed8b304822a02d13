// What a picture's bytes say about it, read without decoding: a walk over its segments or chunks
// from the first byte to the last. So a bomb is refused by its header, and what is cut short,
// damaged or two files in one never reaches the decoder. JPEG (ISO/IEC 10918-1) and PNG (ISO/IEC
// 15948).
#pragma once

#include <cstdint>
#include <string_view>

#include "base/result.hpp"

namespace prokat::media {

enum class ImageFormat { jpeg, png };

struct ImageHeader {
  ImageFormat format = ImageFormat::jpeg;
  std::int64_t width = 0;  // as stored: before an EXIF rotation
  std::int64_t height = 0;
  // Progressive JPEG, interlaced PNG: the decoder has to hold the whole picture, not some rows.
  bool needs_whole = false;
  // PNG: bits of a row's pixel, and where its data is; for check_png_data().
  int bits_per_pixel = 0;
  bool interlaced = false;
};

// How a refusal is told apart: bad-image with one FieldError whose code is one of
//   empty, not-an-image, truncated, trailing-data, damaged, unsupported.
Result<ImageHeader> read_image_header(std::string_view bytes);

// A PNG's data must be as long as its header says, not longer: unpacks it into nothing and counts.
// bad-image: truncated, damaged, data-mismatch.
Result<void> check_png_data(std::string_view bytes, const ImageHeader& header);

// One bad-image with its FieldError.
std::unexpected<Problem> bad_image(std::string code, std::string detail);

}  // namespace prokat::media
