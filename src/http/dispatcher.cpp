#include "http/dispatcher.hpp"

#include <algorithm>

#include "runtime/log.hpp"

namespace prokat::http {

namespace {

std::string allow_header(const std::vector<Method>& methods) {
  std::string text;
  for (const Method method : methods) {
    if (!text.empty()) text += ", ";
    text += to_string(method);
  }
  return text;
}

Reply no_route(const Request& request, const std::vector<Method>& allowed) {
  if (allowed.empty()) {
    return problem_reply({ProblemCode::not_found, "there is no such route", {}, {}},
                         request.context.request_id);
  }
  Reply reply =
      problem_reply({ProblemCode::method_not_allowed, {}, {}, {}}, request.context.request_id);
  reply.headers.emplace_back("Allow", allow_header(allowed));
  return reply;
}

bool is_media_type(std::string_view header, std::string_view wanted) {
  header = header.substr(0, header.find(';'));
  while (header.ends_with(' ') || header.ends_with('\t')) header.remove_suffix(1);
  return std::equal(header.begin(), header.end(), wanted.begin(), wanted.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
  });
}

// One of "image/jpeg, image/png".
bool is_one_of(std::string_view header, std::string_view wanted) {
  while (true) {
    const auto comma = wanted.find(", ");
    if (is_media_type(header, wanted.substr(0, comma))) return true;
    if (comma == std::string_view::npos) return false;
    wanted.remove_prefix(comma + 2);
  }
}

Result<> check_media_type(const Request& request, const Route& route) {
  if (request.body.empty() || route.body_type.empty()) return {};
  const auto type = request.header("content-type");
  if (!type || !is_one_of(*type, route.body_type)) {
    return fail(ProblemCode::unsupported_media_type,
                "this route reads Content-Type: " + route.body_type);
  }
  const auto encoding = request.header("content-encoding");
  if (encoding && *encoding != "identity") {
    return fail(ProblemCode::unsupported_media_type, "compressed bodies are not read");
  }
  return {};
}

Result<> check_access(Role has, Role needs) {
  if (has >= needs) return {};
  if (has == Role::anonymous) return fail(ProblemCode::unauthenticated);
  return fail(ProblemCode::forbidden);
}

}  // namespace

std::string request_id_for(std::optional<std::string_view> offered) {
  const auto allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  const bool usable = offered && !offered->empty() && offered->size() <= 64 &&
                      std::all_of(offered->begin(), offered->end(), allowed);
  return usable ? std::string(*offered) : format_uuid(make_uuid_v7());
}

Dispatcher::Dispatcher(std::string listener, const Router& router, Authenticator authenticator,
                       ErrorTranslator translate_error)
    : listener_(std::move(listener)),
      router_(router),
      authenticator_(std::move(authenticator)),
      translate_error_(std::move(translate_error)) {}

Task<Reply> Dispatcher::answer(Request& request, const Route* route,
                               std::vector<Method> allowed) const {
  if (!route) co_return no_route(request, allowed);
  std::exception_ptr thrown;
  try {
    Result<Reply> result = co_await call(request, *route);
    if (result) co_return std::move(*result);
    co_return problem_reply(result.error(), request.context.request_id);
  } catch (...) {
    thrown = std::current_exception();
  }
  co_return reply_to_exception(thrown, request, *route);
}

Task<Result<Reply>> Dispatcher::call(Request& request, const Route& route) const {
  if (authenticator_) {
    Result<Principal> principal = co_await authenticator_(request);
    if (!principal) co_return pass(std::move(principal));
    request.context.principal = std::move(*principal);
  }
  if (auto checked = check_access(request.context.principal.role, route.access); !checked) {
    co_return pass(std::move(checked));
  }
  if (auto checked = check_media_type(request, route); !checked) co_return pass(std::move(checked));
  co_return co_await route.handler(request);
}

Reply Dispatcher::reply_to_exception(std::exception_ptr thrown, const Request& request,
                                     const Route& route) const {
  Problem problem{ProblemCode::internal, {}, {}, {}};
  std::string what = "unknown";
  try {
    std::rethrow_exception(thrown);
  } catch (const runtime::DeadlineExceeded& error) {
    problem = {ProblemCode::unavailable, "the time limit passed", {}, {}};
    what = error.what();
  } catch (const std::exception& error) {
    what = error.what();
  } catch (...) {  // the log line below says "unknown"
  }
  if (problem.code == ProblemCode::internal && translate_error_) {
    if (auto translated = translate_error_(thrown)) problem = std::move(*translated);
  }
  log::write(problem.code == ProblemCode::internal ? log::Level::error : log::Level::warn,
             "http.handler_failed",
             {{"request_id", request.context.request_id},
              {"route", route.pattern},
              {"problem", problem_info(problem.code).name},
              {"error", what}});
  return problem_reply(problem, request.context.request_id);
}

const metrics::Histogram& Dispatcher::histogram_of(const Route* route, Method method, int status) {
  const auto status_class = static_cast<std::size_t>(std::clamp(status / 100, 0, 5));
  auto& slot = histograms_[route][status_class];
  if (!slot) {
    constexpr std::array<std::string_view, 6> names{"0xx", "1xx", "2xx", "3xx", "4xx", "5xx"};
    slot = metrics::histogram("prokat_http_request_seconds",
                              "Time from a request's first byte to the end of its answer",
                              {{"listener", listener_},
                               {"method", route ? to_string(method) : "any"},
                               {"route", route ? std::string_view(route->pattern) : "unmatched"},
                               {"status", names[status_class]}});
  }
  return *slot;
}

void Dispatcher::record(const Request& request, const Finished& finished) {
  const Route* route = finished.route;
  histogram_of(route, route ? route->method : request.method, finished.status)
      .observe(finished.seconds);
  const bool quiet = route && route->quiet && finished.status < 400;
  log::write(quiet ? log::Level::debug : log::Level::info, "http.request",
             {{"request_id", request.context.request_id},
              {"listener", listener_},
              {"method", to_string(request.method)},
              {"route", route ? std::string_view(route->pattern) : "unmatched"},
              {"status", finished.status},
              {"ms", static_cast<double>(static_cast<std::int64_t>(finished.seconds * 1e6)) / 1e3},
              {"bytes_in", finished.bytes_in},
              {"bytes_out", finished.bytes_out},
              {"actor", request.context.principal.actor()}});
}

}  // namespace prokat::http
