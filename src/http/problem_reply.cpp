#include <fmt/format.h>

#include "http/message.hpp"

namespace prokat::http {

namespace {

void write_member(std::string& out, std::string_view name, std::string_view text) {
  out += ",\"";
  out += name;
  out += "\":";
  json::write_string(out, text);
}

void write_errors(std::string& out, const std::vector<FieldError>& errors) {
  out += ",\"errors\":[";
  for (std::size_t i = 0; i < errors.size(); ++i) {
    out += i == 0 ? "{\"pointer\":" : ",{\"pointer\":";
    json::write_string(out, errors[i].pointer);
    write_member(out, "code", errors[i].code);
    write_member(out, "detail", errors[i].detail);
    out += '}';
  }
  out += ']';
}

// The members of a serialised JSON object, without its braces.
std::string_view members_of(std::string_view object) {
  if (object.size() < 2) return {};
  return object.substr(1, object.size() - 2);
}

}  // namespace

Reply problem_reply(const Problem& problem, std::string_view request_id) {
  const ProblemInfo& info = problem_info(problem.code);
  Reply reply;
  reply.status = info.status;
  reply.content_type = "application/problem+json";
  // The type is a link to the page that explains the code, on the same host.
  reply.body = fmt::format(R"({{"type":"/api/docs#{}","title":)", info.name);
  json::write_string(reply.body, info.title_en);
  reply.body += fmt::format(R"(,"status":{})", info.status);
  write_member(reply.body, "code", info.name);
  if (!problem.detail.empty()) write_member(reply.body, "detail", problem.detail);
  write_member(reply.body, "request_id", request_id);
  if (!problem.errors.empty()) write_errors(reply.body, problem.errors);
  if (const auto members = members_of(problem.extension); !members.empty()) {
    reply.body += ',';
    reply.body += members;
  }
  reply.body += '}';

  if (problem.code == ProblemCode::unauthenticated) {
    reply.headers.emplace_back("WWW-Authenticate", "Bearer");
  }
  if (problem.code == ProblemCode::unavailable) reply.headers.emplace_back("Retry-After", "1");
  return reply;
}

}  // namespace prokat::http
