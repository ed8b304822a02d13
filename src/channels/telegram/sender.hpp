// Calls to Telegram at the pace Telegram allows, for everybody in a process who writes through one
// bot (dialogue and notifications share one Sender, on one Loop). Calls for one chat go out one at
// a time in the order they came; a chat may burst, so that a tap is answered at once. Error 429
// pauses the whole sender and the call is repeated by itself when its deadline allows. Nothing else
// is repeated: whether a message that may have arrived goes again is the caller's decision.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <deque>
#include <map>
#include <memory>

#include "channels/telegram/client.hpp"
#include "channels/telegram/token_bucket.hpp"
#include "runtime/async_event.hpp"

namespace prokat::channels::telegram {

// Telegram's are not documented exactly ("about" 1 a second for a chat, 30 for all, 20 a minute for
// a group); a burst within a chat is tolerated.
struct SenderLimits {
  std::chrono::milliseconds chat_interval{1'000};
  int chat_burst = 10;
  std::chrono::milliseconds group_interval{4'000};  // with the burst at most 20 in any minute
  int group_burst = 5;
  std::chrono::milliseconds total_interval{34};
  int total_burst = 30;
  std::size_t chat_queue_max = 64;
};

class Sender {
 public:
  Sender(boost::asio::any_io_executor executor, Client& client, SenderLimits limits = {});
  Sender(const Sender&) = delete;
  Sender& operator=(const Sender&) = delete;

  // As Client::call(). When the turn would come after the deadline: too_many_requests with the time
  // to wait, and nothing was sent.
  template <class Request>
  Task<Answered<typename Request::Result>> call(Request request, Deadline deadline) {
    const Turn turn = co_await wait_for_turn(chat_of(request), cost_of(request), deadline);
    if (!turn.granted) co_return refused<typename Request::Result>(turn);
    for (;;) {
      Request attempt = request;
      auto answer = co_await client_.call(std::move(attempt), deadline);
      if (answer.outcome != SendOutcome::too_many_requests) co_return answer;
      pause(answer.retry_after);
      if (!co_await wait_for_pause(deadline)) co_return answer;
    }
  }

  std::size_t lanes() const { return lanes_.size(); }  // chats that are remembered

 private:
  struct Waiter {
    explicit Waiter(const boost::asio::any_io_executor& executor) : event(executor) {}
    runtime::AsyncEvent event;
    bool granted = false;
  };
  struct Lane {
    explicit Lane(TokenBucket lane_bucket) : bucket(lane_bucket) {}
    TokenBucket bucket;
    bool busy = false;
    std::deque<std::shared_ptr<Waiter>> waiting;

    void leave();  // hands the lane to whoever waits longest
  };
  struct LaneExit {
    void operator()(Lane* lane) const { lane->leave(); }
  };
  // Being the one whose call of a chat goes out. Given back when it goes, whatever happens.
  using Occupied = std::unique_ptr<Lane, LaneExit>;
  struct Turn {
    bool granted = false;
    std::chrono::milliseconds wait{0};  // when not granted
    std::shared_ptr<Lane> lane;         // outlives `occupied`
    Occupied occupied;
  };
  class QueuePlace;

  static constexpr std::int64_t no_chat = 0;

  template <class Request>
  static std::int64_t chat_of(const Request& request) {
    if constexpr (requires { request.chat_id; }) return request.chat_id;
    return no_chat;
  }
  template <class Request>
  static int cost_of(const Request&) {
    return 1;
  }
  static int cost_of(const SendMediaGroup& album) { return static_cast<int>(album.media.size()); }
  // Not messages: ordered with the chat's others, but free.
  static int cost_of(const DeleteMessages&) { return 0; }
  static int cost_of(const SendChatAction&) { return 0; }

  template <class Result>
  static Answered<Result> refused(const Turn& turn) {
    Answered<Result> answer;
    answer.outcome = SendOutcome::too_many_requests;
    answer.description = "the turn of this chat comes after the deadline";
    answer.retry_after = std::chrono::ceil<std::chrono::seconds>(turn.wait);
    return answer;
  }

  Task<Turn> wait_for_turn(std::int64_t chat_id, int cost, Deadline deadline);
  Task<bool> enter(std::shared_ptr<Lane> lane, Deadline deadline);
  Task<bool> wait_for_pace(std::shared_ptr<Lane> lane, int cost, Deadline deadline);
  Task<bool> wait_for_pause(Deadline deadline);
  void pause(std::chrono::seconds duration);
  std::shared_ptr<Lane> lane_of(std::int64_t chat_id);
  void forget_idle_lanes();

  boost::asio::any_io_executor executor_;
  Client& client_;
  SenderLimits limits_;
  TokenBucket total_;
  TokenBucket::Time paused_until_;
  std::map<std::int64_t, std::shared_ptr<Lane>> lanes_;
};

}  // namespace prokat::channels::telegram
