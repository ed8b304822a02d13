// The two languages of the product and texts that exist in both.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace prokat {

enum class Language { ru, en };

inline std::string_view to_string(Language language) {
  return language == Language::ru ? "ru" : "en";
}
inline std::optional<Language> parse_language(std::string_view text) {
  if (text == "ru") return Language::ru;
  if (text == "en") return Language::en;
  return std::nullopt;
}

struct LocalizedText {
  std::string ru;
  std::string en;

  const std::string& in(Language language) const {
    return language == Language::ru || en.empty() ? ru : en;
  }
  bool operator==(const LocalizedText&) const = default;
};

}  // namespace prokat
