#include "texts/table_check.hpp"

#include <fmt/format.h>
#include <unicode/messagepattern.h>
#include <unicode/msgfmt.h>

#include <map>
#include <set>

namespace prokat::texts {
namespace {

enum class Kind { number, text };  // what an argument takes: a `select` compares words
using ArgumentKinds = std::map<std::string, Kind>;

std::string to_utf8(const icu::UnicodeString& text) {
  std::string out;
  return text.toUTF8String(out);
}

ArgumentKinds arguments_of(const icu::MessagePattern& pattern) {
  ArgumentKinds kinds;
  for (std::int32_t i = 0; i + 1 < pattern.countParts(); ++i) {
    const auto& part = pattern.getPart(i);
    if (part.getType() != UMSGPAT_PART_TYPE_ARG_START) continue;
    const Kind kind = part.getArgType() == UMSGPAT_ARG_TYPE_SELECT ? Kind::text : Kind::number;
    kinds[to_utf8(pattern.getSubstring(pattern.getPart(i + 1)))] = kind;
  }
  return kinds;
}

class EntryCheck {
 public:
  EntryCheck(const Entry& entry, std::vector<std::string>& faults)
      : entry_(entry), faults_(faults) {}

  void run() {
    const auto ru = check("ru", entry_.ru);
    const auto en = check("en", entry_.en);
    if (names(ru) != names(en)) add("ru and en name different arguments");
  }

 private:
  static std::set<std::string> names(const ArgumentKinds& kinds) {
    std::set<std::string> out;
    for (const auto& [name, kind] : kinds) out.insert(name);
    return out;
  }

  void add(std::string_view what) { faults_.push_back(fmt::format("{}: {}", entry_.key, what)); }

  ArgumentKinds check(const char* language, std::string_view text) {
    if (text.empty()) add(fmt::format("{} is empty", language));
    UErrorCode status = U_ZERO_ERROR;
    UParseError fault{};
    const auto pattern_text = icu::UnicodeString::fromUTF8(
        icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
    const icu::MessagePattern pattern(pattern_text, &fault, status);
    const icu::MessageFormat format(pattern_text, icu::Locale(language), fault, status);
    if (U_FAILURE(status)) {
      add(fmt::format("{} does not compile: {} at {}", language, u_errorName(status),
                      fault.offset));
      return {};
    }
    const ArgumentKinds kinds = arguments_of(pattern);
    for (const std::int64_t number : {0, 1, 2, 5, 11, 21, 1000}) {
      format_with(format, kinds, number, language);
    }
    return kinds;
  }

  void format_with(const icu::MessageFormat& format, const ArgumentKinds& kinds,
                   std::int64_t number, const char* language) {
    std::vector<icu::UnicodeString> argument_names;
    std::vector<icu::Formattable> values;
    for (const auto& [name, kind] : kinds) {
      argument_names.push_back(icu::UnicodeString::fromUTF8(name));
      values.push_back(kind == Kind::number ? icu::Formattable(number) : icu::Formattable("other"));
    }
    UErrorCode status = U_ZERO_ERROR;
    icu::UnicodeString out;
    format.format(argument_names.data(), values.data(),
                  static_cast<std::int32_t>(argument_names.size()), out, status);
    if (U_FAILURE(status) || out.isEmpty()) {
      add(fmt::format("{} cannot be formatted for {}: {}", language, number, u_errorName(status)));
    }
  }

  const Entry& entry_;
  std::vector<std::string>& faults_;
};

}  // namespace

std::vector<std::string> find_faults(std::span<const Entry> entries) {
  std::vector<std::string> faults;
  std::set<std::string_view> keys;
  for (const Entry& entry : entries) {
    if (!keys.insert(entry.key).second) faults.push_back(fmt::format("{}: twice", entry.key));
    EntryCheck(entry, faults).run();
  }
  return faults;
}

}  // namespace prokat::texts
