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
  if (auto valid = check_content_type(key, content_type); !valid) co_return pass(std::move(valid));
  const auto write = [folder = folder_, key = std::move(key), content = std::move(content)] {
    write_file(folder, key, content);
    return true;
  };
  co_await pool_.run<bool>(write, deadline);
  co_return Result<void>();
}

Task<Result<void>> FolderStorage::put_from(std::string key, ContentSource& source,
                                           std::string content_type, Deadline deadline) {
  if (auto valid = check_key(key); !valid) co_return pass(std::move(valid));
  if (auto valid = check_content_type(key, content_type); !valid) co_return pass(std::move(valid));
  // Shared with the pool's thread, which may still write when our deadline has passed.
  const auto begin = [folder = folder_, key] { return std::make_shared<FileUpload>(folder, key); };
  const auto upload = co_await pool_.run<std::shared_ptr<FileUpload>>(begin, deadline);
  while (auto piece = co_await source.next(deadline)) {
    const auto append = [upload, piece = std::move(*piece)] {
      upload->append(piece);
      return true;
    };
    co_await pool_.run<bool>(append, deadline);
  }
  const auto finish = [upload] {
    upload->finish();
    return true;
  };
  co_await pool_.run<bool>(finish, deadline);
  co_return Result<void>();
}

Task<Result<StoredEntry>> FolderStorage::find(std::string key, Deadline deadline) {
  if (auto valid = check_key(key); !valid) co_return pass(std::move(valid));
  const auto look = [folder = folder_, key = std::move(key)] { return find_file(folder, key); };
  auto found = co_await pool_.run<std::optional<StoredEntry>>(look, deadline);
  if (!found) co_return fail(ProblemCode::not_found, "nothing is stored under this key");
  co_return std::move(*found);
}

Task<Result<StoredPage>> FolderStorage::list(std::string prefix, std::string after,
                                             Deadline deadline) {
  if (auto valid = check_prefix(prefix); !valid) co_return pass(std::move(valid));
  const auto look = [folder = folder_, prefix = std::move(prefix), after = std::move(after)] {
    return list_files(folder, prefix, after);
  };
  co_return co_await pool_.run<StoredPage>(look, deadline);
}

Task<Result<int>> FolderStorage::abandon_uploads(std::string prefix, Instant begun_before,
                                                 Deadline deadline) {
  if (auto valid = check_prefix(prefix); !valid) co_return pass(std::move(valid));
  const auto remove = [folder = folder_, begun_before] {
    return remove_unfinished(folder, begun_before);
  };
  co_return co_await pool_.run<int>(remove, deadline);
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
