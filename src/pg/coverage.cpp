#include "pg/coverage.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <mutex>
#include <set>
#include <system_error>

namespace prokat::pg {
namespace {

std::atomic<int> file{-1};
std::mutex mutex;

std::set<std::string, std::less<>>& noted() {
  static std::set<std::string, std::less<>> names;
  return names;
}

}  // namespace

void record_coverage(const std::string& path) {
  const int opened = ::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (opened < 0) throw std::system_error(errno, std::generic_category(), path);
  const int before = file.exchange(opened);
  if (before >= 0) ::close(before);
}

void detail::note_use(std::string_view name) {
  const int out = file.load(std::memory_order_relaxed);
  if (out < 0) return;
  const std::lock_guard lock(mutex);
  if (!noted().emplace(name).second) return;
  const std::string line = std::string(name) + "\n";
  // One write with O_APPEND: lines of several processes do not mix.
  [[maybe_unused]] const auto written = ::write(out, line.data(), line.size());
}

}  // namespace prokat::pg
