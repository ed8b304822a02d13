// Takes a bot's updates by long polling and hands them on in order. Telegram forgets an update once
// a later offset is asked for, so the offset moves only after the sink has kept what it got; what
// was handed on twice is the sink's to recognise (by update_id). One poller per bot may ask at a
// time: who is not the leader waits.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "channels/telegram/client.hpp"
#include "pg/database.hpp"
#include "runtime/async_event.hpp"

namespace prokat::channels::telegram {

struct PollerOptions {
  std::chrono::seconds poll_time{25};                // how long Telegram may wait for news
  std::chrono::milliseconds answer_time{15'000};     // beyond that
  std::chrono::milliseconds leader_interval{2'000};  // between attempts to become the leader
  std::chrono::milliseconds pause_min{1'000};        // after a failure, doubling
  std::chrono::milliseconds pause_max{30'000};
};

class Poller {
 public:
  // Null when another process is the leader.
  using BecomeLeader = std::function<Task<std::unique_ptr<pg::Pool::AdvisoryLock>>()>;
  // Throws when the updates could not be kept: they are asked for again.
  using Sink = std::function<Task<void>(std::vector<RawUpdate>)>;

  Poller(boost::asio::any_io_executor executor, Client& client, BecomeLeader become_leader,
         Sink sink, PollerOptions options = {});
  ~Poller();  // after stop(), or with the loop at rest
  Poller(const Poller&) = delete;
  Poller& operator=(const Poller&) = delete;

  void start();
  // Ends the poll under way. True when nothing runs any more, false when the sink is still busy at
  // the deadline.
  Task<bool> stop(Deadline deadline);

 private:
  Task<void> run();
  Task<bool> lead();
  Task<std::chrono::milliseconds> poll_once();
  Task<std::chrono::milliseconds> hand_on(std::vector<RawUpdate> updates);
  std::chrono::milliseconds pause_after(const CallEnd& end);
  std::chrono::milliseconds next_pause();
  Task<void> rest(std::chrono::milliseconds pause);

  boost::asio::any_io_executor executor_;
  Client& client_;
  BecomeLeader become_leader_;
  Sink sink_;
  PollerOptions options_;
  std::unique_ptr<pg::Pool::AdvisoryLock> leadership_;
  std::shared_ptr<egress::Abort> abort_;
  runtime::AsyncEvent stop_asked_;
  runtime::AsyncEvent ended_;
  std::int64_t offset_ = 0;
  std::chrono::milliseconds pause_{0};
  bool running_ = false;
  bool stopping_ = false;
};

}  // namespace prokat::channels::telegram
