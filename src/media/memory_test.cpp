// How much memory the heaviest pictures take that are let in. In a child process, since what a
// process ever used does not go down again, and without AddressSanitizer's quarantine, which would
// keep what was freed.
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "media/photo_maker.hpp"
#include "media/testing/pictures.hpp"

extern char** environ;

namespace prokat::media {
namespace {

constexpr long growth_mb_max = 260;
constexpr const char* child_mark = "PROKAT_TEST_MEMORY_CHILD";

// VmHWM: the most this process ever used.
long peak_kb() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return std::stol(line.substr(6));
  }
  return 0;
}

void forget_peak() { std::ofstream("/proc/self/clear_refs") << "5"; }

int run_child(const char* filter) {
  const std::string chosen = std::string("--gtest_filter=") + filter;
  std::vector<std::string> arguments = {"/proc/self/exe", chosen};
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  std::vector<std::string> variables = {
      "ASAN_OPTIONS=quarantine_size_mb=1:thread_local_quarantine_size_kb=64",
      std::string(child_mark) + "=1"};
  std::vector<char*> env;
  for (char** at = environ; *at != nullptr; ++at) {
    if (!std::string_view(*at).starts_with("ASAN_OPTIONS=") &&
        !std::string_view(*at).starts_with("GTEST_")) {
      env.push_back(*at);
    }
  }
  for (std::string& variable : variables) env.push_back(variable.data());
  env.push_back(nullptr);
  pid_t child = 0;
  if (::posix_spawn(&child, "/proc/self/exe", nullptr, nullptr, argv.data(), env.data()) != 0) {
    return -1;
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  return status;
}

void measure() {
  using testing::Colours;
  struct Row {
    const char* what;
    std::string bytes;
    const char* type;
    bool good;
  };
  std::vector<Row> table = {
      {"JPEG, 40 megapixels, on its side",
       testing::jpeg({.width = 8000, .height = 5000, .orientation = 6}), "image/jpeg", true},
      {"progressive JPEG, 16 megapixels",
       testing::jpeg({.width = 4000, .height = 4000, .interlaced = true}), "image/jpeg", true},
      {"PNG bomb", testing::png_that_says(50'000, 50'000, 4'000'000), "image/png", false},
  };
  if (std::getenv("PROKAT_TEST_LONG") != nullptr) {
    table.insert(
        table.end(),
        {
            {"PNG, 40 megapixels, 16 bits",
             testing::png({.width = 8000, .height = 5000, .colours = Colours::rgb16}), "image/png",
             true},
            {"interlaced PNG, 16 megapixels, 16 bits with transparency",
             testing::png(
                 {.width = 4000, .height = 4000, .colours = Colours::rgba16, .interlaced = true}),
             "image/png", true},
        });
  }
  for (const Row& row : table) {
    ASSERT_LE(row.bytes.size(), photo_bytes_max) << row.what;
    forget_peak();
    const long before = peak_kb();
    EXPECT_EQ(make_photo(row.bytes, row.type, {}).has_value(), row.good) << row.what;
    const long growth_mb = (peak_kb() - before) / 1024;
    std::printf("peak memory: %4ld MB more for %s (%zu kB)\n", growth_mb, row.what,
                row.bytes.size() / 1024);
    EXPECT_LE(growth_mb, growth_mb_max) << row.what;
  }
}

TEST(PhotoMemory, the_heaviest_pictures_stay_within_bounds) {
  if (std::getenv(child_mark) != nullptr) {
    measure();
  } else {
    EXPECT_EQ(run_child("PhotoMemory.*"), 0);
  }
}

}  // namespace
}  // namespace prokat::media
