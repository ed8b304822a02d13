#include "http/response_head.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <ctime>

namespace prokat::http {

namespace {

struct Reason {
  int status;
  std::string_view phrase;
};
constexpr std::array<Reason, 28> reasons{{
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {422, "Unprocessable Content"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
}};

void add_header(std::string& head, std::string_view name, std::string_view value) {
  head += name;
  head += ": ";
  const auto start = static_cast<std::ptrdiff_t>(head.size());
  head += value;
  std::replace_if(
      head.begin() + start, head.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; },
      ' ');
  head += "\r\n";
}

bool same_name(std::string_view left, std::string_view right) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [&](char a, char b) { return lower(a) == lower(b); });
}

}  // namespace

std::string_view reason_phrase(int status) {
  const auto* const found = std::find_if(reasons.begin(), reasons.end(), [&](const Reason& reason) {
    return reason.status == status;
  });
  return found == reasons.end() ? std::string_view("Unknown") : found->phrase;
}

std::string_view http_date() {
  thread_local std::time_t formatted_at = 0;
  thread_local std::string text;
  const std::time_t now = std::time(nullptr);
  if (now != formatted_at) {
    text = fmt::format("{:%a, %d %b %Y %H:%M:%S GMT}", fmt::gmtime(now));
    formatted_at = now;
  }
  return text;
}

std::string response_head(const Reply& reply, std::string_view request_id, bool keep_alive) {
  std::string head;
  head.reserve(512);
  fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\nDate: {}\r\n", reply.status,
                 reason_phrase(reply.status), http_date());
  if (reply.status != 204 && reply.status != 304) {
    if (!reply.content_type.empty()) add_header(head, "Content-Type", reply.content_type);
    fmt::format_to(std::back_inserter(head), "Content-Length: {}\r\n", reply.body.size());
  }
  add_header(head, "X-Request-Id", request_id);
  head += "X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n";
  const bool says_cache =
      std::any_of(reply.headers.begin(), reply.headers.end(),
                  [](const auto& header) { return same_name(header.first, "cache-control"); });
  if (!says_cache) head += "Cache-Control: no-store\r\n";
  for (const auto& [name, value] : reply.headers) add_header(head, name, value);
  if (!keep_alive) head += "Connection: close\r\n";
  head += "\r\n";
  return head;
}

}  // namespace prokat::http
