// Reads prokat.toml into flat keys; for config.cpp. The only code that knows toml++.
#pragma once

#include <map>
#include <string>

#include "base/result.hpp"

namespace prokat::runtime {

struct FileValue {
  std::string text;
  std::string place;  // "prokat.toml:12"
};

// [telegram] token = "x" becomes telegram.token; an array becomes its elements by commas. Keys are
// not checked here. Fails for a file that cannot be read or is no TOML.
Result<std::map<std::string, FileValue>> read_config_file(const std::string& path);

}  // namespace prokat::runtime
