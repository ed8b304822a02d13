// What goes wrong with a store itself. Neither text holds a secret.
#pragma once

#include <stdexcept>

namespace prokat::storage {

// It did not answer in time, or only with errors of its own, also after repeats.
class Unavailable : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// It answers, and refuses what we are configured with: keys, bucket, region. The text names the
// settings to check; repeating helps nothing.
class Misconfigured : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

}  // namespace prokat::storage
