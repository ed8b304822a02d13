#include "base/secret.hpp"

#include <sodium/utils.h>

namespace prokat {

bool equal_in_constant_time(std::string_view left, std::string_view right) {
  // The length of a token is no secret; its content is.
  return left.size() == right.size() &&
         (left.empty() || sodium_memcmp(left.data(), right.data(), left.size()) == 0);
}

}  // namespace prokat
