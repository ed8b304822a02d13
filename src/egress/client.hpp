// Outgoing HTTP: libcurl's multi interface driven by Asio. The only code that knows libcurl. One line in the log per call (host and path pattern, never
// query, credentials or bodies), metrics per `service` label. Every call has a deadline; nothing is retried here: whoever calls knows what a repeat means.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "base/secret.hpp"
#include "runtime/deadline.hpp"
#include "runtime/task.hpp"

namespace prokat::egress {

struct FormPart {  // multipart/form-data
  std::string name;
  std::string content;
  std::string file_name;     // empty: a plain field
  std::string content_type;  // of a file
};

struct Request {
  std::string service;  // "telegram", "yookassa", "internal": label of log and metrics
  std::string method = "GET";
  std::string url;
  std::string url_for_log;  // with secrets taken out ("https://api.telegram.org/bot…/sendMessage"); empty = scheme, host and path of url
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::vector<FormPart> form;  // when not empty, sent instead of body
  std::optional<std::pair<std::string, Secret>> basic_auth;
  std::string proxy_url;  // empty: none
  std::chrono::milliseconds connect_time_limit{10'000};
  std::size_t answer_max = 10 * 1024 * 1024;
};

struct Answer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
  std::optional<std::string> header(std::string_view lower_case_name) const;
};

// No HTTP answer came. `may_have_arrived`: the request may have taken effect (time-out or reset after sending); false: it certainly was not sent.
class Failure : public std::runtime_error {
 public:
  Failure(const std::string& message, bool may_have_arrived) : std::runtime_error(message), may_have_arrived_(may_have_arrived) {}
  bool may_have_arrived() const { return may_have_arrived_; }

 private:
  bool may_have_arrived_;
};

class Client {
 public:
  explicit Client(boost::asio::any_io_executor executor);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  Task<Answer> send(Request request, Deadline deadline);  // throws Failure; any HTTP status is an Answer

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace prokat::egress
