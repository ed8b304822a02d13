#include "rpc/token.hpp"

#include <sodium.h>

#include <array>
#include <optional>

#include "base/json.hpp"

namespace prokat::rpc {

namespace {

// base64url of {"alg":"HS256","typ":"JWT"}
constexpr std::string_view token_header = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9";
constexpr int base64_variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

enum class RoleName { anonymous, customer, operator_, administrator };
BOOST_DESCRIBE_ENUM(RoleName, anonymous, customer, operator_, administrator)

struct Claims {
  std::string iss;
  std::string aud;
  std::int64_t iat = 0;
  std::int64_t exp = 0;
  std::string sub;
  RoleName role = RoleName::anonymous;
  std::string channel;
};
BOOST_DESCRIBE_STRUCT(Claims, (), (iss, aud, iat, exp, sub, role, channel))

std::string to_base64(std::string_view bytes) {
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), base64_variant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), base64_variant);
  text.pop_back();  // the terminating NUL
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  const int failed =
      sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &size, nullptr, base64_variant);
  if (failed != 0) return std::nullopt;
  bytes.resize(size);
  return bytes;
}

std::string signature_of(std::string_view signed_part, const Secret& secret) {
  crypto_auth_hmacsha256_state state;
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> code{};
  const std::string& key = secret.expose();
  crypto_auth_hmacsha256_init(&state, reinterpret_cast<const unsigned char*>(key.data()),
                              key.size());
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(signed_part.data()),
                                signed_part.size());
  crypto_auth_hmacsha256_final(&state, code.data());
  return to_base64({reinterpret_cast<const char*>(code.data()), code.size()});
}

std::unexpected<Problem> refuse(std::string why) {
  return fail(ProblemCode::unauthenticated, "internal token: " + std::move(why));
}

}  // namespace

std::string make_token(const TokenContent& content, const Secret& secret,
                       std::chrono::sys_seconds now) {
  const std::int64_t issued = now.time_since_epoch().count();
  const Claims claims{.iss = content.issuer,
                      .aud = content.audience,
                      .iat = issued,
                      .exp = issued + token_lifetime.count(),
                      .sub = content.principal.id,
                      .role = static_cast<RoleName>(content.principal.role),
                      .channel = content.channel};
  std::string token = std::string(token_header) + '.' + to_base64(json::write(claims));
  return token + '.' + signature_of(token, secret);
}

Result<TokenContent> verify_token(std::string_view token, std::string_view audience,
                                  const Secret& secret, std::chrono::sys_seconds now) {
  const auto last_dot = token.rfind('.');
  if (last_dot == std::string_view::npos || last_dot <= token_header.size() + 1 ||
      !token.starts_with(token_header) || token[token_header.size()] != '.') {
    return refuse("malformed");
  }
  if (!equal_in_constant_time(signature_of(token.substr(0, last_dot), secret),
                              token.substr(last_dot + 1))) {
    return refuse("wrong signature");
  }
  const auto start = token_header.size() + 1;
  const auto payload = from_base64(token.substr(start, last_dot - start));
  auto claims = payload ? json::parse<Claims>(*payload, {json::UnknownFields::ignore})
                        : Result<Claims>(refuse("malformed"));
  if (!claims) return refuse("malformed");
  if (claims->aud != audience) return refuse("for another service");
  const std::int64_t seconds = now.time_since_epoch().count();
  if (seconds >= claims->exp + clock_skew_max.count()) return refuse("expired");
  if (seconds < claims->iat - clock_skew_max.count()) return refuse("from the future");
  return TokenContent{
      .issuer = std::move(claims->iss),
      .audience = std::move(claims->aud),
      .principal = {.role = static_cast<Role>(claims->role), .id = std::move(claims->sub)},
      .channel = std::move(claims->channel)};
}

}  // namespace prokat::rpc
