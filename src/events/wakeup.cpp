#include "events/wakeup.hpp"

#include <boost/asio/steady_timer.hpp>
#include <map>
#include <vector>

#include "base/id.hpp"

namespace prokat::events {
namespace {

constexpr std::chrono::milliseconds publish_gap{20};
constexpr std::chrono::seconds publish_time{1};

std::string channel_of(const std::string& topic) { return "prokat:wake:" + topic; }

}  // namespace

struct Wakeup::Impl : std::enable_shared_from_this<Wakeup::Impl> {
  struct Topic {
    explicit Topic(const boost::asio::any_io_executor& executor) : timer(executor) {}
    std::vector<std::function<void()>> listeners;
    boost::asio::steady_timer timer;  // runs while the gap after a publish lasts
    bool in_gap = false;
    bool wanted = false;  // a wake came during the gap
  };

  Impl(boost::asio::any_io_executor e, redis::Client& r) : executor(std::move(e)), redis(r) {}

  Topic& topic(const std::string& name) { return topics.try_emplace(name, executor).first->second; }
  void call_listeners(const std::string& name);
  void tell_others(const std::string& name);
  static Task<void> publish(std::shared_ptr<Impl> self, std::string channel);

  boost::asio::any_io_executor executor;
  redis::Client& redis;
  const std::string instance = format_uuid(make_uuid_v7());
  std::map<std::string, Topic> topics;
  bool stopping = false;
};

void Wakeup::Impl::call_listeners(const std::string& name) {
  for (const auto& listener : topic(name).listeners) listener();
}

// The first wake goes out at once; what follows within the gap goes out as one at its end.
void Wakeup::Impl::tell_others(const std::string& name) {
  Topic& of = topic(name);
  if (of.in_gap) {
    of.wanted = true;
    return;
  }
  if (!redis.connected()) return;
  of.in_gap = true;
  runtime::spawn(executor, "wakeup.publish", publish(shared_from_this(), channel_of(name)));
  of.timer.expires_after(publish_gap);
  of.timer.async_wait([weak = weak_from_this(), name](auto error) {
    const auto self = weak.lock();
    if (error || !self || self->stopping) return;
    Topic& ended = self->topic(name);
    ended.in_gap = false;
    if (std::exchange(ended.wanted, false)) self->tell_others(name);
  });
}

Task<void> Wakeup::Impl::publish(std::shared_ptr<Impl> self, std::string channel) {
  if (self->stopping) co_return;
  co_await self->redis.publish(std::move(channel), self->instance, Deadline::in(publish_time));
}

Wakeup::Wakeup(boost::asio::any_io_executor executor, redis::Client& redis)
    : impl_(std::make_shared<Impl>(std::move(executor), redis)) {}

Wakeup::~Wakeup() { impl_->stopping = true; }

void Wakeup::on(std::string topic, std::function<void()> wake) {
  auto& listeners = impl_->topic(topic).listeners;
  listeners.push_back(std::move(wake));
  if (listeners.size() > 1) return;
  const std::weak_ptr<Impl> weak = impl_;
  impl_->redis.subscribe(channel_of(topic), [weak, topic](std::string_view sender) {
    const auto self = weak.lock();
    // Our own comes back too; the listeners have been called already.
    if (self && !self->stopping && sender != self->instance) self->call_listeners(topic);
  });
}

void Wakeup::wake(std::string topic) {
  impl_->call_listeners(topic);
  impl_->tell_others(topic);
}

}  // namespace prokat::events
