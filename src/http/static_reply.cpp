#include "http/static_reply.hpp"

#include <sodium.h>

#include <array>

namespace prokat::http {

namespace {

// If-None-Match: a list of tags, each perhaps weak (W/"..."): weak comparison is right here (RFC
// 9110 §13.1.2).
bool names_tag(std::string_view list, std::string_view etag) {
  return list == "*" || list.find(etag) != std::string_view::npos;
}

}  // namespace

std::string sha256_base64(std::string_view bytes) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> digest{};
  crypto_hash_sha256(digest.data(), reinterpret_cast<const unsigned char*>(bytes.data()),
                     bytes.size());
  constexpr int variant = sodium_base64_VARIANT_ORIGINAL;
  std::string text(sodium_base64_ENCODED_LEN(digest.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), digest.data(), digest.size(), variant);
  text.pop_back();  // the terminating NUL
  return text;
}

StaticContent static_content(std::string body, std::string content_type) {
  StaticContent content;
  content.etag = '"' + sha256_base64(body) + '"';
  content.body = std::move(body);
  content.content_type = std::move(content_type);
  return content;
}

Reply static_reply(const Request& request, const StaticContent& content) {
  Reply reply;
  reply.headers = content.headers;
  reply.headers.emplace_back("ETag", content.etag);
  reply.headers.emplace_back("Cache-Control", content.cache_control);
  const auto known = request.header("if-none-match");
  if (known && names_tag(*known, content.etag)) {
    reply.status = 304;
    return reply;
  }
  reply.content_type = content.content_type;
  reply.body = content.body;
  return reply;
}

}  // namespace prokat::http
