// Sealing of data at rest under the installation's master key (32 bytes in PROKAT_MASTER_KEY_FILE, mode 0600, outside the database).
// XChaCha20-Poly1305 of libsodium; a sealed value starts with a version byte, so that keys can be rotated.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace prokat::runtime {

class Vault {
 public:
  static Vault from_file(const std::string& path);  // throws std::runtime_error with the reason: missing, wrong size, readable by others
  static Vault for_tests();                         // a fixed key

  std::vector<std::uint8_t> seal(std::string_view plain, std::string_view purpose) const;  // purpose is authenticated, not stored
  std::optional<std::string> open(const std::vector<std::uint8_t>& sealed, std::string_view purpose) const;

 private:
  std::array<std::uint8_t, 32> key_{};
};

}  // namespace prokat::runtime
