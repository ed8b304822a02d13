// An HTTP server for tests of what goes out: answers by a script, on 127.0.0.1 and a free port,
// with a thread per connection, and remembers what it was asked. It can be slow, cut an answer
// short or hang up: that is what it is for. Not a server for anything else (no chunked bodies, no
// TLS).
#pragma once

#include <fmt/format.h>

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace prokat::egress::testing {

struct SeenRequest {
  std::string method;
  std::string target;
  std::string head;  // the whole head, as it came
  std::string body;
  int connection = 0;  // 1, 2, …: which connection it came over
};

struct ScriptedReply {
  int status = 200;
  std::string body;
  std::string headers;  // further lines, each with "\r\n"
  std::chrono::milliseconds delay{0};
  std::size_t cut_after =
      std::string::npos;  // sends that many bytes of the whole answer, then hangs up
  bool close_after = false;
};

class LoopbackServer {
 public:
  using Script = std::function<ScriptedReply(const SeenRequest&)>;

  explicit LoopbackServer(Script script)
      : script_(std::move(script)), acceptor_(io_, {tcp::endpoint(loopback(), 0)}) {
    port_ = acceptor_.local_endpoint().port();
    threads_.emplace_back([this] { accept_all(); });
  }

  ~LoopbackServer() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      for (tcp::socket& socket : sockets_) ::shutdown(socket.native_handle(), SHUT_RDWR);
    }
    wake_.notify_all();
    ::shutdown(acceptor_.native_handle(), SHUT_RDWR);
    for (std::size_t i = 0; i < threads_.size(); ++i) threads_[i].join();
  }
  LoopbackServer(const LoopbackServer&) = delete;
  LoopbackServer& operator=(const LoopbackServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url() const { return fmt::format("http://127.0.0.1:{}", port_); }
  std::vector<SeenRequest> seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
  }

 private:
  using tcp = boost::asio::ip::tcp;

  static boost::asio::ip::address_v4 loopback() { return boost::asio::ip::address_v4::loopback(); }

  void accept_all() {
    for (int number = 1;; ++number) {
      tcp::socket accepted(io_);
      boost::system::error_code error;
      acceptor_.accept(accepted, error);
      const std::lock_guard lock(mutex_);
      if (error || stopping_) return;
      sockets_.push_back(std::move(accepted));
      threads_.emplace_back([this, &socket = sockets_.back(), number] { serve(socket, number); });
    }
  }

  void serve(tcp::socket& socket, int number) {
    boost::asio::streambuf buffer;
    while (serve_one(socket, buffer, number)) {
    }
    const std::lock_guard lock(mutex_);
    boost::system::error_code ignored;
    socket.close(ignored);
  }

  bool serve_one(tcp::socket& socket, boost::asio::streambuf& buffer, int number) {
    boost::system::error_code error;
    const std::size_t head_size = boost::asio::read_until(socket, buffer, "\r\n\r\n", error);
    if (error) return false;
    SeenRequest request;
    request.connection = number;
    request.head = take(buffer, head_size);
    request.method = request.head.substr(0, request.head.find(' '));
    const auto target_at = request.method.size() + 1;
    request.target = request.head.substr(target_at, request.head.find(' ', target_at) - target_at);
    const std::size_t body_size = content_length(request.head);
    if (buffer.size() < body_size) {
      boost::asio::read(socket, buffer, boost::asio::transfer_exactly(body_size - buffer.size()),
                        error);
      if (error) return false;
    }
    request.body = take(buffer, body_size);
    {
      const std::lock_guard lock(mutex_);
      seen_.push_back(request);
    }
    return answer(socket, script_(request));
  }

  bool answer(tcp::socket& socket, const ScriptedReply& reply) {
    {
      std::unique_lock lock(mutex_);
      if (wake_.wait_for(lock, reply.delay, [this] { return stopping_; })) return false;
    }
    std::string text = fmt::format("HTTP/1.1 {} Scripted\r\n{}Content-Length: {}\r\n\r\n{}",
                                   reply.status, reply.headers, reply.body.size(), reply.body);
    const bool cut = reply.cut_after < text.size();
    if (cut) text.resize(reply.cut_after);
    boost::system::error_code error;
    boost::asio::write(socket, boost::asio::buffer(text), error);
    return !error && !cut && !reply.close_after;
  }

  static std::string take(boost::asio::streambuf& buffer, std::size_t size) {
    std::string text(size, '\0');
    buffer.sgetn(text.data(), static_cast<std::streamsize>(size));
    return text;
  }

  static std::size_t content_length(const std::string& head) {
    const auto at = head.find("Content-Length: ");
    return at == std::string::npos ? 0 : std::stoul(head.substr(at + 16));
  }

  Script script_;
  boost::asio::io_context io_;
  tcp::acceptor acceptor_;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool stopping_ = false;
  std::vector<SeenRequest> seen_;
  std::list<tcp::socket> sockets_;
  std::vector<std::thread> threads_;
};

}  // namespace prokat::egress::testing
