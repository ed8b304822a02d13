// For image_header.cpp: a JPEG from SOI to EOI.
#pragma once

#include <string_view>

#include "media/image_header.hpp"

namespace prokat::media {

Result<ImageHeader> walk_jpeg(std::string_view bytes);

}  // namespace prokat::media
