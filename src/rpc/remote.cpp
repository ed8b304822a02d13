#include "rpc/remote.hpp"

#include <fmt/format.h>

#include "rpc/headers.hpp"
#include "rpc/problem_json.hpp"
#include "rpc/token.hpp"

namespace prokat::rpc {

namespace {

std::vector<std::string> split_urls(std::string_view text) {
  std::vector<std::string> urls;
  while (!text.empty()) {
    std::string_view url = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), url.size() + 1));
    while (url.starts_with(' ')) url.remove_prefix(1);
    while (url.ends_with(' ') || url.ends_with('/')) url.remove_suffix(1);
    if (!url.empty()) urls.emplace_back(url);
  }
  return urls;
}

std::chrono::sys_seconds machine_time() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

}  // namespace

Caller::Caller(egress::Client& client, RemoteOptions options)
    : client_(client),
      urls_(split_urls(options.urls)),
      secret_(std::move(options.secret)),
      process_(std::move(options.process)) {
  if (urls_.empty()) throw std::runtime_error("a service in another process needs its address");
}

Task<egress::Answer> Caller::send(std::string path, egress::Request request, Deadline deadline) {
  std::string why;
  const std::size_t first = next_++;
  for (std::size_t i = 0; i < urls_.size(); ++i) {
    request.url = urls_[(first + i) % urls_.size()] + path;
    try {
      co_return co_await client_.send(request, deadline);
    } catch (const egress::Failure& failure) {
      if (deadline.passed()) throw runtime::DeadlineExceeded(path + ": " + failure.what());
      if (failure.may_have_arrived()) throw Unavailable(path + ": " + failure.what());
      why = failure.what();
    }
  }
  throw Unavailable(path + ": " + why);
}

Task<Result<std::string>> Caller::call(std::string_view service, std::string_view method,
                                       const CallContext& context, std::string body) {
  std::string path = fmt::format("/internal/{}/{}", service, method);
  if (context.deadline.passed()) throw runtime::DeadlineExceeded(path);
  const std::string token = make_token({.issuer = process_,
                                        .audience = std::string(service),
                                        .principal = context.principal,
                                        .channel = context.channel},
                                       secret_, machine_time());
  egress::Request request;
  request.service = "internal";
  request.method = "POST";
  request.headers = {
      {"Content-Type", "application/json"},
      {"Authorization", "Bearer " + token},
      {"X-Request-Id", context.request_id},
      {std::string(deadline_header), std::to_string(context.deadline.left().count())}};
  request.body = std::move(body);

  egress::Answer answer = co_await send(path, std::move(request), context.deadline);
  // Only the method itself sets this header. What comes without it is about the call, not about the
  // business: a 404 would be an unknown method, a 401 a wrong secret.
  const bool from_method = answer.header(method_header).has_value();
  if (from_method && answer.status < 300) co_return std::move(answer.body);
  if (answer.status == 503) throw Unavailable(path + " answered 503");
  auto problem = from_method ? parse_problem(answer.body) : std::nullopt;
  if (problem) co_return std::unexpected(std::move(*problem));
  throw RemoteFailure(
      fmt::format("{} answered {}{}", path, answer.status,
                  answer.status == 401 ? " (is the internal secret the same?)" : ""));
}

}  // namespace prokat::rpc
