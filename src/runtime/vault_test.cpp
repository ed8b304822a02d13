#include "runtime/vault.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace prokat::runtime {
namespace {

class KeyFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "prokat-vault-XXXXXX";
    folder_ = ::mkdtemp(pattern.data());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string make(std::size_t bytes, mode_t mode) {
    const std::string path = folder_ / "master.key";
    std::ofstream(path, std::ios::binary) << std::string(bytes, 'k');
    ::chmod(path.c_str(), mode);
    return path;
  }
  static std::string refusal_of(const std::string& path) {
    try {
      Vault::from_file(path);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "accepted";
  }

  std::filesystem::path folder_;
};

TEST(Vault, opens_what_it_sealed_for_the_same_purpose_only) {
  const Vault vault = Vault::for_tests();
  for (const std::string& plain :
       {std::string(), std::string("+7 916 123-45-67"), std::string("\0x", 2)}) {
    const auto sealed = vault.seal(plain, "customer.phone");
    EXPECT_EQ(vault.open(sealed, "customer.phone"), plain);
    EXPECT_FALSE(vault.open(sealed, "customer.email"));
  }
}

TEST(Vault, the_same_text_never_looks_the_same_twice) {
  const Vault vault = Vault::for_tests();
  EXPECT_NE(vault.seal("text", "p"), vault.seal("text", "p"));
}

TEST(Vault, any_changed_or_missing_byte_is_noticed) {
  const Vault vault = Vault::for_tests();
  const auto sealed = vault.seal("text", "p");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    auto changed = sealed;
    changed[i] ^= 1;
    EXPECT_FALSE(vault.open(changed, "p")) << i;
    EXPECT_FALSE(
        vault.open({sealed.begin(), sealed.begin() + static_cast<std::ptrdiff_t>(i)}, "p"));
  }
}

TEST_F(KeyFile, of_32_bytes_for_its_owner_alone_is_accepted) {
  const Vault vault = Vault::from_file(make(32, 0600));
  EXPECT_EQ(vault.open(vault.seal("text", "p"), "p"), "text");
  EXPECT_FALSE(Vault::for_tests().open(vault.seal("text", "p"), "p")) << "another key";
  EXPECT_EQ(refusal_of(make(32, 0400)), "accepted");
  EXPECT_EQ(refusal_of(make(32, 0440)), "accepted");
}

TEST_F(KeyFile, of_anything_else_is_refused_with_the_reason) {
  EXPECT_THAT(refusal_of(make(32, 0644)), testing::HasSubstr("chmod 600"));
  EXPECT_THAT(refusal_of(make(32, 0660)), testing::HasSubstr("chmod 600"));
  EXPECT_THAT(refusal_of(make(31, 0600)), testing::HasSubstr("32 bytes, it has 31"));
  EXPECT_THAT(refusal_of(make(64, 0600)), testing::HasSubstr("32 bytes, it has 64"));
  EXPECT_THAT(refusal_of(folder_ / "nothing"), testing::HasSubstr("No such file"));
  EXPECT_THAT(refusal_of(folder_), testing::HasSubstr("is not a file"));
  EXPECT_THAT(refusal_of(""), testing::HasSubstr("PROKAT_MASTER_KEY_FILE"));
}

}  // namespace
}  // namespace prokat::runtime
