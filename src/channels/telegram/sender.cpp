#include "channels/telegram/sender.hpp"

#include <algorithm>

#include "runtime/log.hpp"
#include "runtime/metrics.hpp"

namespace prokat::channels::telegram {

namespace {

using runtime::SteadyClock;

constexpr std::size_t lanes_before_sweep = 1000;

std::chrono::milliseconds until(SteadyClock::time_point time) {
  return std::chrono::ceil<std::chrono::milliseconds>(time - SteadyClock::now());
}

}  // namespace

// A place in a chat's queue: given up, or handed on when it was reached too late, however the
// waiting ends.
class Sender::QueuePlace {
 public:
  QueuePlace(std::shared_ptr<Lane> lane, const boost::asio::any_io_executor& executor)
      : lane_(std::move(lane)), waiter_(std::make_shared<Waiter>(executor)) {
    lane_->waiting.push_back(waiter_);
  }
  ~QueuePlace() {
    if (!waiter_->granted) {
      std::erase(lane_->waiting, waiter_);
    } else if (!taken_) {
      lane_->leave();
    }
  }
  QueuePlace(const QueuePlace&) = delete;
  QueuePlace& operator=(const QueuePlace&) = delete;

  runtime::AsyncEvent& event() { return waiter_->event; }
  bool take() { return taken_ = waiter_->granted; }

 private:
  std::shared_ptr<Lane> lane_;
  std::shared_ptr<Waiter> waiter_;
  bool taken_ = false;
};

void Sender::Lane::leave() {
  if (waiting.empty()) {
    busy = false;
    return;
  }
  const std::shared_ptr<Waiter> next = std::move(waiting.front());
  waiting.pop_front();
  next->granted = true;
  next->event.notify();
}

Sender::Sender(boost::asio::any_io_executor executor, Client& client, SenderLimits limits)
    : executor_(std::move(executor)),
      client_(client),
      limits_(limits),
      total_(limits.total_interval, limits.total_burst) {}

std::shared_ptr<Sender::Lane> Sender::lane_of(std::int64_t chat_id) {
  if (lanes_.size() >= lanes_before_sweep) forget_idle_lanes();
  std::shared_ptr<Lane>& lane = lanes_[chat_id];
  if (!lane) {
    const bool is_group = chat_id < 0;
    lane =
        std::make_shared<Lane>(is_group ? TokenBucket(limits_.group_interval, limits_.group_burst)
                                        : TokenBucket(limits_.chat_interval, limits_.chat_burst));
  }
  return lane;
}

// A lane that nobody is in and whose bucket is full says nothing a new one would not.
void Sender::forget_idle_lanes() {
  const auto now = SteadyClock::now();
  std::erase_if(lanes_, [now](const auto& entry) {
    return !entry.second->busy && entry.second->bucket.is_full(now);
  });
}

Task<Sender::Turn> Sender::wait_for_turn(std::int64_t chat_id, int cost, Deadline deadline) {
  static const auto waited = metrics::histogram("prokat_telegram_turn_seconds",
                                                "How long calls to Telegram waited for their turn");
  const auto started = SteadyClock::now();
  Turn turn;
  if (chat_id == no_chat) {  // answers to taps: no message, never in a queue
    turn.granted = co_await wait_for_pause(deadline);
    turn.wait = until(paused_until_);
    co_return turn;
  }
  turn.lane = lane_of(chat_id);
  if (co_await enter(turn.lane, deadline)) {
    turn.occupied = Occupied(turn.lane.get());
    turn.granted = co_await wait_for_pace(turn.lane, cost, deadline);
  }
  const auto ready = std::max({paused_until_, turn.lane->bucket.ready_at(SteadyClock::now(), cost),
                               total_.ready_at(SteadyClock::now(), cost)});
  turn.wait = std::max(until(ready), std::chrono::milliseconds(0));
  waited.observe(std::chrono::duration<double>(SteadyClock::now() - started).count());
  co_return turn;
}

Task<bool> Sender::enter(std::shared_ptr<Lane> lane, Deadline deadline) {
  if (!lane->busy) {
    lane->busy = true;
    co_return true;
  }
  if (lane->waiting.size() >= limits_.chat_queue_max) co_return false;
  QueuePlace place(lane, executor_);
  static_cast<void>(co_await place.event().wait(deadline));
  co_return place.take();
}

// The chat's own pace first, then a token of all chats: a chat that waits for itself does not keep
// a token from others.
Task<bool> Sender::wait_for_pace(std::shared_ptr<Lane> lane, int cost, Deadline deadline) {
  for (;;) {
    const auto now = SteadyClock::now();
    const auto ready = std::max(lane->bucket.ready_at(now, cost), paused_until_);
    if (ready > deadline.at()) co_return false;
    if (ready <= now) break;
    co_await runtime::sleep_for(until(ready));
  }
  const auto now = SteadyClock::now();
  const auto ready = total_.ready_at(now, cost);
  if (ready > deadline.at()) co_return false;
  lane->bucket.take(now, cost);
  total_.take(now, cost);
  if (ready > now) co_await runtime::sleep_for(until(ready));
  co_return co_await wait_for_pause(deadline);
}

Task<bool> Sender::wait_for_pause(Deadline deadline) {
  for (;;) {
    const auto now = SteadyClock::now();
    if (paused_until_ <= now) co_return !deadline.passed();
    if (paused_until_ > deadline.at()) co_return false;
    co_await runtime::sleep_for(until(paused_until_));
  }
}

void Sender::pause(std::chrono::seconds duration) {
  static const auto throttled = metrics::counter("prokat_telegram_throttled_total",
                                                 "Answers 429 of Telegram, each pauses the sender");
  throttled.add();
  log::warn("telegram.throttled", {{"pause_s", duration.count()}});
  paused_until_ = std::max(paused_until_, SteadyClock::now() + duration);
}

}  // namespace prokat::channels::telegram
