#include "storage/s3_signature.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>

namespace prokat::storage {

namespace {

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    text += digits[static_cast<unsigned char>(c) >> 4];
    text += digits[static_cast<unsigned char>(c) & 15];
  }
  return text;
}

std::string hmac(std::string_view key, std::string_view message) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
       reinterpret_cast<const unsigned char*>(message.data()), message.size(), digest.data(),
       &size);
  return {reinterpret_cast<const char*>(digest.data()), size};
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

// "20260101T000000Z"; its first eight characters are the day.
std::string timestamp(Instant now) {
  return fmt::format("{:%Y%m%dT%H%M%SZ}", std::chrono::floor<std::chrono::seconds>(now));
}

std::string scope_of(const S3Credentials& credentials, std::string_view day) {
  return fmt::format("{}/{}/s3/aws4_request", day, credentials.region);
}

// With the host, sorted by name.
NamesAndValues headers_to_sign(const SignedRequest& request) {
  NamesAndValues headers = request.headers;
  headers.emplace_back("host", request.host);
  std::ranges::sort(headers);
  return headers;
}

std::string names_of(const NamesAndValues& headers) {
  std::string names;
  for (const auto& [name, value] : headers) names += (names.empty() ? "" : ";") + name;
  return names;
}

std::string signature_of(const SignedRequest& request, std::string_view payload_hash,
                         const S3Credentials& credentials, std::string_view time) {
  const std::string_view day = time.substr(0, 8);
  const std::string text =
      fmt::format("{}\n{}\n{}\n{}", algorithm, time, scope_of(credentials, day),
                  sha256_hex(canonical_request(request, payload_hash)));
  return hex(hmac(signing_key(credentials, day), text));
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return hex({reinterpret_cast<const char*>(digest.data()), size});
}

std::string percent_encoded(std::string_view text, bool keep_slash) {
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '.' || c == '_' || c == '~' || (keep_slash && c == '/');
    if (plain) {
      encoded += c;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

std::string canonical_query(NamesAndValues query) {
  for (auto& [name, value] : query) {
    name = percent_encoded(name, false);
    value = percent_encoded(value, false);
  }
  std::ranges::sort(query);
  std::string text;
  for (const auto& [name, value] : query) {
    text += fmt::format("{}{}={}", text.empty() ? "" : "&", name, value);
  }
  return text;
}

std::string canonical_request(const SignedRequest& request, std::string_view payload_hash) {
  const NamesAndValues headers = headers_to_sign(request);
  std::string lines;
  for (const auto& [name, value] : headers) lines += fmt::format("{}:{}\n", name, trimmed(value));
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}", request.method, percent_encoded(request.path, true),
                     canonical_query(request.query), lines, names_of(headers), payload_hash);
}

std::string signing_key(const S3Credentials& credentials, std::string_view day) {
  const std::string of_day = hmac("AWS4" + credentials.secret_key.expose(), day);
  return hmac(hmac(hmac(of_day, credentials.region), "s3"), "aws4_request");
}

NamesAndValues signature_headers(const SignedRequest& request, std::string_view payload_hash,
                                 const S3Credentials& credentials, Instant now) {
  const std::string time = timestamp(now);
  SignedRequest whole = request;
  NamesAndValues added = {{"x-amz-content-sha256", std::string(payload_hash)},
                          {"x-amz-date", time}};
  whole.headers.insert(whole.headers.end(), added.begin(), added.end());
  added.emplace_back("authorization",
                     fmt::format("{} Credential={}/{}, SignedHeaders={}, Signature={}", algorithm,
                                 credentials.access_key, scope_of(credentials, time.substr(0, 8)),
                                 names_of(headers_to_sign(whole)),
                                 signature_of(whole, payload_hash, credentials, time)));
  return added;
}

std::string presigned_query(const SignedRequest& request, const S3Credentials& credentials,
                            Instant now, std::chrono::seconds lifetime) {
  const std::string time = timestamp(now);
  SignedRequest whole = request;
  whole.query.emplace_back("X-Amz-Algorithm", algorithm);
  whole.query.emplace_back("X-Amz-Credential",
                           credentials.access_key + "/" + scope_of(credentials, time.substr(0, 8)));
  whole.query.emplace_back("X-Amz-Date", time);
  whole.query.emplace_back("X-Amz-Expires", std::to_string(lifetime.count()));
  whole.query.emplace_back("X-Amz-SignedHeaders", names_of(headers_to_sign(whole)));
  return canonical_query(whole.query) +
         "&X-Amz-Signature=" + signature_of(whole, unsigned_payload, credentials, time);
}

}  // namespace prokat::storage
