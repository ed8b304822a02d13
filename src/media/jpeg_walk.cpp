#include "media/jpeg_walk.hpp"

#include <cstring>

namespace prokat::media {

namespace {

constexpr unsigned char marker_soi = 0xD8;
constexpr unsigned char marker_eoi = 0xD9;
constexpr unsigned char marker_sos = 0xDA;
constexpr unsigned char marker_app2 = 0xE2;
constexpr int scans_max = 64;  // encoders write about 10; each costs a pass over the whole picture

std::unexpected<Problem> cut_short() { return bad_image("truncated", "the JPEG ends too early"); }

bool is_frame(unsigned char marker) {  // SOF0..SOF15 without DHT, JPG and DAC
  return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

bool stands_alone(unsigned char marker) {  // TEM, RST0..7
  return marker == 0x01 || (marker >= 0xD0 && marker <= 0xD7);
}

class JpegWalk {
 public:
  explicit JpegWalk(std::string_view bytes) : bytes_(bytes), at_(2) {}

  Result<ImageHeader> run() {
    while (true) {
      const auto marker = next_marker();
      if (!marker) return cut_short();
      if (*marker == marker_eoi) break;
      if (stands_alone(*marker)) continue;
      if (*marker == 0x00 || *marker == marker_soi) {
        return bad_image("damaged", "the JPEG's markers are out of order");
      }
      const auto segment = next_segment();
      if (!segment) return cut_short();
      if (auto taken = take(*marker, *segment); !taken) return pass(std::move(taken));
    }
    if (header_.width == 0 || scans_ == 0) {
      return bad_image("damaged", "the JPEG holds no picture");
    }
    if (auto clean = check_trailer(); !clean) return pass(std::move(clean));
    return header_;
  }

 private:
  unsigned char byte(std::size_t at) const { return static_cast<unsigned char>(bytes_[at]); }
  static int number(std::string_view text, std::size_t at) {
    return static_cast<unsigned char>(text[at]) << 8 | static_cast<unsigned char>(text[at + 1]);
  }

  // Skips what stands before it: the entropy-coded data of a scan, fill bytes.
  std::optional<unsigned char> next_marker() {
    while (at_ < bytes_.size()) {
      const void* found = std::memchr(bytes_.data() + at_, 0xFF, bytes_.size() - at_);
      if (found == nullptr) break;
      at_ = static_cast<std::size_t>(static_cast<const char*>(found) - bytes_.data());
      while (at_ < bytes_.size() && byte(at_) == 0xFF) ++at_;
      if (at_ == bytes_.size()) break;
      const unsigned char marker = byte(at_++);
      const bool stuffed = marker == 0x00 && scans_ > 0;  // a data byte 0xFF
      if (!stuffed) return marker;
    }
    return std::nullopt;
  }

  std::optional<std::string_view> next_segment() {
    if (bytes_.size() - at_ < 2) return std::nullopt;
    const auto length = static_cast<std::size_t>(number(bytes_, at_));
    if (length < 2 || bytes_.size() - at_ < length) return std::nullopt;
    const std::string_view segment = bytes_.substr(at_ + 2, length - 2);
    at_ += length;
    return segment;
  }

  Result<void> take(unsigned char marker, std::string_view segment) {
    if (is_frame(marker)) return take_frame(marker, segment);
    if (marker == marker_sos && header_.width == 0) {
      return bad_image("damaged", "the JPEG's data comes before its header");
    }
    if (marker == marker_sos && ++scans_ > scans_max) {
      return bad_image("unsupported", "the JPEG has too many scans");
    }
    if (marker == marker_app2 && segment.starts_with(std::string_view("MPF\0", 4))) {
      pictures_follow_ = true;
    }
    return {};
  }

  Result<void> take_frame(unsigned char marker, std::string_view segment) {
    if (header_.width != 0) return bad_image("damaged", "the JPEG has two headers");
    if (marker > 0xC2) {
      return bad_image("unsupported", "lossless, hierarchical and arithmetic JPEGs are not read");
    }
    if (segment.size() < 6) return bad_image("damaged", "the JPEG's header is too short");
    if (segment[0] != 8) return bad_image("unsupported", "only JPEGs of 8 bits are read");
    header_.height = number(segment, 1);
    header_.width = number(segment, 3);
    header_.needs_whole = marker == 0xC2;
    const int components = segment[5];
    if (header_.width == 0 || header_.height == 0) {
      return bad_image("damaged", "the JPEG's header has no size");
    }
    if (components != 1 && components != 3 && components != 4) {
      return bad_image("unsupported", "the JPEG's colours are not known");
    }
    return {};
  }

  // Zeros are padding. A camera that announces further pictures (CIPA DC-007: Ultra HDR, depth)
  // puts them here; they are not taken over. Anything else makes the file two in one.
  Result<void> check_trailer() const {
    const std::string_view trailer = bytes_.substr(at_);
    if (trailer.find_first_not_of('\0') == std::string_view::npos) return {};
    if (pictures_follow_ && trailer.starts_with("\xFF\xD8\xFF")) return {};
    return bad_image("trailing-data", "something else follows after the end of the JPEG");
  }

  std::string_view bytes_;
  std::size_t at_;
  ImageHeader header_{.format = ImageFormat::jpeg};
  int scans_ = 0;
  bool pictures_follow_ = false;
};

}  // namespace

Result<ImageHeader> walk_jpeg(std::string_view bytes) { return JpegWalk(bytes).run(); }

}  // namespace prokat::media
