// Every setting of the program, declared once in config_properties.cpp with description, default,
// unit and bounds; `prokat config reference` and the docs are generated from that table. Sources,
// later wins: defaults, prokat.toml (or --config FILE), environment (key "telegram.token" =
// PROKAT_TELEGRAM_TOKEN). An unknown key, in the file or as a PROKAT_* variable, is an error that
// names the nearest valid one. This is the only code that calls getenv.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/secret.hpp"

namespace prokat::runtime {

class Config {
 public:
  struct Source {
    std::string file;  // empty: ./prokat.toml if it exists
    // From environment_of_process() or a test's own.
    std::map<std::string, std::string> environment;
  };
  static std::map<std::string, std::string> environment_of_process();
  // validation-failed with one FieldError per wrong key (pointer = the key).
  static Result<Config> load(const Source& source);

  // The key must be declared, and with this type; else it aborts (a defect of ours).
  const std::string& text(std::string_view key) const;
  Secret secret(std::string_view key) const;
  std::int64_t number(std::string_view key) const;
  bool flag(std::string_view key) const;
  // Written as "250ms", "10s", "60min", "12h", "7d".
  std::chrono::milliseconds duration(std::string_view key) const;
  // services.enabled ({"all"} by default) and services.*_url.
  std::vector<std::string> list(std::string_view key) const;
  // True when neither Telegram's nor YooKassa's address leaves this machine; only then may business
  // time be moved.
  bool providers_are_loopback() const;

  static std::string reference_markdown();
  // "key = value  # source" for `prokat config check`, secrets as "***".
  std::vector<std::string> describe() const;

 private:
  std::map<std::string, std::string, std::less<>> values_;
  std::map<std::string, std::string, std::less<>> sources_;
};

}  // namespace prokat::runtime
