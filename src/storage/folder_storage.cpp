#include "storage/folder_storage.hpp"

#include "storage/folder_files.hpp"
#include "storage/object_key.hpp"

namespace prokat::storage {

FolderStorage::FolderStorage(std::filesystem::path folder, runtime::CpuPool& pool)
    : folder_(std::move(folder)), pool_(pool) {
  prepare_folder(folder_);
}

FolderStorage::~FolderStorage() = default;

Task<Result<void>> FolderStorage::put(std::string key, std::string content,
                                      std::string content_type, Deadline deadline) {
  if (auto valid = check_key(key); !valid) co_return pass(std::move(valid));
  if (content_type != content_type_of(key)) {
    co_return fail(
        ProblemCode::validation_failed, "the content type does not fit the key",
        {{"/content_type", "bad-value", "the key's ending means " + content_type_of(key)}});
  }
  const auto write = [folder = folder_, key = std::move(key), content = std::move(content)] {
    write_file(folder, key, content);
    return true;
  };
  co_await pool_.run<bool>(write, deadline);
  co_return Result<void>();
}

Task<Result<StoredObject>> FolderStorage::get(std::string key, Deadline deadline) {
  if (auto valid = check_key(key); !valid) co_return pass(std::move(valid));
  const auto read = [folder = folder_, key] { return read_file(folder, key); };
  auto content = co_await pool_.run<std::optional<std::string>>(read, deadline);
  if (!content) co_return fail(ProblemCode::not_found, "nothing is stored under this key");
  co_return StoredObject{std::move(*content), content_type_of(key)};
}

Task<Result<void>> FolderStorage::erase(std::string key, Deadline deadline) {
  if (auto valid = check_key(key); !valid) co_return pass(std::move(valid));
  const auto erase = [folder = folder_, key = std::move(key)] {
    erase_file(folder, key);
    return true;
  };
  co_await pool_.run<bool>(erase, deadline);
  co_return Result<void>();
}

}  // namespace prokat::storage
