#include "redis/client.hpp"

#include <deque>
#include <map>
#include <stdexcept>
#include <vector>

#include "redis/link.hpp"
#include "runtime/async_event.hpp"
#include "runtime/metrics.hpp"

namespace prokat::redis {
namespace {

// A connection that has not answered for so long is remade.
constexpr std::chrono::seconds silence_max{1};

struct Command {
  explicit Command(const boost::asio::any_io_executor& executor) : answered(executor) {}

  runtime::AsyncEvent answered;
  runtime::SteadyClock::time_point sent = runtime::SteadyClock::now();
  bool succeeded = false;
  Reply reply;

  static std::optional<std::string> text_of(const redisReply& reply) {
    const bool text = reply.type == REDIS_REPLY_STRING || reply.type == REDIS_REPLY_STATUS;
    return text ? std::optional(std::string(reply.str, reply.len)) : std::nullopt;
  }
  void take(const redisReply& answer) {
    succeeded = answer.type != REDIS_REPLY_ERROR;
    reply.text = text_of(answer);
    if (answer.type == REDIS_REPLY_INTEGER) reply.number = answer.integer;
    if (answer.type == REDIS_REPLY_ARRAY) {
      for (std::size_t i = 0; i < answer.elements; ++i)
        reply.items.push_back(text_of(*answer.element[i]));
    }
    answered.notify();
  }
};

}  // namespace

struct Client::Impl : std::enable_shared_from_this<Client::Impl> {
  explicit Impl(boost::asio::any_io_executor e) : executor(std::move(e)) {}

  void start(const Address& address);
  void stop();
  Task<std::shared_ptr<Command>> run(std::vector<std::string> arguments, Deadline deadline);
  void on_message(const redisReply& reply);

  boost::asio::any_io_executor executor;
  std::optional<Address> address;
  std::shared_ptr<Link> commands;
  std::shared_ptr<Link> subscription;            // made with the first subscribe()
  std::deque<std::shared_ptr<Command>> waiting;  // sent, oldest first
  std::multimap<std::string, std::function<void(std::string_view)>, std::less<>> listeners;

  metrics::Gauge connected = metrics::gauge("prokat_redis_connected", "1 while Redis answers");
  metrics::Counter failures =
      metrics::counter("prokat_redis_failures_total", "Commands that Redis did not answer in time");
};

void Client::Impl::start(const Address& where) {
  address = where;
  const auto weak = weak_from_this();
  commands = std::make_shared<Link>(executor, where, "commands",
                                    Link::Events{.up =
                                                     [weak] {
                                                       if (const auto self = weak.lock())
                                                         self->connected.set(1);
                                                     },
                                                 .reply =
                                                     [weak](const redisReply& reply) {
                                                       const auto self = weak.lock();
                                                       if (!self || self->waiting.empty()) return;
                                                       const auto command =
                                                           std::move(self->waiting.front());
                                                       self->waiting.pop_front();
                                                       command->take(reply);
                                                     },
                                                 .down =
                                                     [weak] {
                                                       const auto self = weak.lock();
                                                       if (!self) return;
                                                       self->connected.set(0);
                                                       for (const auto& command : self->waiting)
                                                         command->answered.notify();
                                                       self->waiting.clear();
                                                     }});
  commands->start();
}

void Client::Impl::stop() {
  if (commands) commands->stop();
  if (subscription) subscription->stop();
  for (const auto& command : waiting) command->answered.notify();
  waiting.clear();
}

// Null without an answer.
Task<std::shared_ptr<Command>> Client::Impl::run(std::vector<std::string> arguments,
                                                 Deadline deadline) {
  const auto self = shared_from_this();
  if (!commands) co_return nullptr;
  if (!commands->settled()) co_await commands->wait_settled(deadline);
  if (!commands->up()) {
    failures.add();
    co_return nullptr;
  }
  const auto command = std::make_shared<Command>(executor);
  waiting.push_back(command);
  commands->send(arguments);
  const bool answered = co_await command->answered.wait(deadline);
  if (answered && command->succeeded) co_return command;
  failures.add();
  if (!answered && !waiting.empty() &&
      runtime::SteadyClock::now() - waiting.front()->sent > silence_max) {
    commands->drop("no answers");
  }
  co_return nullptr;
}

// ["message", channel, text] or ["subscribe", channel, count]
void Client::Impl::on_message(const redisReply& reply) {
  if (reply.type != REDIS_REPLY_ARRAY || reply.elements != 3) return;
  const auto text = [&reply](std::size_t i) {
    const redisReply& element = *reply.element[i];
    return element.type == REDIS_REPLY_STRING ? std::string_view(element.str, element.len)
                                              : std::string_view();
  };
  if (text(0) != "message") return;
  const auto [first, last] = listeners.equal_range(text(1));
  for (auto listener = first; listener != last; ++listener) listener->second(text(2));
}

Client::Client(boost::asio::any_io_executor executor, Secret url)
    : impl_(std::make_shared<Impl>(std::move(executor))) {
  if (url.empty()) return;
  const auto address = parse_address(url.expose());
  if (!address) {
    throw std::invalid_argument("the Redis address is not redis://[:password@]host:port[/db]");
  }
  impl_->start(*address);
}

Client::~Client() { impl_->stop(); }

Task<std::optional<std::string>> Client::get(std::string key, Deadline deadline) {
  std::vector<std::string> arguments{"GET", std::move(key)};
  const auto command = co_await impl_->run(std::move(arguments), deadline);
  co_return command ? std::move(command->reply.text) : std::nullopt;
}

Task<bool> Client::set(std::string key, std::string value, std::chrono::seconds ttl,
                       Deadline deadline) {
  std::vector<std::string> arguments{"SET", std::move(key), std::move(value), "EX",
                                     std::to_string(ttl.count())};
  const auto command = co_await impl_->run(std::move(arguments), deadline);
  co_return command != nullptr;
}

Task<bool> Client::erase(std::string key, Deadline deadline) {
  std::vector<std::string> arguments{"DEL", std::move(key)};
  const auto command = co_await impl_->run(std::move(arguments), deadline);
  co_return command != nullptr;
}

Task<std::optional<Reply>> Client::command(std::vector<std::string> arguments, Deadline deadline) {
  const auto command = co_await impl_->run(std::move(arguments), deadline);
  if (!command) co_return std::nullopt;
  co_return std::move(command->reply);
}

Task<bool> Client::publish(std::string channel, std::string message, Deadline deadline) {
  std::vector<std::string> arguments{"PUBLISH", std::move(channel), std::move(message)};
  const auto command = co_await impl_->run(std::move(arguments), deadline);
  co_return command != nullptr;
}

void Client::subscribe(std::string channel,
                       std::function<void(std::string_view message)> on_message) {
  const bool is_new = !impl_->listeners.contains(channel);
  impl_->listeners.emplace(channel, std::move(on_message));
  if (!impl_->address) return;
  if (!impl_->subscription) {
    const std::weak_ptr<Impl> weak = impl_;
    impl_->subscription = std::make_shared<Link>(
        impl_->executor, *impl_->address, "subscription",
        Link::Events{.up =
                         [weak] {
                           const auto self = weak.lock();
                           if (!self) return;
                           for (auto i = self->listeners.begin(); i != self->listeners.end();
                                i = self->listeners.upper_bound(i->first)) {
                             self->subscription->send(
                                 std::vector<std::string>{"SUBSCRIBE", i->first});
                           }
                         },
                     .reply =
                         [weak](const redisReply& reply) {
                           if (const auto self = weak.lock()) self->on_message(reply);
                         },
                     .down = [] {}});
    impl_->subscription->start();
  } else if (is_new && impl_->subscription->up()) {
    impl_->subscription->send(std::vector<std::string>{"SUBSCRIBE", channel});
  }
}

bool Client::connected() const { return impl_->commands && impl_->commands->up(); }

}  // namespace prokat::redis
