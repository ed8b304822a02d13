#include "egress/multi_driver.hpp"

#include <new>

namespace prokat::egress {

namespace {

constexpr long kept_connections_max = 32;

// libcurl's global state; made before the first handle, on one thread (C++ guarantees that here).
void start_curl_once() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (started != CURLE_OK) throw std::runtime_error("libcurl does not start");
}

}  // namespace

MultiDriver::MultiDriver(boost::asio::any_io_executor executor)
    : executor_(std::move(executor)), timer_(executor_) {
  start_curl_once();
  multi_ = curl_multi_init();
  if (!multi_) throw std::bad_alloc();
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &MultiDriver::on_socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &MultiDriver::on_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, kept_connections_max);
}

MultiDriver::~MultiDriver() { close(); }

void MultiDriver::add(Transfer& transfer) {
  if (!multi_ || curl_multi_add_handle(multi_, transfer.handle()) != CURLM_OK) {
    transfer.give_up("the client is closed");
    return;
  }
  transfers_.insert(&transfer);
}

void MultiDriver::remove(Transfer& transfer) {
  if (transfers_.erase(&transfer) == 0) return;
  curl_multi_remove_handle(multi_, transfer.handle());
}

void MultiDriver::close() {
  if (!multi_) return;
  while (!transfers_.empty()) {
    Transfer& transfer = **transfers_.begin();
    remove(transfer);
    transfer.give_up("the client was closed");
  }
  // Closes kept connections; libcurl takes the sockets back through on_socket() first.
  curl_multi_cleanup(multi_);
  multi_ = nullptr;
  while (!sockets_.empty()) unwatch(sockets_.begin()->first);
  timer_.cancel();
}

int MultiDriver::on_socket(CURL*, curl_socket_t fd, int what, void* self, void*) {
  auto& driver = *static_cast<MultiDriver*>(self);
  if (what == CURL_POLL_REMOVE) {
    driver.unwatch(fd);
  } else {
    driver.watch(fd, what);
  }
  return 0;
}

int MultiDriver::on_timer(CURLM*, long timeout_ms, void* self) {
  auto& driver = *static_cast<MultiDriver*>(self);
  if (timeout_ms < 0) {
    driver.timer_.cancel();
    return 0;
  }
  // Never acts from in here, even for 0: libcurl must not be entered from its own callback.
  driver.timer_.expires_after(std::chrono::milliseconds(timeout_ms));
  driver.timer_.async_wait(
      [weak = driver.weak_from_this()](const boost::system::error_code& error) {
        const auto alive = weak.lock();
        if (alive && !error) alive->act(CURL_SOCKET_TIMEOUT, 0);
      });
  return 0;
}

void MultiDriver::watch(curl_socket_t fd, int what) {
  auto& socket = sockets_[fd];
  if (!socket) socket = std::make_shared<Socket>(executor_, fd);
  socket->wanted = what;
  arm(socket);
}

void MultiDriver::unwatch(curl_socket_t fd) {
  const auto found = sockets_.find(fd);
  if (found == sockets_.end()) return;
  found->second->watched = false;
  found->second->descriptor.release();  // libcurl closes it, or keeps it for the next call
  sockets_.erase(found);
}

void MultiDriver::arm(const std::shared_ptr<Socket>& socket) {
  if ((socket->wanted & CURL_POLL_IN) != 0 && !socket->reading) wait(socket, true);
  if ((socket->wanted & CURL_POLL_OUT) != 0 && !socket->writing) wait(socket, false);
}

void MultiDriver::wait(const std::shared_ptr<Socket>& socket, bool for_reading) {
  using Descriptor = boost::asio::posix::stream_descriptor;
  (for_reading ? socket->reading : socket->writing) = true;
  socket->descriptor.async_wait(
      for_reading ? Descriptor::wait_read : Descriptor::wait_write,
      [weak = weak_from_this(), socket, for_reading](const boost::system::error_code& error) {
        (for_reading ? socket->reading : socket->writing) = false;
        const auto alive = weak.lock();
        if (!alive || !socket->watched) return;
        const bool still_wanted =
            (socket->wanted & (for_reading ? CURL_POLL_IN : CURL_POLL_OUT)) != 0;
        if (still_wanted) {
          const int event = for_reading ? CURL_CSELECT_IN : CURL_CSELECT_OUT;
          alive->act(socket->fd, error ? CURL_CSELECT_ERR : event);
        }
        // One event per wait: wait again unless libcurl has taken the socket back meanwhile.
        if (socket->watched && !error) alive->arm(socket);
      });
}

void MultiDriver::act(curl_socket_t fd, int events) {
  if (!multi_) return;
  int running = 0;
  curl_multi_socket_action(multi_, fd, events, &running);
  collect_ended();
}

void MultiDriver::collect_ended() {
  int left = 0;
  while (CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    const CURLcode code = message->data.result;
    Transfer* transfer = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
    remove(*transfer);  // `message` is gone after this
    transfer->finish(code);
  }
}

}  // namespace prokat::egress
