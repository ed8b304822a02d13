// Makes of an uploaded file what is kept of it: checked, turned upright, without metadata (place,
// camera, serial numbers), in sRGB, in the sizes that are shown. Nothing of the uploaded bytes is
// kept, so whatever else they held is gone. On threads of its own, at most `at_once` pictures at
// the same time, with bounded memory: libvips works row by row, caches nothing, and pictures that
// it would have to hold as a whole have a lower limit.
//   auto made = co_await maker.make(std::move(body), "image/jpeg", deadline);
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "runtime/cpu_pool.hpp"
#include "runtime/deadline.hpp"
#include "runtime/task.hpp"

namespace prokat::media {

inline constexpr std::size_t photo_bytes_max = 5 * 1024 * 1024;

struct MadeImage {
  std::string variant;  // "original", "card", "thumb"
  std::string content;
  std::string content_type;  // image/jpeg; an original may be image/png
  std::string sha256;        // hex
  int width = 0;
  int height = 0;
};

struct MadePhoto {
  std::string source_sha256;      // hex, of what was uploaded
  std::vector<MadeImage> images;  // the original first, then the variants
};

struct PhotoLimits {
  std::int64_t pixels_max = 40'000'000;
  // Of pictures that have to be decoded as a whole (progressive JPEG, interlaced PNG).
  std::int64_t whole_pixels_max = 16'000'000;
};

class PhotoMaker {
 public:
  PhotoMaker(PhotoLimits limits, std::size_t at_once);

  // bad-image with one error: empty, too-large, not-an-image,
  // type-mismatch, too-many-pixels, truncated, trailing-data, data-mismatch, damaged, unsupported.
  // Throws CpuPool::Full when too many wait.
  Task<Result<MadePhoto>> make(std::string bytes, std::string declared_type, Deadline deadline);

 private:
  PhotoLimits limits_;
  runtime::CpuPool pool_;
};

// The work itself, on the calling thread; for PhotoMaker and tests.
Result<MadePhoto> make_photo(const std::string& bytes, const std::string& declared_type,
                             PhotoLimits limits);

}  // namespace prokat::media
