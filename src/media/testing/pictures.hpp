// Pictures for tests, good and bad, made on the spot: nothing binary lies in the repository.
#pragma once

#include <vips/vips.h>
#include <zlib.h>

#include <cstdint>
#include <stdexcept>
#include <string>

namespace prokat::media::testing {

enum class Colours { rgb, rgb16, rgba16, grey, cmyk };

struct Picture {
  int width = 64;
  int height = 48;
  Colours colours = Colours::rgb;
  int orientation = 1;  // of EXIF
  bool interlaced = false;
};

// A gradient: something to compress, the same every time.
inline VipsImage* draw(const Picture& picture) {
  if (VIPS_INIT("tests") != 0) throw std::runtime_error("libvips cannot be used");
  VipsImage* x = nullptr;
  VipsImage* grey = nullptr;
  const bool wide = picture.colours == Colours::rgb16 || picture.colours == Colours::rgba16;
  if (vips_grey(&x, picture.width, picture.height, nullptr) != 0 ||
      vips_linear1(x, &grey, wide ? 65535 : 255, 0, nullptr) != 0) {
    throw std::runtime_error(vips_error_buffer());
  }
  const int bands = picture.colours == Colours::grey     ? 1
                    : picture.colours == Colours::cmyk   ? 4
                    : picture.colours == Colours::rgba16 ? 4
                                                         : 3;
  VipsImage* parts[4] = {grey, grey, grey, grey};
  VipsImage* joined = nullptr;
  VipsImage* cast = nullptr;
  VipsImage* done = nullptr;
  const VipsInterpretation meaning = picture.colours == Colours::cmyk ? VIPS_INTERPRETATION_CMYK
                                     : bands == 1                     ? VIPS_INTERPRETATION_B_W
                                     : wide                           ? VIPS_INTERPRETATION_RGB16
                                                                      : VIPS_INTERPRETATION_sRGB;
  if (vips_bandjoin(parts, &joined, bands, nullptr) != 0 ||
      vips_cast(joined, &cast, wide ? VIPS_FORMAT_USHORT : VIPS_FORMAT_UCHAR, nullptr) != 0 ||
      vips_copy(cast, &done, "interpretation", meaning, nullptr) != 0) {
    throw std::runtime_error(vips_error_buffer());
  }
  for (VipsImage* image : {x, grey, joined, cast}) g_object_unref(image);
  if (picture.orientation != 1) {
    vips_image_set_int(done, VIPS_META_ORIENTATION, picture.orientation);
    vips_image_set_string(done, "exif-ifd0-Make", "Camera of somebody");
  }
  return done;
}

inline std::string taken(VipsImage* image, void* buffer, std::size_t size) {
  std::string bytes(static_cast<const char*>(buffer), size);
  g_free(buffer);
  g_object_unref(image);
  return bytes;
}

inline std::string jpeg(const Picture& picture = {}) {
  VipsImage* image = draw(picture);
  void* buffer = nullptr;
  std::size_t size = 0;
  if (vips_jpegsave_buffer(image, &buffer, &size, "interlace", picture.interlaced, "Q", 90,
                           nullptr) != 0) {
    throw std::runtime_error(vips_error_buffer());
  }
  return taken(image, buffer, size);
}

inline std::string png(const Picture& picture = {}) {
  VipsImage* image = draw(picture);
  void* buffer = nullptr;
  std::size_t size = 0;
  // The rows are alike, so "up" leaves zeros of them: large pictures stay small files.
  if (vips_pngsave_buffer(image, &buffer, &size, "interlace", picture.interlaced, "compression", 6,
                          "filter", VIPS_FOREIGN_PNG_FILTER_UP, nullptr) != 0) {
    throw std::runtime_error(vips_error_buffer());
  }
  return taken(image, buffer, size);
}

inline std::string number(std::uint32_t value) {
  return {static_cast<char>(value >> 24), static_cast<char>(value >> 16),
          static_cast<char>(value >> 8), static_cast<char>(value)};
}

inline std::string chunk(const std::string& type, const std::string& data) {
  const std::string counted = type + data;
  const auto sum =
      crc32(0, reinterpret_cast<const Bytef*>(counted.data()), static_cast<uInt>(counted.size()));
  return number(static_cast<std::uint32_t>(data.size())) + counted +
         number(static_cast<std::uint32_t>(sum));
}

inline std::string packed(std::size_t zeros) {
  const std::string plain(zeros, '\0');
  uLongf size = compressBound(static_cast<uLong>(zeros));
  std::string out(size, '\0');
  compress2(reinterpret_cast<Bytef*>(out.data()), &size,
            reinterpret_cast<const Bytef*>(plain.data()), static_cast<uLong>(zeros), 9);
  out.resize(size);
  return out;
}

// An RGB PNG that says this size and holds that many bytes of data, unpacked; `extra` chunks stand
// before the data.
inline std::string png_that_says(std::uint32_t width, std::uint32_t height, std::size_t data_bytes,
                                 const std::string& extra = "") {
  return std::string("\x89PNG\r\n\x1A\n", 8) +
         chunk("IHDR", number(width) + number(height) + std::string("\x08\x02\0\0\0", 5)) + extra +
         chunk("IDAT", packed(data_bytes)) + chunk("IEND", "");
}

// The same JPEG with another size in its header.
inline std::string jpeg_that_says(std::string bytes, std::uint32_t width, std::uint32_t height) {
  std::size_t frame = bytes.find("\xFF\xC0");
  if (frame == std::string::npos) frame = bytes.find("\xFF\xC2");
  bytes.replace(frame + 5, 2, number(height).substr(2));
  bytes.replace(frame + 7, 2, number(width).substr(2));
  return bytes;
}

}  // namespace prokat::media::testing
