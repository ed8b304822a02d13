#include "media/png_walk.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace prokat::media {

namespace {

std::uint32_t number(std::string_view text, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = at; i < at + 4; ++i) {
    value = value << 8 | static_cast<unsigned char>(text[i]);
  }
  return value;
}

std::unexpected<Problem> cut_short() { return bad_image("truncated", "the PNG ends too early"); }

// Samples in a pixel by colour type; 0: there is no such type.
int samples_of(int colour_type) {
  constexpr std::array<int, 7> samples = {1, 0, 3, 1, 2, 0, 4};
  return colour_type >= 0 && colour_type < 7 ? samples[static_cast<std::size_t>(colour_type)] : 0;
}

bool is_depth(int depth) {
  return depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
}

Result<ImageHeader> read_ihdr(std::string_view data) {
  if (data.size() != 13) return bad_image("damaged", "the PNG's header has a wrong length");
  ImageHeader header{
      .format = ImageFormat::png, .width = number(data, 0), .height = number(data, 4)};
  const int depth = data[8];
  const int samples = samples_of(data[9]);
  const int interlace = data[12];
  if (header.width == 0 || header.height == 0 || header.width > 0x7FFFFFFF ||
      header.height > 0x7FFFFFFF) {
    return bad_image("damaged", "the PNG's header has no size");
  }
  if (samples == 0 || !is_depth(depth) || data[10] != 0 || data[11] != 0 || interlace > 1 ||
      interlace < 0) {
    return bad_image("damaged", "the PNG's header has unknown values");
  }
  header.bits_per_pixel = depth * samples;
  header.interlaced = header.needs_whole = interlace == 1;
  return header;
}

std::int64_t bytes_of(std::int64_t width, std::int64_t height, int bits_per_pixel) {
  if (width == 0 || height == 0) return 0;
  return height * (1 + (width * bits_per_pixel + 7) / 8);  // a filter byte before each row
}

// Of the unpacked data; Adam7 has seven smaller pictures.
std::int64_t expected_bytes(const ImageHeader& header) {
  if (!header.interlaced) return bytes_of(header.width, header.height, header.bits_per_pixel);
  struct Pass {
    int x, y, step_x, step_y;
  };
  constexpr std::array<Pass, 7> passes = {{{0, 0, 8, 8},
                                           {4, 0, 8, 8},
                                           {0, 4, 4, 8},
                                           {2, 0, 4, 4},
                                           {0, 2, 2, 4},
                                           {1, 0, 2, 2},
                                           {0, 1, 1, 2}}};
  std::int64_t sum = 0;
  for (const Pass& pass : passes) {
    sum +=
        bytes_of((header.width - pass.x + pass.step_x - 1) / pass.step_x,
                 (header.height - pass.y + pass.step_y - 1) / pass.step_y, header.bits_per_pixel);
  }
  return sum;
}

// Counts what zlib makes of the data, up to a limit; keeps nothing.
class Counter {
 public:
  explicit Counter(std::int64_t limit) : limit_(limit), out_(64 * 1024) { inflateInit(&stream_); }
  ~Counter() { inflateEnd(&stream_); }
  Counter(const Counter&) = delete;
  Counter& operator=(const Counter&) = delete;

  // False: damaged.
  bool take(std::string_view data) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
    stream_.avail_in = static_cast<uInt>(data.size());
    while (!ended_ && count_ <= limit_) {
      stream_.next_out = out_.data();
      stream_.avail_out = static_cast<uInt>(out_.size());
      const int done = inflate(&stream_, Z_NO_FLUSH);
      count_ += static_cast<std::int64_t>(out_.size() - stream_.avail_out);
      if (done == Z_STREAM_END) ended_ = true;
      if (done != Z_OK && done != Z_STREAM_END && done != Z_BUF_ERROR) return false;
      if (stream_.avail_in == 0 && stream_.avail_out != 0) break;
    }
    return true;
  }
  std::int64_t count() const { return count_; }

 private:
  z_stream stream_{};
  std::int64_t limit_;
  std::int64_t count_ = 0;
  bool ended_ = false;
  std::vector<Bytef> out_;
};

}  // namespace

std::optional<PngChunk> PngChunks::next() {
  constexpr std::size_t around = 12;  // length, type, checksum
  if (rest_.size() < around) return std::nullopt;
  const std::size_t length = number(rest_, 0);
  if (length > rest_.size() - around) return std::nullopt;
  const PngChunk chunk{rest_.substr(4, 4), rest_.substr(8, length)};
  const auto* counted = reinterpret_cast<const Bytef*>(rest_.data() + 4);
  damaged_ = crc32(0, counted, static_cast<uInt>(length + 4)) != number(rest_, 8 + length);
  rest_.remove_prefix(around + length);
  return chunk;
}

Result<ImageHeader> walk_png(std::string_view bytes) {
  PngChunks chunks(bytes);
  const auto first = chunks.next();
  if (!first) return cut_short();
  if (first->type != "IHDR" || chunks.damaged()) {
    return bad_image("damaged", "the PNG does not begin with its header");
  }
  auto header = read_ihdr(first->data);
  if (!header) return header;
  bool has_data = false;
  while (true) {
    const auto chunk = chunks.next();
    if (!chunk) return cut_short();
    if (chunks.damaged()) return bad_image("damaged", "a checksum of the PNG is wrong");
    if (chunk->type == "IEND") break;
    has_data |= chunk->type == "IDAT";
    const bool critical = (chunk->type[0] & 0x20) == 0;
    if (critical && chunk->type != "IDAT" && chunk->type != "PLTE") {
      return bad_image("damaged", "the PNG has an unknown critical chunk");
    }
  }
  if (!has_data) return bad_image("damaged", "the PNG holds no picture");
  if (!chunks.rest().empty()) {
    return bad_image("trailing-data", "something else follows after the end of the PNG");
  }
  return header;
}

std::string without_extras(std::string_view png) {
  constexpr std::array<std::string_view, 9> kept = {"IHDR", "PLTE", "tRNS", "gAMA", "cHRM",
                                                    "sRGB", "eXIf", "IDAT", "IEND"};
  std::string plain(png_signature);
  PngChunks chunks(png);
  bool profile = false;
  for (std::string_view before = chunks.rest(); const auto chunk = chunks.next();
       before = chunks.rest()) {
    const bool first_profile = chunk->type == "iCCP" && !std::exchange(profile, true);
    if (first_profile || std::ranges::find(kept, chunk->type) != kept.end()) {
      plain += before.substr(0, before.size() - chunks.rest().size());
    }
  }
  return plain;
}

Result<void> check_png_data(std::string_view bytes, const ImageHeader& header) {
  const std::int64_t expected = expected_bytes(header);
  Counter counter(expected);
  PngChunks chunks(bytes);
  while (const auto chunk = chunks.next()) {
    if (chunk->type == "IDAT" && !counter.take(chunk->data)) {
      return bad_image("damaged", "the PNG's data cannot be unpacked");
    }
  }
  if (counter.count() > expected) {
    return bad_image("data-mismatch", "the PNG's data is larger than its header says");
  }
  if (counter.count() < expected) return cut_short();
  return {};
}

}  // namespace prokat::media
