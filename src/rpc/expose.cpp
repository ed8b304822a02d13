#include "rpc/expose.hpp"

#include <charconv>

#include "rpc/headers.hpp"
#include "rpc/token.hpp"

namespace prokat::rpc {

namespace {

std::optional<std::chrono::milliseconds> time_left(const http::Request& request) {
  const auto text = request.header(deadline_header);
  if (!text) return std::nullopt;
  std::int64_t count = 0;
  const auto [end, fault] = std::from_chars(text->data(), text->data() + text->size(), count);
  constexpr std::int64_t day_ms = 86'400'000;
  if (fault != std::errc() || end != text->data() + text->size() || count < 0 || count > day_ms) {
    return std::nullopt;
  }
  return std::chrono::milliseconds(count);
}

}  // namespace

Gate::Gate(std::string_view service, Secret secret)
    : service_(service), secret_(std::move(secret)) {}

Result<> Gate::admit(http::Request& request) const {
  constexpr std::string_view scheme = "Bearer ";
  const auto header = request.header("authorization");
  if (!header || !header->starts_with(scheme)) {
    return fail(ProblemCode::unauthenticated, "this listener is for Prokat's own processes");
  }
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  auto content = verify_token(header->substr(scheme.size()), service_, secret_, now);
  if (!content) return pass(std::move(content));
  request.context.principal = std::move(content->principal);
  request.context.channel = std::move(content->channel);
  if (const auto left = time_left(request)) {
    request.context.deadline = request.context.deadline.at_most(*left);
  }
  return {};
}

http::Reply detail::method_reply(std::string body) {
  http::Reply reply;
  if (body.empty()) reply.status = 204;
  reply.body = std::move(body);
  reply.headers.emplace_back(method_header, "answered");
  return reply;
}

http::Reply detail::method_problem(const Problem& problem, const CallContext& context) {
  http::Reply reply = http::problem_reply(problem, context.request_id);
  reply.headers.emplace_back(method_header, "answered");
  return reply;
}

}  // namespace prokat::rpc
