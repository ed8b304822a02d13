// The pass of a call between our own processes: a JWT (RFC 7519) with HS256 under
// PROKAT_INTERNAL_SECRET, good for one service and a minute. Says which process calls, and for
// whom. The header is one constant, so no other algorithm can be asked for.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/secret.hpp"
#include "runtime/context.hpp"

namespace prokat::rpc {

constexpr std::chrono::seconds token_lifetime{60};
// The clocks of two machines may differ by this much.
constexpr std::chrono::seconds clock_skew_max{30};

struct TokenContent {
  std::string issuer;    // the calling process: "bot"
  std::string audience;  // the called service: "booking"
  Principal principal;   // for whom
  std::string channel;
};

// `now` is the machine's time, as every process of an installation has it; business time may be
// moved.
std::string make_token(const TokenContent& content, const Secret& secret,
                       std::chrono::sys_seconds now);

// unauthenticated when malformed, signed with another secret, for another service, expired or from
// the future.
Result<TokenContent> verify_token(std::string_view token, std::string_view audience,
                                  const Secret& secret, std::chrono::sys_seconds now);

}  // namespace prokat::rpc
