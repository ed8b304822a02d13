#include "channels/telegram/poller.hpp"

#include <algorithm>

#include "runtime/log.hpp"
#include "runtime/metrics.hpp"

namespace prokat::channels::telegram {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds no_pause{0};
// An administrator has to mend a token: no hurry, but no restart either.
constexpr milliseconds unauthorized_pause{30'000};

}  // namespace

Poller::Poller(boost::asio::any_io_executor executor, Client& client, BecomeLeader become_leader,
               Sink sink, PollerOptions options)
    : executor_(executor),
      client_(client),
      become_leader_(std::move(become_leader)),
      sink_(std::move(sink)),
      options_(options),
      abort_(std::make_shared<egress::Abort>()),
      stop_asked_(executor),
      ended_(executor) {}

Poller::~Poller() = default;

void Poller::start() {
  running_ = true;
  runtime::spawn(executor_, "telegram.poller", run());
}

Task<bool> Poller::stop(Deadline deadline) {
  stopping_ = true;
  stop_asked_.notify();
  abort_->now();
  while (running_) {
    if (!co_await ended_.wait(deadline)) co_return !running_;
  }
  co_return true;
}

Task<void> Poller::run() {
  while (!stopping_) {
    milliseconds pause = no_pause;
    try {
      pause = co_await lead() ? co_await poll_once() : options_.leader_interval;
    } catch (const std::exception& error) {
      log::error("telegram.poll_failed", {{"reason", error.what()}});
      pause = next_pause();
    }
    co_await rest(pause);
  }
  leadership_.reset();
  running_ = false;
  ended_.notify();
}

// A lost connection to the database loses the leadership; whoever gets it starts from what Telegram
// has not been told to forget.
Task<bool> Poller::lead() {
  if (leadership_ && leadership_->held()) co_return true;
  leadership_.reset();
  offset_ = 0;
  leadership_ = co_await become_leader_();
  if (leadership_) log::info("telegram.poller_leads", {{"bot_id", client_.bot_id()}});
  co_return leadership_ != nullptr;
}

Task<milliseconds> Poller::poll_once() {
  if (stopping_) co_return no_pause;
  GetUpdates request;
  request.offset = offset_;
  request.timeout = options_.poll_time;
  request.abort = abort_;
  const Deadline deadline = Deadline::in(options_.poll_time + options_.answer_time);
  auto updates = co_await client_.get_updates(std::move(request), deadline);
  if (stopping_ && !updates.value) co_return no_pause;
  if (!updates.value) co_return pause_after(updates);
  pause_ = no_pause;
  if (updates.value->empty()) co_return no_pause;
  co_return co_await hand_on(std::move(*updates.value));
}

Task<milliseconds> Poller::hand_on(std::vector<RawUpdate> updates) {
  static const auto received =
      metrics::counter("prokat_telegram_updates_total", "Updates received from Telegram");
  const auto count = static_cast<double>(updates.size());
  std::int64_t last_id = 0;
  for (const RawUpdate& update : updates) last_id = std::max(last_id, update.update_id);
  co_await sink_(std::move(updates));
  offset_ = last_id + 1;
  received.add(count);
  co_return no_pause;
}

milliseconds Poller::pause_after(const CallEnd& end) {
  const std::string_view outcome = to_string(end.outcome);
  if (end.outcome == SendOutcome::unauthorized || end.outcome == SendOutcome::bad_request) {
    log::error("telegram.poll_refused", {{"outcome", outcome}, {"reason", end.description}});
    return unauthorized_pause;
  }
  log::warn("telegram.poll_unanswered", {{"outcome", outcome}, {"reason", end.description}});
  return std::max<milliseconds>(next_pause(), end.retry_after);
}

milliseconds Poller::next_pause() {
  pause_ = std::clamp(pause_ * 2, options_.pause_min, options_.pause_max);
  return pause_;
}

Task<void> Poller::rest(milliseconds pause) {
  if (stopping_ || pause == no_pause) co_return;
  static_cast<void>(co_await stop_asked_.wait(Deadline::in(pause)));
}

}  // namespace prokat::channels::telegram
