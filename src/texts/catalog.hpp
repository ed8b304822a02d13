// Texts of the product in both languages, with plural forms, by ICU MessageFormat: "{days, plural,
// one{# сутки} few{# суток} other{# суток}}". A texts.yaml (key: {ru: ..., en: ...}) is turned into
// a constant table at build time; patterns are compiled on first use and kept.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/text.hpp"

namespace prokat::texts {

struct Entry {
  std::string_view key;
  std::string_view ru;
  std::string_view en;
};

struct Argument {
  std::string_view name;
  std::variant<std::int64_t, std::string> value;

  Argument(std::string_view n, std::string v) : name(n), value(std::move(v)) {}
  Argument(std::string_view n, std::string_view v) : name(n), value(std::string(v)) {}
  Argument(std::string_view n, const char* v) : name(n), value(std::string(v)) {}
  Argument(std::string_view n, std::int64_t v) : name(n), value(v) {}
  Argument(std::string_view n, int v) : name(n), value(static_cast<std::int64_t>(v)) {}
};

class Catalog {
 public:
  explicit Catalog(std::span<const Entry> entries);  // the table must outlive the catalog
  ~Catalog();
  // Strings are inserted as they are (escape them for markup before). An unknown key or a pattern
  // that does not compile aborts: a defect of ours, found by the test that formats every entry. Not
  // shared between threads.
  std::string format(std::string_view key, Language language,
                     std::initializer_list<Argument> arguments = {}) const;
  bool has(std::string_view key) const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace prokat::texts
