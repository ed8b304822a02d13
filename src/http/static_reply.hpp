// Answers made of bytes that do not change while the process runs (the contract, the documentation
// page), and of stored files: an ETag of the content, If-None-Match, 304.
#pragma once

#include <string>
#include <string_view>

#include "http/message.hpp"

namespace prokat::http {

struct StaticContent {
  std::string body;
  std::string content_type;
  std::string etag;                        // with its quotes
  std::string cache_control = "no-cache";  // keep it, but ask each time
  Headers headers;                         // more of them: Content-Security-Policy, ...
};

// Fills in the ETag (SHA-256 of the body).
StaticContent static_content(std::string body, std::string content_type);

// 200, or 304 without a body when If-None-Match names this ETag (or is "*").
Reply static_reply(const Request& request, const StaticContent& content);

// Base64 of the SHA-256, as Content-Security-Policy and ETags want it.
std::string sha256_base64(std::string_view bytes);

}  // namespace prokat::http
