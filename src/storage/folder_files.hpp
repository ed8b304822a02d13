// The blocking file work of FolderStorage, for a thread that may block. Paths are walked segment by
// segment with O_NOFOLLOW from the folder's descriptor. Throws std::system_error, whose text names
// the key.
#pragma once

#include <optional>
#include <string>

namespace prokat::storage {

void write_file(const std::string& folder, const std::string& key, const std::string& content);
std::optional<std::string> read_file(const std::string& folder, const std::string& key);
void erase_file(const std::string& folder, const std::string& key);
// Makes the folder and its place for unfinished files, and empties the latter.
void prepare_folder(const std::string& folder);

}  // namespace prokat::storage
