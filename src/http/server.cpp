#include "http/server.hpp"

#include <fmt/format.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <mutex>
#include <set>
#include <stdexcept>

#include "http/connections.hpp"
#include "http/response_head.hpp"
#include "runtime/log.hpp"

namespace prokat::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using runtime::SteadyClock;
using namespace std::chrono_literals;

namespace {

using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

// The answer to one connection too many; it has no request, so no id.
std::string full_answer() {
  Reply reply = problem_reply({ProblemCode::unavailable, "too many connections", {}, {}}, "none");
  return response_head(reply, "none", false) + reply.body;
}

tcp::endpoint parse_listen(const std::string& listen) {
  const auto colon = listen.rfind(':');
  error_code fault;
  std::string host = listen.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto address = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, fault);
  const std::string port = colon == std::string::npos ? "" : listen.substr(colon + 1);
  const bool digits = !port.empty() && port.size() <= 5 &&
                      port.find_first_not_of("0123456789") == std::string::npos;
  if (fault || !digits || std::stoi(port) > 65535) {
    throw std::runtime_error(fmt::format(
        "'{}' is not an address to listen on; write host:port, as 127.0.0.1:8080", listen));
  }
  return {address, static_cast<unsigned short>(std::stoi(port))};
}

[[noreturn]] void refuse_listen(const std::string& listen, const error_code& fault) {
  if (fault == asio::error::address_in_use) {
    throw std::runtime_error(
        fmt::format("{} is taken: another program listens there; stop it or "
                    "choose another port",
                    listen));
  }
  if (fault == asio::error::access_denied) {
    throw std::runtime_error(
        fmt::format("{} may not be used: ports below 1024 need a privilege; "
                    "choose a higher one",
                    listen));
  }
  throw std::runtime_error(fmt::format("cannot listen on {}: {}", listen, fault.message()));
}

// The threads of one process share a port by SO_REUSEPORT, and so could a second process of the
// same user by accident. So the first one of this process takes the port without that option, to
// see that it is free.
class OwnPorts {
 public:
  bool owned(const tcp::endpoint& endpoint) {
    const std::lock_guard lock(mutex_);
    return endpoints_.contains(endpoint);
  }
  void add(const tcp::endpoint& endpoint) {
    const std::lock_guard lock(mutex_);
    endpoints_.insert(endpoint);
  }
  static OwnPorts& of_process() {
    static OwnPorts ports;
    return ports;
  }

 private:
  std::mutex mutex_;
  std::set<tcp::endpoint> endpoints_;
};

void probe(const tcp::endpoint& endpoint, const asio::any_io_executor& executor,
           const std::string& listen) {
  if (endpoint.port() == 0 || OwnPorts::of_process().owned(endpoint)) return;
  error_code fault;
  tcp::acceptor acceptor(executor);
  acceptor.open(endpoint.protocol(), fault);
  if (!fault) acceptor.set_option(tcp::acceptor::reuse_address(true), fault);
  if (!fault) acceptor.bind(endpoint, fault);
  if (fault) refuse_listen(listen, fault);
}

tcp::acceptor open_acceptor(const asio::any_io_executor& executor, const std::string& listen) {
  const tcp::endpoint endpoint = parse_listen(listen);
  probe(endpoint, executor, listen);
  tcp::acceptor acceptor(executor);
  error_code fault;
  acceptor.open(endpoint.protocol(), fault);
  if (!fault) acceptor.set_option(tcp::acceptor::reuse_address(true), fault);
  if (!fault) acceptor.set_option(ReusePort(true), fault);
  if (!fault) acceptor.bind(endpoint, fault);
  if (!fault) acceptor.listen(asio::socket_base::max_listen_connections, fault);
  if (fault) refuse_listen(listen, fault);
  OwnPorts::of_process().add(acceptor.local_endpoint());
  return acceptor;
}

void turn_away(tcp::socket& socket) {
  error_code ignored;
  socket.non_blocking(true, ignored);
  socket.write_some(asio::buffer(full_answer()), ignored);
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

}  // namespace

Listener::Listener(asio::any_io_executor executor_, ServerOptions options_, const Router& router,
                   Authenticator authenticator)
    : executor(std::move(executor_)),
      options(std::move(options_)),
      dispatcher(options.name, router, std::move(authenticator), options.translate_error),
      connections_gauge(metrics::gauge("prokat_http_connections", "Open connections of a listener",
                                       {{"listener", options.name}})) {}

void Listener::add(Connection* connection) {
  connections.insert(connection);
  connections_gauge.add(1);
}

void Listener::remove(Connection* connection) {
  connections.erase(connection);
  connections_gauge.add(-1);
}

struct Server::Impl : std::enable_shared_from_this<Impl> {
  Impl(asio::any_io_executor executor, ServerOptions options, const Router& router,
       Authenticator authenticator)
      : acceptor(open_acceptor(executor, options.listen)),
        port(acceptor.local_endpoint().port()),
        listener(std::make_shared<Listener>(executor, std::move(options), router,
                                            std::move(authenticator))) {}

  void accept_one(tcp::socket socket) {
    if (listener->connections.size() >= listener->options.connections_max) {
      turn_away(socket);
      return;
    }
    error_code ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    runtime::spawn(listener->executor, "http.connection",
                   serve_connection(listener, std::move(socket)));
  }

  void interrupt_if(auto condition) {
    for (Connection* connection : listener->connections) {
      if (condition(*connection)) connection->interrupt();
    }
  }

  // How often step limits are looked at: a quarter of the shortest, so tests with short limits are
  // quick.
  std::chrono::milliseconds tick() const {
    return std::clamp(
        std::min(listener->options.request_time_limit, listener->options.idle_time_limit) / 4,
        std::chrono::milliseconds(10), std::chrono::milliseconds(250));
  }

  static Task<void> accept_connections(std::shared_ptr<Impl> self);
  static Task<void> watch_connections(std::shared_ptr<Impl> self);
  static Task<void> drain(std::shared_ptr<Impl> self, Deadline deadline);

  tcp::acceptor acceptor;
  unsigned short port;
  std::shared_ptr<Listener> listener;
};

Task<void> Server::Impl::accept_connections(std::shared_ptr<Impl> self) {
  constexpr auto as_result = asio::as_tuple(asio::use_awaitable);
  while (self->acceptor.is_open()) {
    auto [fault, socket] = co_await self->acceptor.async_accept(as_result);
    if (!fault) {
      self->accept_one(std::move(socket));
    } else if (fault != asio::error::operation_aborted &&
               fault != asio::error::connection_aborted) {
      // Out of descriptors, mostly: connections that end make room.
      log::error("http.accept_failed",
                 {{"listener", self->listener->options.name}, {"error", fault.message()}});
      co_await runtime::sleep_for(100ms);
    }
  }
}

Task<void> Server::Impl::watch_connections(std::shared_ptr<Impl> self) {
  while (self->acceptor.is_open() || !self->listener->connections.empty()) {
    co_await runtime::sleep_for(self->tick());
    const auto now = SteadyClock::now();
    self->interrupt_if([now](const Connection& c) { return now >= c.step_ends_at; });
  }
}

Task<void> Server::Impl::drain(std::shared_ptr<Impl> self, Deadline deadline) {
  error_code ignored;
  self->acceptor.close(ignored);
  self->listener->draining = true;
  self->interrupt_if([](const Connection& c) { return c.idle; });
  while (!self->listener->connections.empty() && !deadline.passed()) {
    co_await runtime::sleep_for(std::min(20ms, deadline.left() + 1ms));
  }
  self->interrupt_if([](const Connection&) { return true; });
}

Server::Server(asio::any_io_executor executor, ServerOptions options, const Router& router,
               Authenticator authenticator)
    : impl_(std::make_shared<Impl>(std::move(executor), std::move(options), router,
                                   std::move(authenticator))) {}

Server::~Server() {
  error_code ignored;
  impl_->listener->draining = true;
  impl_->acceptor.close(ignored);
  impl_->interrupt_if([](const Connection&) { return true; });
}

void Server::start() {
  runtime::spawn(impl_->listener->executor, "http.accept", Impl::accept_connections(impl_));
  runtime::spawn(impl_->listener->executor, "http.watch", Impl::watch_connections(impl_));
}

unsigned short Server::port() const { return impl_->port; }

Task<void> Server::drain(Deadline deadline) {
  // On the listener's own thread, whoever calls.
  co_await asio::co_spawn(impl_->listener->executor, Impl::drain(impl_, deadline),
                          asio::use_awaitable);
}

}  // namespace prokat::http
