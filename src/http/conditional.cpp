#include "http/conditional.hpp"

#include <fmt/format.h>

#include <charconv>

namespace prokat::http {
namespace {

constexpr std::size_t key_bytes_max = 255;
constexpr int matches_nothing = 0;  // versions begin at 1

// etagc of RFC 9110 §8.8.3.
bool is_opaque_tag(std::string_view tag) {
  if (tag.size() < 2 || tag.front() != '"' || tag.back() != '"') return false;
  for (const char c : tag.substr(1, tag.size() - 2)) {
    if (c == '"' || c == ' ' || c == '\x7f' || static_cast<unsigned char>(c) < 0x20) return false;
  }
  return true;
}

int version_of(std::string_view tag) {
  const auto digits = tag.substr(1, tag.size() - 2);
  int version = matches_nothing;
  const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), version);
  const bool whole = fault == std::errc{} && end == digits.data() + digits.size() && version > 0;
  return whole ? version : matches_nothing;
}

}  // namespace

std::string etag_of(int version) { return fmt::format("\"{}\"", version); }

Result<std::optional<int>> read_if_match(const Request& request) {
  const auto header = request.header("if-match");
  if (!header || header->empty()) {
    return fail(ProblemCode::precondition_required,
                "send the ETag of what you have read as If-Match");
  }
  if (*header == "*") return std::optional<int>();
  // A weak tag is well-formed and, by the RFC, never the same for If-Match.
  if (header->starts_with("W/") && is_opaque_tag(header->substr(2))) return matches_nothing;
  if (is_opaque_tag(*header)) return version_of(*header);
  return fail(ProblemCode::bad_request, "If-Match is one ETag, or *");
}

Result<json::Update> read_update(const Request& request) {
  auto version = read_if_match(request);
  if (!version) return pass(std::move(version));
  return json::Update{*version, request.body};
}

Result<std::optional<std::string>> read_idempotency_key(const Request& request) {
  const auto header = request.header("idempotency-key");
  if (!header) return std::optional<std::string>();
  bool fits = !header->empty() && header->size() <= key_bytes_max;
  for (const char c : *header) fits = fits && c >= ' ' && c <= '~';
  if (fits) return std::string(*header);
  return fail(ProblemCode::validation_failed, "the request cannot be named like this",
              {{"Idempotency-Key", "bad-value", "1 to 255 printable ASCII characters"}});
}

}  // namespace prokat::http
