#include "runtime/vault.hpp"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

#include "base/broken.hpp"

namespace prokat::runtime {
namespace {

// A sealed value: version (1 byte), nonce (24), ciphertext with its tag (16 more than the plain).
constexpr std::uint8_t version = 1;
constexpr std::size_t nonce_bytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_bytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t header_bytes = 1 + nonce_bytes;
static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == 32);

void start_sodium() {
  static const bool ready = sodium_init() >= 0;
  if (!ready) broken_logic("libsodium cannot start");
}

// Version and purpose are authenticated together, so neither can be swapped.
std::string associated(std::string_view purpose) {
  return std::string(1, static_cast<char>(version)) + std::string(purpose);
}

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

[[noreturn]] void refuse(const std::string& path, const std::string& reason) {
  throw std::runtime_error("master key " + path + ": " + reason);
}

}  // namespace

Vault Vault::from_file(const std::string& path) {
  start_sodium();
  if (path.empty()) refuse("file", "master_key_file (PROKAT_MASTER_KEY_FILE) is not set");
  const Descriptor file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
  struct stat status{};
  if (file.number < 0 || ::fstat(file.number, &status) != 0) refuse(path, std::strerror(errno));
  if (!S_ISREG(status.st_mode)) refuse(path, "is not a file");
  // The group may read: Kubernetes mounts secrets as 0440 for a container that is not root.
  if ((status.st_mode & 027) != 0) {
    refuse(path, "others can read it or the group can change it; chmod 600");
  }
  Vault vault;
  if (status.st_size != static_cast<off_t>(vault.key_.size())) {
    refuse(path, "must hold exactly 32 bytes, it has " + std::to_string(status.st_size));
  }
  const auto got = ::read(file.number, vault.key_.data(), vault.key_.size());
  if (got != static_cast<ssize_t>(vault.key_.size())) refuse(path, "cannot be read");
  return vault;
}

Vault Vault::for_tests() {
  start_sodium();
  Vault vault;
  vault.key_.fill(7);
  return vault;
}

std::vector<std::uint8_t> Vault::seal(std::string_view plain, std::string_view purpose) const {
  std::vector<std::uint8_t> sealed(header_bytes + plain.size() + tag_bytes);
  sealed[0] = version;
  std::uint8_t* nonce = sealed.data() + 1;
  randombytes_buf(nonce, nonce_bytes);
  const std::string data = associated(purpose);
  crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + header_bytes, nullptr, bytes_of(plain),
                                             plain.size(), bytes_of(data), data.size(), nullptr,
                                             nonce, key_.data());
  return sealed;
}

std::optional<std::string> Vault::open(const std::vector<std::uint8_t>& sealed,
                                       std::string_view purpose) const {
  if (sealed.size() < header_bytes + tag_bytes || sealed[0] != version) return std::nullopt;
  std::string plain(sealed.size() - header_bytes - tag_bytes, '\0');
  const std::string data = associated(purpose);
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr,
      sealed.data() + header_bytes, sealed.size() - header_bytes, bytes_of(data), data.size(),
      sealed.data() + 1, key_.data());
  if (failed != 0) return std::nullopt;
  return plain;
}

}  // namespace prokat::runtime
