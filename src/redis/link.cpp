#include "redis/link.hpp"

#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>
#include <random>
#include <stdexcept>
#include <utility>

#include "runtime/log.hpp"

namespace prokat::redis {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::seconds connect_timeout{2};
constexpr std::chrono::milliseconds pause_first{50};
constexpr std::chrono::milliseconds pause_last{2000};
constexpr std::size_t input_bytes = 16 * 1024;

// A peer that vanished without a word (its machine, the network) is noticed within 25 s.
void watch_peer(asio::ip::tcp::socket& socket) {
  const int socket_number = socket.native_handle();
  const auto set = [socket_number](int level, int option, int value) {
    ::setsockopt(socket_number, level, option, &value, sizeof value);
  };
  set(SOL_SOCKET, SO_KEEPALIVE, 1);
  set(IPPROTO_TCP, TCP_KEEPIDLE, 10);
  set(IPPROTO_TCP, TCP_KEEPINTVL, 5);
  set(IPPROTO_TCP, TCP_KEEPCNT, 3);
  set(IPPROTO_TCP, TCP_USER_TIMEOUT, 15'000);
  set(IPPROTO_TCP, TCP_NODELAY, 1);
}

std::chrono::milliseconds with_jitter(std::chrono::milliseconds pause) {
  static thread_local std::minstd_rand random{std::random_device{}()};
  return pause + std::chrono::milliseconds(
                     std::uniform_int_distribution<std::int64_t>(0, pause.count() / 2)(random));
}

}  // namespace

Link::Link(asio::any_io_executor executor, Address address, std::string name, Events events)
    : executor_(executor),
      address_(std::move(address)),
      name_(std::move(name)),
      events_(std::move(events)),
      socket_(executor),
      timer_(executor),
      input_(input_bytes),
      settled_event_(executor) {}

Link::~Link() = default;

void Link::start() { runtime::spawn(executor_, "redis." + name_, run(shared_from_this())); }

void Link::stop() {
  stopping_ = true;
  up_ = false;
  events_ = {};
  timer_.cancel();
  boost::system::error_code ignored;
  socket_.close(ignored);
}

void Link::drop(const std::string& reason) {
  drop_reason_ = reason;
  boost::system::error_code ignored;
  socket_.close(ignored);
}

Task<void> Link::wait_settled(Deadline deadline) {
  const auto self = shared_from_this();
  if (!settled_) co_await settled_event_.wait(deadline);
}

void Link::settle() {
  settled_ = true;
  if (settled_event_.has_waiters()) settled_event_.notify();
}

// --- the life of the connection ----------------------------------------------------------------

Task<void> Link::run(std::shared_ptr<Link> self) {
  auto pause = pause_first;
  while (!self->stopping_) {
    std::string reason;
    try {
      co_await self->connect();
      co_await self->log_in();
      pause = pause_first;
      co_await self->read_replies();
    } catch (const boost::system::system_error& error) {
      // Its what() names Asio's source lines.
      reason = self->drop_reason_.empty() ? error.code().message() : self->drop_reason_;
    } catch (const std::exception& error) {
      reason = self->drop_reason_.empty() ? error.what() : self->drop_reason_;
    }
    ++self->generation_;
    self->drop("");
    if (self->stopping_) co_return;
    self->note_away(reason);
    if (std::exchange(self->up_, false)) self->events_.down();
    self->settle();
    self->timer_.expires_after(with_jitter(pause));
    pause = std::min(pause * 2, pause_last);
    boost::system::error_code ignored;
    co_await self->timer_.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  }
}

Task<void> Link::connect() {
  asio::ip::tcp::resolver resolver(executor_);
  const auto endpoints = co_await resolver.async_resolve(
      address_.host, std::to_string(address_.port), asio::use_awaitable);
  socket_ = asio::ip::tcp::socket(executor_);
  timer_.expires_after(connect_timeout);
  timer_.async_wait([self = shared_from_this(), generation = generation_](auto error) {
    if (!error && generation == self->generation_ && !self->up_) {
      self->drop("no answer to the connection attempt");
    }
  });
  co_await asio::async_connect(socket_, endpoints, asio::use_awaitable);
  watch_peer(socket_);
  reader_.reset(redisReaderCreate());
  output_.clear();
  writing_.clear();
}

Task<void> Link::log_in() {
  greetings_left_ = 0;
  if (!address_.password.empty()) {
    if (address_.user.empty()) {
      append(std::vector<std::string>{"AUTH", address_.password.expose()});
    } else {
      append(std::vector<std::string>{"AUTH", address_.user, address_.password.expose()});
    }
    ++greetings_left_;
  }
  if (address_.database != 0) {
    append(std::vector<std::string>{"SELECT", std::to_string(address_.database)});
    ++greetings_left_;
  }
  append(std::vector<std::string>{"PING"});
  ++greetings_left_;
  flush();
  while (greetings_left_ > 0) co_await read_replies();
  timer_.cancel();
  up_ = true;
  if (std::exchange(away_is_logged_, false)) log::info("redis.back", {{"connection", name_}});
  settle();
  events_.up();
}

// Until it breaks; while logging in, one piece.
Task<void> Link::read_replies() {
  const bool greeting = greetings_left_ > 0;
  do {
    const std::size_t count =
        co_await socket_.async_read_some(asio::buffer(input_), asio::use_awaitable);
    redisReaderFeed(reader_.get(), input_.data(), count);
    while (true) {
      void* reply = nullptr;
      if (redisReaderGetReply(reader_.get(), &reply) != REDIS_OK) {
        throw std::runtime_error(std::string("not Redis' protocol: ") + reader_->errstr);
      }
      if (reply == nullptr) break;
      const std::unique_ptr<redisReply, void (*)(void*)> owned(static_cast<redisReply*>(reply),
                                                               freeReplyObject);
      take_reply(*owned);
    }
  } while (!greeting && !stopping_);
}

void Link::take_reply(const redisReply& reply) {
  if (greetings_left_ > 0) {
    if (reply.type == REDIS_REPLY_ERROR)
      throw std::runtime_error(std::string(reply.str, reply.len));
    --greetings_left_;
  } else if (events_.reply) {
    events_.reply(reply);
  }
}

void Link::note_away(const std::string& reason) {
  if (std::exchange(away_is_logged_, true)) return;
  log::warn("redis.away", {{"connection", name_}, {"reason", reason}});
}

// --- sending -----------------------------------------------------------------------------------

void Link::send(std::span<const std::string> arguments) {
  append(arguments);
  flush_soon();
}

void Link::append(std::span<const std::string> arguments) {
  std::vector<const char*> texts;
  std::vector<std::size_t> lengths;
  for (const auto& argument : arguments) {
    texts.push_back(argument.data());
    lengths.push_back(argument.size());
  }
  char* command = nullptr;
  const int length = redisFormatCommandArgv(&command, static_cast<int>(texts.size()), texts.data(),
                                            lengths.data());
  if (length < 0) throw std::bad_alloc();
  output_.append(command, static_cast<std::size_t>(length));
  redisFreeCommand(command);
}

void Link::flush_soon() {
  if (std::exchange(flush_posted_, true)) return;
  asio::post(executor_, [self = shared_from_this()] {
    self->flush_posted_ = false;
    self->flush();
  });
}

void Link::flush() {
  if (output_.empty() || !writing_.empty() || !socket_.is_open()) return;
  writing_.swap(output_);
  asio::async_write(socket_, asio::buffer(writing_),
                    [self = shared_from_this(), generation = generation_](auto error, std::size_t) {
                      if (generation != self->generation_) return;
                      self->writing_.clear();
                      // A broken socket ends the read as well, and that is where it is handled.
                      if (!error) self->flush();
                    });
}

}  // namespace prokat::redis
