// What every backend asks of keys and knows of content types.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"

namespace prokat::storage {

// 1..512 bytes of [a-z0-9/._-]; segments are neither empty nor begin with a dot (so no "." or "..",
// and no hidden files among ours).
Result<void> check_key(std::string_view key);

// A valid key and a slash.
Result<void> check_prefix(std::string_view prefix);

// The type must be what the key's ending means.
Result<void> check_content_type(std::string_view key, std::string_view content_type);

// By the ending: image/jpeg for .jpg and .jpeg, image/png, image/webp, application/pdf,
// application/json, text/plain; charset=utf-8, text/csv; charset=utf-8, application/gzip; else
// application/octet-stream.
std::string content_type_of(std::string_view key);

}  // namespace prokat::storage
