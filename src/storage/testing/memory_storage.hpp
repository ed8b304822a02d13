// Objects in memory, for tests of what uses a storage: it can be told to fail, and to have been
// written long ago.
#pragma once

#include <map>

#include "storage/failure.hpp"
#include "storage/object_key.hpp"
#include "storage/object_storage.hpp"

namespace prokat::storage::testing {

class MemoryStorage final : public ObjectStorage {
 public:
  Task<Result<void>> put(std::string key, std::string content, std::string content_type,
                         Deadline) override {
    if (away) throw Unavailable("told to be away");
    if (auto valid = check_key(key); !valid) co_return pass(std::move(valid));
    if (auto valid = check_content_type(key, content_type); !valid) {
      co_return pass(std::move(valid));
    }
    if (puts_left-- <= 0) throw Unavailable("told to fail");
    objects[key] = std::move(content);
    co_return Result<void>();
  }
  Task<Result<void>> put_from(std::string, ContentSource&, std::string, Deadline) override {
    throw Unavailable("not for these tests");
  }
  Task<Result<StoredObject>> get(std::string key, Deadline) override {
    if (away) throw Unavailable("told to be away");
    const auto found = objects.find(key);
    if (found == objects.end()) co_return fail(ProblemCode::not_found);
    co_return StoredObject{found->second, content_type_of(key)};
  }
  Task<Result<StoredEntry>> find(std::string key, Deadline) override {
    const auto found = objects.find(key);
    if (found == objects.end()) co_return fail(ProblemCode::not_found);
    co_return entry_of(*found);
  }
  Task<Result<void>> erase(std::string key, Deadline) override {
    if (erasing_fails) throw Unavailable("told to fail");
    objects.erase(key);
    co_return Result<void>();
  }
  Task<Result<StoredPage>> list(std::string prefix, std::string after, Deadline) override {
    StoredPage page;
    for (const auto& object : objects) {
      if (!object.first.starts_with(prefix) || object.first <= after) continue;
      if (page.entries.size() == page_size) {
        page.next = page.entries.back().key;
        break;
      }
      page.entries.push_back(entry_of(object));
    }
    co_return page;
  }
  Task<Result<int>> abandon_uploads(std::string, Instant, Deadline) override { co_return 0; }
  std::optional<std::string> presigned_url(const std::string&,
                                           std::chrono::seconds) const override {
    return std::nullopt;
  }

  std::vector<std::string> keys() const {
    std::vector<std::string> names;
    for (const auto& [key, content] : objects) names.push_back(key);
    return names;
  }

  std::map<std::string, std::string> objects;
  bool away = false;
  int puts_left = 1'000'000;
  bool erasing_fails = false;
  std::size_t page_size = 1'000;
  std::chrono::minutes age{0};  // of everything

 private:
  StoredEntry entry_of(const std::pair<const std::string, std::string>& object) const {
    const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
    return {object.first, static_cast<std::int64_t>(object.second.size()), now - age};
  }
};

}  // namespace prokat::storage::testing
