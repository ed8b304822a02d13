// Conditional updates by merge patch, the same for every resource: a PATCH names the version it
// was written against and holds only what it changes.
//   auto revised = json::revise(body_of(row), row.version, update);   // a T, checked as a whole
//   if (!revised) return pass(std::move(revised));
// Members that the patch does not name stay; null clears one (RFC 7396). `current` is what a client
// would send to make the resource what it is, so that patch and answer have the same pointers.
// Where If-Match and the body come from: http/conditional.hpp. No I/O: the caller holds the row's
// lock between reading and writing it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.hpp"

namespace prokat::json {

struct Update {
  std::optional<int> version;  // what the caller has seen; none: any (If-Match: *)
  std::string patch;
};
BOOST_DESCRIBE_STRUCT(Update, (), (version, patch))

// `current` with the patch applied. bad-json; validation-failed "wrong-type" when the patch is no
// object. `current` is our own text and an object.
Result<std::string> merge_patch(std::string_view current, std::string_view patch);

// version-conflict with {"version": N, "fields": [{"pointer", "yours", "current"}]}: what the patch
// would set to something else than what is there now. bad-json when the patch cannot be read.
Problem version_conflict(int version, std::string_view current, std::string_view patch);

// version-conflict before any rule of a field: who has seen something else cannot judge by it.
template <class T>
Result<T> revise(const T& current, int version, const Update& update) {
  const std::string text = write(current);
  auto merged = merge_patch(text, update.patch);
  if (!merged) return pass(std::move(merged));
  if (update.version && *update.version != version) {
    return std::unexpected(version_conflict(version, text, update.patch));
  }
  return parse<T>(*merged);
}

}  // namespace prokat::json
