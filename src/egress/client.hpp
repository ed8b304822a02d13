// Outgoing HTTP: libcurl's multi interface driven by Asio. The only code that knows libcurl. One
// line in the log per call (host and path pattern, never query, credentials or bodies), metrics per
// `service` (label `peer`). Every call has a deadline; nothing is retried here, not even silently
// by libcurl over a connection that died: whoever calls knows what a repeat means. Redirects are
// not followed. A Client belongs to one Loop: it is made for that loop's executor and used on its
// thread alone.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
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

// Ends one call from outside, on the loop's thread: the call then throws Failure. For long polls
// that have to stop when the process does. One Abort serves one call at a time; now() without a
// call under way does nothing.
class Abort {
 public:
  void now() {
    if (end_call_) end_call_();
  }

 private:
  friend class Transfer;
  std::function<void()> end_call_;
};

struct Request {
  std::string service;  // "telegram", "yookassa", "internal": `peer` in log and metrics
  std::string method = "GET";
  std::string url;
  // With secrets taken out ("https://api.telegram.org/bot…/sendMessage"); empty = scheme, host and
  // path of url.
  std::string url_for_log;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::vector<FormPart> form;  // when not empty, sent instead of body, by POST
  std::optional<std::pair<std::string, Secret>> basic_auth;
  std::string proxy_url;  // empty: none (the proxy variables of the environment do not count)
  std::chrono::milliseconds connect_time_limit{10'000};
  std::size_t answer_max = 10 * 1024 * 1024;
  std::shared_ptr<Abort> abort;  // may be null
};

struct Answer {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
  std::optional<std::string> header(std::string_view lower_case_name) const;
};

// No HTTP answer came, or not the whole of it. `may_have_arrived`: the request may have taken
// effect (time-out or reset after sending); false: it certainly was not sent.
class Failure : public std::runtime_error {
 public:
  Failure(const std::string& message, bool may_have_arrived)
      : std::runtime_error(message), may_have_arrived_(may_have_arrived) {}
  bool may_have_arrived() const { return may_have_arrived_; }

 private:
  bool may_have_arrived_;
};

class Client {
 public:
  explicit Client(boost::asio::any_io_executor executor);
  ~Client();  // calls under way end with Failure
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  Task<Answer> send(Request request,
                    Deadline deadline);  // throws Failure; any HTTP status is an Answer

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace prokat::egress
