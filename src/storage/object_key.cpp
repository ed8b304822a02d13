#include "storage/object_key.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace prokat::storage {

namespace {

constexpr std::size_t key_bytes_max = 512;

constexpr std::array<std::pair<std::string_view, std::string_view>, 9> types_by_ending = {{
    {".jpg", "image/jpeg"},
    {".jpeg", "image/jpeg"},
    {".png", "image/png"},
    {".webp", "image/webp"},
    {".pdf", "application/pdf"},
    {".json", "application/json"},
    {".txt", "text/plain; charset=utf-8"},
    {".csv", "text/csv; charset=utf-8"},
    {".gz", "application/gzip"},
}};

bool is_allowed(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '/' || c == '.' || c == '_' ||
         c == '-';
}

bool has_bad_segment(std::string_view key) {
  std::size_t start = 0;
  while (start <= key.size()) {
    const std::size_t end = std::min(key.find('/', start), key.size());
    if (end == start || key[start] == '.') return true;
    start = end + 1;
  }
  return false;
}

}  // namespace

Result<void> check_key(std::string_view key) {
  if (key.empty() || key.size() > key_bytes_max || !std::ranges::all_of(key, is_allowed) ||
      has_bad_segment(key)) {
    return fail(ProblemCode::validation_failed, "not a storage key",
                {{"/key", "bad-key", "1 to 512 of [a-z0-9/._-], no empty or dot segments"}});
  }
  return {};
}

Result<void> check_prefix(std::string_view prefix) {
  if (prefix.ends_with('/') && check_key(prefix.substr(0, prefix.size() - 1))) return {};
  return fail(ProblemCode::validation_failed, "not a prefix of storage keys",
              {{"/prefix", "bad-key", "a key and a slash"}});
}

Result<void> check_content_type(std::string_view key, std::string_view content_type) {
  if (content_type == content_type_of(key)) return {};
  return fail(ProblemCode::validation_failed, "the content type does not fit the key",
              {{"/content_type", "bad-value", "the key's ending means " + content_type_of(key)}});
}

std::string content_type_of(std::string_view key) {
  for (const auto& [ending, type] : types_by_ending) {
    if (key.ends_with(ending)) return std::string(type);
  }
  return "application/octet-stream";
}

}  // namespace prokat::storage
