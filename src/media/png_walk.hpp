// For image_header.cpp: a PNG from its signature to IEND.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "media/image_header.hpp"

namespace prokat::media {

inline constexpr std::string_view png_signature("\x89PNG\r\n\x1A\n", 8);

struct PngChunk {
  std::string_view type;  // four letters
  std::string_view data;
};

// Goes from chunk to chunk; next() is nullopt when the rest holds no whole chunk.
class PngChunks {
 public:
  explicit PngChunks(std::string_view bytes) : rest_(bytes.substr(png_signature.size())) {}
  std::optional<PngChunk> next();
  std::string_view rest() const { return rest_; }
  bool damaged() const { return damaged_; }  // the last chunk's checksum was wrong

 private:
  std::string_view rest_;
  bool damaged_ = false;
};

Result<ImageHeader> walk_png(std::string_view bytes);

// Only the chunks that the picture itself needs: a text chunk of some kB may unpack to gigabytes.
std::string without_extras(std::string_view png);

}  // namespace prokat::media
