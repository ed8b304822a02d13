// The request target ("/api/v1/objects?type=car&q=%D0%9A%D0%B8%D0%B0"): split, percent-decoded and
// checked. What comes out is valid UTF-8 without NUL, so nothing behind has to think about
// encodings. No path on disk is ever made of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace prokat::http {

struct Target {
  std::string raw_path;                                    // as sent; what the router matches
  std::string path;                                        // decoded; for logs and people
  std::vector<std::pair<std::string, std::string>> query;  // "+" is a space, as browsers send forms
};

// Accepts the origin form, and the absolute form ("http://host/path") that proxies send. Nullopt:
// malformed.
std::optional<Target> parse_target(std::string_view text);

// Nullopt for a broken escape. Does not check the encoding of what comes out.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);

// Strict UTF-8 (no overlong forms, no surrogates) without NUL, which PostgreSQL cannot store.
bool is_clean_utf8(std::string_view text);

}  // namespace prokat::http
