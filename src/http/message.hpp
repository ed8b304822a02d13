// What a handler gets and gives. Nothing here knows Beast.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json.hpp"
#include "base/result.hpp"
#include "runtime/context.hpp"

namespace prokat::http {

enum class Method { get, head, post, put, patch, delete_, options, other };  // other: never routed

using Headers = std::vector<std::pair<std::string, std::string>>;  // names in lower case

struct Request {
  Method method = Method::get;
  std::string target;  // as sent
  std::string path;    // percent-decoded
  std::vector<std::pair<std::string, std::string>> path_params;
  std::vector<std::pair<std::string, std::string>> query;  // decoded, in order
  Headers headers;
  std::string body;
  std::string remote_address;
  CallContext context;

  std::string_view path_param(
      std::string_view name) const;  // declared in the route's pattern, so always there
  std::optional<std::string_view> query_param(std::string_view name) const;
  std::optional<std::string_view> header(std::string_view lower_case_name) const;
};

struct Reply {
  int status = 200;
  std::string content_type = "application/json; charset=utf-8";
  std::string body;
  Headers headers;
};

template <class T>
Reply json_reply(const T& value, int status = 200) {
  Reply reply;
  reply.status = status;
  reply.body = json::write(value);
  return reply;
}

// RFC 9457: {"type","title","status","code","detail"?,"request_id","errors"?, ...extension}, with
// the headers that belong to the code: WWW-Authenticate for unauthenticated, Retry-After for
// unavailable.
Reply problem_reply(const Problem& problem, std::string_view request_id);

}  // namespace prokat::http
