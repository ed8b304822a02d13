// One call as libcurl sees it: the easy handle with its options, the bytes that go out and come in,
// and how it ended. Knows nothing of Asio's sockets (MultiDriver) or of logs and metrics (Client).
#pragma once

#include <curl/curl.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <optional>
#include <string>

#include "egress/client.hpp"

namespace prokat::egress {

struct EasyHandleDeleter {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
struct HeaderListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
struct FormDeleter {
  void operator()(curl_mime* form) const { curl_mime_free(form); }
};

class Transfer {
 public:
  Transfer(boost::asio::any_io_executor executor, Request request, Deadline deadline);
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  CURL* handle() const { return handle_.get(); }
  const Request& request() const { return request_; }
  // Expires at the deadline; cancelled when the transfer ends before.
  boost::asio::steady_timer& end_signal() { return end_signal_; }

  void finish(CURLcode code);        // libcurl says it is over
  void give_up(std::string reason);  // we do not wait any longer
  bool ended() const { return code_.has_value() || !reason_.empty(); }

  Answer take_answer();  // throws Failure when no whole answer came
  // Of the answer so far.
  int status() const;
  std::size_t answer_bytes() const { return answer_.body.size(); }
  std::string url_for_log() const;

 private:
  void set_options();
  void set_method_and_body();
  void set_form();
  void set_headers();
  void set_security();
  bool request_was_begun() const;

  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* self);
  static std::size_t on_read(char* buffer, std::size_t size, std::size_t count, void* self);

  Request request_;
  Deadline deadline_;
  boost::asio::steady_timer end_signal_;
  std::size_t sent_ = 0;  // bytes of the body handed to libcurl
  Answer answer_;
  std::size_t header_bytes_ = 0;
  bool too_large_ = false;
  std::optional<CURLcode> code_;
  std::string reason_;
  char error_text_[CURL_ERROR_SIZE] = {};
  // In this order: the handle refers to the others and goes first.
  std::unique_ptr<curl_slist, HeaderListDeleter> header_list_;
  std::unique_ptr<curl_mime, FormDeleter> form_;
  std::unique_ptr<CURL, EasyHandleDeleter> handle_;
};

// Scheme, host and path of a URL: what may stand in a log.
std::string url_without_secrets(const std::string& url);

}  // namespace prokat::egress
