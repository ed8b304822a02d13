// The only code that names libvips. Blocking: for a thread that may.
#pragma once

#include <string>

#include "base/result.hpp"
#include "media/image_header.hpp"
#include "media/photo_maker.hpp"

namespace prokat::media {

struct ImageTarget {
  const char* variant;
  int side_max;  // of the longer side; never enlarged
  ImageFormat format;
  int quality;  // of a JPEG
};

// Upright, sRGB, without metadata; transparency becomes white in a JPEG. bad-image: damaged.
Result<MadeImage> render(const std::string& bytes, const ImageTarget& target);

}  // namespace prokat::media
