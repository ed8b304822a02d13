#include "base/id.hpp"

#include <sodium/crypto_hash_sha256.h>
#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>

namespace prokat {
namespace {

// The kernel's generator, asked for 4 kB at a time: one system call for some 500 ids, and nothing
// is shared between threads. The process never forks, so no two threads see the same bytes.
class RandomBytes {
 public:
  void take(std::uint8_t* out, std::size_t count) {
    if (used_ + count > buffer_.size()) refill();
    std::copy_n(buffer_.data() + used_, count, out);
    used_ += count;
  }

 private:
  void refill() {
    std::size_t filled = 0;
    while (filled < buffer_.size()) {
      const auto got = ::getrandom(buffer_.data() + filled, buffer_.size() - filled, 0);
      if (got > 0) {
        filled += static_cast<std::size_t>(got);
      } else if (errno != EINTR) {
        throw std::system_error(errno, std::generic_category(), "getrandom");
      }
    }
    used_ = 0;
  }

  std::array<std::uint8_t, 4096> buffer_;
  std::size_t used_ = buffer_.size();
};

thread_local RandomBytes random_bytes;

// The variant of RFC 9562 stands in the two high bits of byte 8, the version in those of byte 6.
void mark(UuidBytes& bytes, int version) {
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0F) | (version << 4));
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3F) | 0x80);
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr bool dash_stands_at(std::size_t position) {
  return position == 8 || position == 13 || position == 18 || position == 23;
}

}  // namespace

UuidBytes make_uuid_v7() {
  using namespace std::chrono;
  const auto now = duration_cast<nanoseconds>(system_clock::now().time_since_epoch()).count();
  const auto ms = static_cast<std::uint64_t>(now / 1'000'000);
  // RFC 9562 §6.2, method 3: the twelve bits after the milliseconds hold the fraction of one, so
  // that the ids of one request lie in the order in which they were made.
  const auto fraction = static_cast<std::uint64_t>(now % 1'000'000) * 4096 / 1'000'000;

  UuidBytes bytes;
  for (std::size_t i = 0; i < 6; ++i) bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  bytes[6] = static_cast<std::uint8_t>(fraction >> 8);
  bytes[7] = static_cast<std::uint8_t>(fraction);
  random_bytes.take(bytes.data() + 8, 8);
  mark(bytes, 7);
  return bytes;
}

std::optional<UuidBytes> parse_uuid(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  UuidBytes bytes;
  std::size_t next = 0;
  for (std::size_t i = 0; i < 36;) {
    if (dash_stands_at(i)) {
      if (text[i++] != '-') return std::nullopt;
      continue;
    }
    const int high = hex_digit(text[i]);
    const int low = hex_digit(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes[next++] = static_cast<std::uint8_t>(high * 16 + low);
    i += 2;
  }
  return bytes;
}

std::string format_uuid(const UuidBytes& bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text(36, '-');
  std::size_t position = 0;
  for (const std::uint8_t byte : bytes) {
    if (dash_stands_at(position)) ++position;
    text[position++] = digits[byte >> 4];
    text[position++] = digits[byte & 15];
  }
  return text;
}

UuidBytes derive_uuid(std::string_view seed) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash;
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(seed.data()), seed.size());
  UuidBytes bytes;
  std::copy_n(hash.begin(), bytes.size(), bytes.begin());
  mark(bytes, 8);
  return bytes;
}

}  // namespace prokat
