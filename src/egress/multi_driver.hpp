// libcurl's multi interface over Asio: libcurl says which sockets and which time it waits for, Asio
// does the waiting. One per Client; everything happens on the executor's thread.
#pragma once

#include <curl/curl.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>
#include <set>

#include "egress/transfer.hpp"

namespace prokat::egress {

class MultiDriver : public std::enable_shared_from_this<MultiDriver> {
 public:
  explicit MultiDriver(boost::asio::any_io_executor executor);
  ~MultiDriver();
  MultiDriver(const MultiDriver&) = delete;
  MultiDriver& operator=(const MultiDriver&) = delete;

  void add(Transfer& transfer);
  void remove(Transfer& transfer);  // before the transfer goes, whether it ended or not
  void close();  // gives up what runs and frees the multi; add() then gives up at once

 private:
  // A socket that libcurl owns, borrowed for waiting. `watched` turns false when libcurl takes it
  // back; a completion that was already queued then does nothing.
  struct Socket {
    Socket(const boost::asio::any_io_executor& executor, curl_socket_t fd)
        : descriptor(executor, fd), fd(fd) {}
    boost::asio::posix::stream_descriptor descriptor;
    curl_socket_t fd;
    int wanted = 0;  // CURL_POLL_IN, _OUT or _INOUT
    bool reading = false;
    bool writing = false;
    bool watched = true;
  };

  static int on_socket(CURL*, curl_socket_t fd, int what, void* self, void*);
  static int on_timer(CURLM*, long timeout_ms, void* self);

  void watch(curl_socket_t fd, int what);
  void unwatch(curl_socket_t fd);
  void arm(const std::shared_ptr<Socket>& socket);
  void wait(const std::shared_ptr<Socket>& socket, bool for_reading);
  void act(curl_socket_t fd, int events);
  void collect_ended();

  boost::asio::any_io_executor executor_;
  boost::asio::steady_timer timer_;
  CURLM* multi_;
  std::map<curl_socket_t, std::shared_ptr<Socket>> sockets_;
  std::set<Transfer*> transfers_;
};

}  // namespace prokat::egress
