#include "texts/catalog.hpp"

#include <fmt/format.h>
#include <unicode/msgfmt.h>
#include <unicode/unistr.h>

#include <array>
#include <unordered_map>
#include <vector>

#include "base/broken.hpp"

namespace prokat::texts {
namespace {

[[noreturn]] void abort_with(std::string_view key, std::string_view what) {
  broken_logic(fmt::format("text '{}': {}", key, what));
}

icu::UnicodeString to_unicode(std::string_view text) {
  return icu::UnicodeString::fromUTF8(
      icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

icu::Formattable to_formattable(const std::variant<std::int64_t, std::string>& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return {*number};
  return {to_unicode(std::get<std::string>(value))};
}

const icu::Locale& locale_of(Language language) {
  static const std::array<icu::Locale, 2> locales{icu::Locale("ru"), icu::Locale("en")};
  return locales[language == Language::ru ? 0 : 1];
}

}  // namespace

struct Catalog::Impl {
  struct Text {
    const Entry* entry = nullptr;
    std::array<std::unique_ptr<icu::MessageFormat>, 2> compiled;  // by language, on first use
  };
  mutable std::unordered_map<std::string_view, Text> texts;

  const icu::MessageFormat& compile(Text& text, std::string_view pattern, Language language) const {
    auto& slot = text.compiled[static_cast<std::size_t>(language)];
    if (!slot) {
      UErrorCode status = U_ZERO_ERROR;
      UParseError fault{};
      slot = std::make_unique<icu::MessageFormat>(to_unicode(pattern), locale_of(language), fault,
                                                  status);
      if (U_FAILURE(status)) {
        abort_with(text.entry->key,
                   fmt::format("{} pattern does not compile: {} at {}", to_string(language),
                               u_errorName(status), fault.offset));
      }
    }
    return *slot;
  }
};

Catalog::Catalog(std::span<const Entry> entries) : impl_(std::make_unique<Impl>()) {
  for (const Entry& entry : entries) {
    if (!impl_->texts.emplace(entry.key, Impl::Text{.entry = &entry}).second) {
      abort_with(entry.key, "stands twice in the table");
    }
  }
}

Catalog::~Catalog() = default;

bool Catalog::has(std::string_view key) const { return impl_->texts.contains(key); }

std::string Catalog::format(std::string_view key, Language language,
                            std::initializer_list<Argument> arguments) const {
  const auto found = impl_->texts.find(key);
  if (found == impl_->texts.end()) abort_with(key, "no such text");
  const Entry& entry = *found->second.entry;
  const std::string_view pattern = language == Language::ru ? entry.ru : entry.en;
  // Most texts are plain: braces and apostrophes alone mean something in a pattern.
  if (pattern.find_first_of("{}'") == std::string_view::npos) return std::string(pattern);

  std::vector<icu::UnicodeString> names;
  std::vector<icu::Formattable> values;
  names.reserve(arguments.size());
  values.reserve(arguments.size());
  for (const Argument& argument : arguments) {
    names.push_back(to_unicode(argument.name));
    values.push_back(to_formattable(argument.value));
  }
  UErrorCode status = U_ZERO_ERROR;
  icu::UnicodeString text;
  impl_->compile(found->second, pattern, language)
      .format(names.data(), values.data(), static_cast<std::int32_t>(names.size()), text, status);
  if (U_FAILURE(status)) {
    abort_with(key, fmt::format("cannot be formatted: {}", u_errorName(status)));
  }
  std::string out;
  text.toUTF8String(out);
  return out;
}

}  // namespace prokat::texts
