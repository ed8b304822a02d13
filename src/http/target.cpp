#include "http/target.hpp"

#include <cstdint>

namespace prokat::http {

namespace {

std::optional<unsigned> hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return std::nullopt;
}

std::string_view strip_authority(std::string_view text) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!text.starts_with(scheme)) continue;
    const auto slash = text.find('/', scheme.size());
    return slash == std::string_view::npos ? std::string_view("/") : text.substr(slash);
  }
  return text;
}

std::optional<std::string> decode_clean(std::string_view text, bool plus_is_space) {
  auto decoded = percent_decode(text, plus_is_space);
  if (!decoded || !is_clean_utf8(*decoded)) return std::nullopt;
  return decoded;
}

bool parse_query(std::string_view text, std::vector<std::pair<std::string, std::string>>& query) {
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    if (part.empty()) continue;
    const auto equals = part.find('=');
    auto name = decode_clean(part.substr(0, equals), true);
    auto value = equals == std::string_view::npos ? std::optional<std::string>("")
                                                  : decode_clean(part.substr(equals + 1), true);
    if (!name || !value) return false;
    query.emplace_back(std::move(*name), std::move(*value));
  }
  return true;
}

// How many bytes the sequence that starts with `lead` has, and the least code point that needs that
// many.
struct Sequence {
  int length;
  std::uint32_t least;
  std::uint32_t bits;
};
std::optional<Sequence> sequence_of(unsigned char lead) {
  if (lead < 0x80) return Sequence{1, 0, lead};
  if (lead >= 0xC2 && lead < 0xE0) return Sequence{2, 0x80, lead & 0x1Fu};
  if (lead >= 0xE0 && lead < 0xF0) return Sequence{3, 0x800, lead & 0x0Fu};
  if (lead >= 0xF0 && lead < 0xF5) return Sequence{4, 0x10000, lead & 0x07u};
  return std::nullopt;
}

}  // namespace

bool is_clean_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto sequence = sequence_of(static_cast<unsigned char>(text[i]));
    if (!sequence || i + static_cast<std::size_t>(sequence->length) > text.size()) return false;
    std::uint32_t point = sequence->bits;
    for (int k = 1; k < sequence->length; ++k) {
      const auto next = static_cast<unsigned char>(text[i + static_cast<std::size_t>(k)]);
      if ((next & 0xC0u) != 0x80u) return false;
      point = (point << 6) | (next & 0x3Fu);
    }
    const bool surrogate = point >= 0xD800 && point <= 0xDFFF;
    if (point == 0 || point < sequence->least || point > 0x10FFFF || surrogate) return false;
    i += static_cast<std::size_t>(sequence->length);
  }
  return true;
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+' && plus_is_space) {
      decoded += ' ';
    } else if (text[i] == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const auto high = hex_digit(text[i + 1]);
      const auto low = hex_digit(text[i + 2]);
      if (!high || !low) return std::nullopt;
      decoded += static_cast<char>(*high * 16 + *low);
      i += 2;
    } else {
      decoded += text[i];
    }
  }
  return decoded;
}

std::optional<Target> parse_target(std::string_view text) {
  text = strip_authority(text);
  if (text.empty() || text.front() != '/') return std::nullopt;
  if (text.find('#') != std::string_view::npos) return std::nullopt;  // a fragment is never sent
  const auto question = text.find('?');
  Target target;
  target.raw_path = text.substr(0, question);
  auto path = decode_clean(target.raw_path, false);
  if (!path) return std::nullopt;
  target.path = std::move(*path);
  if (question != std::string_view::npos && !parse_query(text.substr(question + 1), target.query)) {
    return std::nullopt;
  }
  return target;
}

}  // namespace prokat::http
