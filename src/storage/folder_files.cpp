#include "storage/folder_files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <system_error>
#include <utility>
#include <vector>

#include "storage/object_key.hpp"

namespace prokat::storage {

namespace {

// Unfinished files. A key's segments never begin with a dot, so nothing else can have this name.
constexpr const char* unfinished = ".unfinished";
constexpr mode_t folder_mode = 0750;
constexpr mode_t file_mode = 0640;

[[noreturn]] void throw_errno(const std::string& what) {
  const int error = errno;
  const std::string hint = error == ENOSPC || error == EDQUOT
                               ? " (the disk is full: free space or move storage.dir)"
                               : "";
  throw std::system_error(error, std::generic_category(), "storage: cannot " + what + hint);
}

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_ = -1;
};

Descriptor open_folder(const std::string& folder) {
  Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened) throw_errno("open the folder " + folder);
  return opened;
}

struct Place {
  Descriptor parent;  // not open: a folder on the way does not exist
  std::string name;
};

// Opens the folder that holds the key's file; makes folders on the way when `make`.
Place find_place(const std::string& folder, const std::string& key, bool make) {
  Place place{open_folder(folder), {}};
  std::size_t start = 0;
  for (std::size_t slash = key.find('/'); slash != std::string::npos;
       slash = key.find('/', start)) {
    const std::string segment = key.substr(start, slash - start);
    start = slash + 1;
    if (make && ::mkdirat(place.parent.get(), segment.c_str(), folder_mode) != 0 &&
        errno != EEXIST) {
      throw_errno("make a folder for " + key);
    }
    Descriptor next(::openat(place.parent.get(), segment.c_str(),
                             O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!next && !make && errno == ENOENT) return {};
    if (!next) throw_errno("open the folder of " + key);
    place.parent = std::move(next);
  }
  place.name = key.substr(start);
  return place;
}

void write_all(int fd, std::string_view content, const std::string& key) {
  std::size_t written = 0;
  while (written < content.size()) {
    const ssize_t n = ::write(fd, content.data() + written, content.size() - written);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw_errno("write " + key);
    written += static_cast<std::size_t>(n);
  }
}

// A file below .unfinished that goes away unless it was moved to its place.
class UnfinishedFile {
 public:
  UnfinishedFile(const std::string& folder, const std::string& key)
      : parent_(::open((folder + "/" + unfinished).c_str(),
                       O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)) {
    static std::atomic<std::uint64_t> count{0};
    name_ = std::to_string(::getpid()) + "-" + std::to_string(++count);
    if (!parent_) throw_errno("open the place of unfinished files for " + key);
    file_ = Descriptor(::openat(parent_.get(), name_.c_str(),
                                O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, file_mode));
    if (!file_) throw_errno("write " + key);
  }
  ~UnfinishedFile() {
    if (file_ && !moved_) ::unlinkat(parent_.get(), name_.c_str(), 0);
  }
  UnfinishedFile(const UnfinishedFile&) = delete;
  UnfinishedFile& operator=(const UnfinishedFile&) = delete;

  int get() const { return file_.get(); }
  void move_to(const Place& place, const std::string& key) {
    if (::fsync(file_.get()) != 0) throw_errno("write " + key);
    if (::renameat(parent_.get(), name_.c_str(), place.parent.get(), place.name.c_str()) != 0) {
      throw_errno("put " + key + " in its place");
    }
    moved_ = true;
    // The name has to survive a power cut as well as the content.
    if (::fsync(place.parent.get()) != 0) throw_errno("put " + key + " in its place");
  }

 private:
  Descriptor parent_;
  std::string name_;
  Descriptor file_;
  bool moved_ = false;
};

int writer_of(const std::filesystem::path& unfinished_file) {
  return std::atoi(unfinished_file.filename().c_str());
}

bool lives(int pid) {
  std::error_code error;
  return pid > 0 && std::filesystem::exists("/proc/" + std::to_string(pid), error);
}

Instant written_at(const struct stat& status) {
  return Instant(
      std::chrono::duration_cast<Duration>(std::chrono::seconds(status.st_mtim.tv_sec) +
                                           std::chrono::nanoseconds(status.st_mtim.tv_nsec)));
}

}  // namespace

struct FileUpload::Impl {
  Place place;
  UnfinishedFile file;
};

FileUpload::FileUpload(std::string folder, std::string key)
    : key_(std::move(key)),
      impl_(new Impl{find_place(folder, key_, true), UnfinishedFile(folder, key_)}) {}

FileUpload::~FileUpload() = default;

void FileUpload::append(const std::string& piece) { write_all(impl_->file.get(), piece, key_); }

void FileUpload::finish() { impl_->file.move_to(impl_->place, key_); }

std::optional<StoredEntry> find_file(const std::string& folder, const std::string& key) {
  const Place place = find_place(folder, key, false);
  if (!place.parent) return std::nullopt;
  struct stat status{};
  if (::fstatat(place.parent.get(), place.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    if (errno == ENOENT) return std::nullopt;
    throw_errno("look at " + key);
  }
  if (!S_ISREG(status.st_mode)) return std::nullopt;
  return StoredEntry{key, status.st_size, written_at(status)};
}

StoredPage list_files(const std::string& folder, const std::string& prefix,
                      const std::string& after) {
  namespace fs = std::filesystem;
  constexpr std::size_t page_size = 1'000;
  std::error_code error;
  std::vector<std::string> keys;
  // The order of names in a folder is not that of keys ("a-b" comes before "a/b"): so all of them.
  for (fs::recursive_directory_iterator at(folder + "/" + prefix, error), end; !error && at != end;
       at.increment(error)) {
    std::string key = fs::relative(at->path(), folder, error).string();
    if (at->symlink_status(error).type() != fs::file_type::regular) continue;
    if (key > after && check_key(key)) keys.push_back(std::move(key));
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    throw std::system_error(error, "storage: cannot list " + prefix);
  }
  std::ranges::sort(keys);
  StoredPage page;
  if (keys.size() > page_size) {
    keys.resize(page_size);
    page.next = keys.back();
  }
  for (const std::string& key : keys) {
    if (auto entry = find_file(folder, key)) page.entries.push_back(std::move(*entry));
  }
  return page;
}

int remove_unfinished(const std::string& folder, Instant begun_before) {
  std::error_code error;
  int removed = 0;
  const std::filesystem::path place = std::filesystem::path(folder) / unfinished;
  for (const auto& entry : std::filesystem::directory_iterator(place, error)) {
    struct stat status{};
    if (lives(writer_of(entry.path())) || ::lstat(entry.path().c_str(), &status) != 0) continue;
    if (written_at(status) >= begun_before) continue;
    removed += std::filesystem::remove(entry.path(), error) ? 1 : 0;
  }
  return removed;
}

void write_file(const std::string& folder, const std::string& key, const std::string& content) {
  const Place place = find_place(folder, key, true);
  UnfinishedFile file(folder, key);
  write_all(file.get(), content, key);
  file.move_to(place, key);
}

std::optional<std::string> read_file(const std::string& folder, const std::string& key) {
  const Place place = find_place(folder, key, false);
  if (!place.parent) return std::nullopt;
  const Descriptor file(
      ::openat(place.parent.get(), place.name.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!file && errno == ENOENT) return std::nullopt;
  if (!file) throw_errno("read " + key);
  struct stat status{};
  if (::fstat(file.get(), &status) != 0) throw_errno("read " + key);
  if (!S_ISREG(status.st_mode)) return std::nullopt;
  std::string content(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t size = 0;
  while (size < content.size()) {
    const ssize_t n = ::read(file.get(), content.data() + size, content.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) throw_errno("read " + key);
    if (n == 0) break;
    size += static_cast<std::size_t>(n);
  }
  content.resize(size);
  return content;
}

void erase_file(const std::string& folder, const std::string& key) {
  const Place place = find_place(folder, key, false);
  if (!place.parent) return;
  if (::unlinkat(place.parent.get(), place.name.c_str(), 0) != 0 && errno != ENOENT) {
    throw_errno("erase " + key);
  }
}

void prepare_folder(const std::string& folder) {
  std::error_code error;
  const std::filesystem::path unfinished_files = std::filesystem::path(folder) / unfinished;
  std::filesystem::create_directories(unfinished_files, error);
  if (error) {
    throw std::system_error(error,
                            "storage: cannot make the folder " + folder + " (setting storage.dir)");
  }
  // Only what no living process can be writing: another process may share the folder.
  for (const auto& entry : std::filesystem::directory_iterator(unfinished_files, error)) {
    const int pid = writer_of(entry.path());
    if (pid == ::getpid() || !lives(pid)) std::filesystem::remove(entry.path(), error);
  }
}

}  // namespace prokat::storage
