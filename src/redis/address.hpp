// Where Redis is: redis://[user][:password@]host[:port][/db], parts percent-encoded as in any URL.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/secret.hpp"

namespace prokat::redis {

struct Address {
  std::string host;
  std::uint16_t port = 6379;
  std::string user;
  Secret password;
  int database = 0;
};

// nullopt for anything else, rediss:// (TLS) included.
std::optional<Address> parse_address(std::string_view url);

}  // namespace prokat::redis
