// Sealing of data at rest under the installation's master key (32 bytes in PROKAT_MASTER_KEY_FILE,
// mode 0600, outside the database). XChaCha20-Poly1305 of libsodium; a sealed value starts with a
// version byte, so that keys can be rotated.
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
  // Throws std::runtime_error with the reason: missing, wrong size, readable by others.
  static Vault from_file(const std::string& path);
  static Vault for_tests();  // a fixed key

  // The purpose ("customer.phone") is authenticated and not stored: a value sealed for one does not
  // open for another.
  std::vector<std::uint8_t> seal(std::string_view plain, std::string_view purpose) const;
  // Nothing when it was not sealed by this key for this purpose, or was changed since.
  std::optional<std::string> open(const std::vector<std::uint8_t>& sealed,
                                  std::string_view purpose) const;

 private:
  std::array<std::uint8_t, 32> key_{};
};

}  // namespace prokat::runtime
