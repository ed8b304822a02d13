// The blocking file work of FolderStorage, for a thread that may block. Paths are walked segment by
// segment with O_NOFOLLOW from the folder's descriptor. Throws std::system_error, whose text names
// the key.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "storage/object_storage.hpp"

namespace prokat::storage {

void write_file(const std::string& folder, const std::string& key, const std::string& content);
// A file that is written piece by piece and appears under its key when it is finished; unless it
// is, it goes away with this.
class FileUpload {
 public:
  FileUpload(std::string folder, std::string key);
  ~FileUpload();
  FileUpload(const FileUpload&) = delete;
  FileUpload& operator=(const FileUpload&) = delete;

  void append(const std::string& piece);
  void finish();

 private:
  struct Impl;
  std::string key_;
  std::unique_ptr<Impl> impl_;
};

std::optional<StoredEntry> find_file(const std::string& folder, const std::string& key);
// A page of at most 1,000, as ObjectStorage::list() describes it.
StoredPage list_files(const std::string& folder, const std::string& prefix,
                      const std::string& after);
// Of processes that live no more, and older than that.
int remove_unfinished(const std::string& folder, Instant begun_before);
std::optional<std::string> read_file(const std::string& folder, const std::string& key);
void erase_file(const std::string& folder, const std::string& key);
// Makes the folder and its place for unfinished files, and empties the latter.
void prepare_folder(const std::string& folder);

}  // namespace prokat::storage
