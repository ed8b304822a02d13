#include "channels/markup.hpp"

#include <array>
#include <optional>
#include <vector>

namespace prokat::channels {

namespace {

struct Entity {
  std::string_view markup;
  char plain;
};
constexpr std::array<Entity, 4> entities = {{
    {"&amp;", '&'},
    {"&lt;", '<'},
    {"&gt;", '>'},
    {"&quot;", '"'},
}};

enum class PieceKind { text, open_tag, close_tag };

// The smallest part that may not be cut: a character, an entity or a tag.
struct Piece {
  PieceKind kind = PieceKind::text;
  std::string_view markup;
  std::string_view plain;  // of text: what a reader sees
  std::string_view tag;    // of tags: its name
  std::size_t units = 0;   // UTF-16 code units a reader counts
};

bool is_tag_name(std::string_view name) {
  return name == "b" || name == "i" || name == "s" || name == "u" || name == "code" ||
         name == "pre" || name == "a" || name == "strong" || name == "em";
}

std::optional<Piece> tag_at(std::string_view rest) {
  const auto end = rest.find('>');
  if (rest.front() != '<' || end == std::string_view::npos) return std::nullopt;
  const bool closes = rest.size() > 1 && rest[1] == '/';
  std::string_view name = rest.substr(closes ? 2 : 1, end - (closes ? 2 : 1));
  name = name.substr(0, name.find(' '));
  if (!is_tag_name(name)) return std::nullopt;
  return Piece{
      closes ? PieceKind::close_tag : PieceKind::open_tag, rest.substr(0, end + 1), {}, name, 0};
}

std::optional<Piece> entity_at(std::string_view rest) {
  for (const Entity& entity : entities) {
    if (rest.starts_with(entity.markup)) {
      return Piece{PieceKind::text,
                   rest.substr(0, entity.markup.size()),
                   std::string_view(&entity.plain, 1),
                   {},
                   1};
    }
  }
  return std::nullopt;
}

Piece character_at(std::string_view rest) {
  const auto lead = static_cast<unsigned char>(rest.front());
  std::size_t bytes = 1;
  if (lead >= 0xF0) {
    bytes = 4;
  } else if (lead >= 0xE0) {
    bytes = 3;
  } else if (lead >= 0xC0) {
    bytes = 2;
  }
  const std::string_view character = rest.substr(0, bytes);
  return {PieceKind::text, character, character, {}, bytes == 4 ? 2U : 1U};
}

Piece piece_at(std::string_view rest) {
  if (auto tag = tag_at(rest)) return *tag;
  if (auto entity = entity_at(rest)) return *entity;
  return character_at(rest);
}

std::size_t count_units(std::string_view markup) {
  std::size_t units = 0;
  while (!markup.empty()) {
    const Piece piece = piece_at(markup);
    units += piece.units;
    markup.remove_prefix(piece.markup.size());
  }
  return units;
}

}  // namespace

std::string escape(std::string_view plain) {
  std::string markup;
  markup.reserve(plain.size());
  for (const char c : plain) {
    switch (c) {
      case '&':
        markup += "&amp;";
        break;
      case '<':
        markup += "&lt;";
        break;
      case '>':
        markup += "&gt;";
        break;
      default:
        markup += c;
    }
  }
  return markup;
}

std::string to_plain(std::string_view markup) {
  std::string plain;
  plain.reserve(markup.size());
  while (!markup.empty()) {
    const Piece piece = piece_at(markup);
    plain += piece.plain;
    markup.remove_prefix(piece.markup.size());
  }
  return plain;
}

std::string truncate(std::string_view markup, std::size_t units) {
  if (count_units(markup) <= units) return std::string(markup);
  if (units == 0) return {};
  std::string kept;
  std::vector<std::string_view> open_tags;
  std::size_t room = units - 1;  // one for "…"
  while (!markup.empty()) {
    const Piece piece = piece_at(markup);
    if (piece.units > room) break;
    room -= piece.units;
    if (piece.kind == PieceKind::open_tag) open_tags.push_back(piece.tag);
    if (piece.kind == PieceKind::close_tag && !open_tags.empty()) open_tags.pop_back();
    kept += piece.markup;
    markup.remove_prefix(piece.markup.size());
  }
  kept += "…";
  for (; !open_tags.empty(); open_tags.pop_back()) {
    kept.append("</").append(open_tags.back()).append(">");
  }
  return kept;
}

}  // namespace prokat::channels
