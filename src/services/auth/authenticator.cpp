#include "services/auth/authenticator.hpp"

#include <memory>

namespace prokat::auth {
namespace {

constexpr auto kept_for = std::chrono::seconds(60);
constexpr std::size_t kept_max = 10'000;

// RFC 9110 §11.1: the scheme's letters are of either case.
std::optional<std::string> bearer_token(std::string_view header) {
  constexpr std::string_view scheme = "bearer ";
  if (header.size() <= scheme.size()) return std::nullopt;
  for (std::size_t i = 0; i < scheme.size(); ++i) {
    const char c = header[i];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != scheme[i]) {
      return std::nullopt;
    }
  }
  return std::string(header.substr(scheme.size()));
}

Result<Principal> principal_of(const Authenticated& who) {
  if (who.role == "customer") return Principal{Role::customer, who.id};
  if (who.role == "operator") return Principal{Role::operator_, who.id};
  if (who.role == "administrator") return Principal{Role::administrator, who.id};
  return fail(ProblemCode::unauthenticated);
}

Task<Result<Principal>> authenticate(Service& service, std::shared_ptr<TokenCache> cache,
                                     const http::Request& request) {
  const auto header = request.header("authorization");
  if (!header) co_return Principal{};
  const auto token = bearer_token(*header);
  if (!token) co_return fail(ProblemCode::unauthenticated);
  const Sha256 hash = sha256_of(*token);
  if (const auto kept = cache->find(hash, TokenCache::Clock::now())) co_return principal_of(*kept);
  auto known = co_await service.authenticate(request.context, AuthenticateRequest{*token});
  if (!known) co_return pass(std::move(known));
  cache->keep(hash, *known, TokenCache::Clock::now());
  co_return principal_of(*known);
}

}  // namespace

http::Authenticator make_authenticator(Service& service) {
  return [&service, cache = std::make_shared<TokenCache>(kept_for, kept_max)](
             const http::Request& request) { return authenticate(service, cache, request); };
}

}  // namespace prokat::auth
