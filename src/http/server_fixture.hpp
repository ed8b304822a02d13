// For tests: a server on a thread of its own, and a client that sends raw bytes over a real socket
// and shows what comes back.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <string>
#include <thread>

#include "http/server.hpp"
#include "runtime/loop.hpp"

namespace prokat::http {

struct RawReply {
  int status = 0;
  std::string head;  // with the status line
  std::string body;

  // The value of a header, or "" when it is not there. Names as the server writes them.
  std::string header(const std::string& name) const {
    const auto at = head.find("\r\n" + name + ": ");
    if (at == std::string::npos) return "";
    const auto start = at + name.size() + 4;
    return head.substr(start, head.find("\r\n", start) - start);
  }
  bool has_code(const std::string& code) const {
    return body.find("\"code\":\"" + code + "\"") != std::string::npos;
  }
};

class RawClient {
 public:
  explicit RawClient(unsigned short port) : socket_(context_) {
    socket_.connect({boost::asio::ip::make_address("127.0.0.1"), port});
    timeval limit{.tv_sec = 5, .tv_usec = 0};  // a test that hangs says where
    setsockopt(socket_.native_handle(), SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  }

  void send(std::string_view bytes) {
    boost::system::error_code ignored;  // the server may have closed: what it said counts
    while (!bytes.empty() && !ignored) {
      bytes.remove_prefix(
          socket_.write_some(boost::asio::buffer(bytes.data(), bytes.size()), ignored));
    }
  }

  // Status 0: the server closed without an answer.
  RawReply read(bool without_body = false) {
    RawReply reply;
    while (buffer_.find("\r\n\r\n") == std::string::npos) {
      if (!receive()) return reply;
    }
    const auto end = buffer_.find("\r\n\r\n") + 4;
    reply.head = buffer_.substr(0, end);
    reply.status = std::stoi(reply.head.substr(9, 3));
    buffer_.erase(0, end);
    const std::string length = reply.header("Content-Length");
    const std::size_t size = without_body || length.empty() ? 0 : std::stoul(length);
    while (buffer_.size() < size && receive()) {
    }
    reply.body = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return reply;
  }

  RawReply ask(std::string_view bytes) {
    send(bytes);
    return read();
  }

  // True when the server closes within the client's limit and has nothing more to say.
  bool is_closed() { return !receive() && closed_ && buffer_.empty(); }

 private:
  bool receive() {
    char bytes[4096];
    const auto count = ::recv(socket_.native_handle(), bytes, sizeof bytes, 0);
    if (count > 0) buffer_.append(bytes, static_cast<std::size_t>(count));
    closed_ = count == 0 || (count < 0 && errno == ECONNRESET);
    return count > 0;
  }

  boost::asio::io_context context_;
  boost::asio::ip::tcp::socket socket_;
  std::string buffer_;
  bool closed_ = false;
};

// Listens on a free port while it lives.
class RunningServer {
 public:
  RunningServer(const Router& router, ServerOptions options, Authenticator authenticator = nullptr)
      : loop_("http-test"),
        server_(loop_.executor(), with_defaults(std::move(options)), router,
                std::move(authenticator)),
        thread_([this] { loop_.run(); }) {
    server_.start();
  }
  ~RunningServer() {
    loop_.stop();
    thread_.join();
  }
  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;

  unsigned short port() const { return server_.port(); }
  Server& server() { return server_; }
  runtime::Loop& loop() { return loop_; }
  RawReply ask(std::string_view bytes) const { return RawClient(port()).ask(bytes); }

 private:
  static ServerOptions with_defaults(ServerOptions options) {
    if (options.name.empty()) options.name = "test";
    if (options.listen.empty()) options.listen = "127.0.0.1:0";
    return options;
  }

  runtime::Loop loop_;
  Server server_;
  std::thread thread_;
};

}  // namespace prokat::http
