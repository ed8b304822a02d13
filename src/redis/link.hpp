// One connection to Redis that remakes itself: connect, log in, read replies until it breaks,
// pause, again. Commands of one loop turn leave in one write. Only redis/ sees it; it knows nothing
// about what a command means. All of it belongs to the Loop of the executor.
#pragma once

#include <hiredis/hiredis.h>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "redis/address.hpp"
#include "runtime/async_event.hpp"
#include "runtime/task.hpp"

namespace prokat::redis {

class Link : public std::enable_shared_from_this<Link> {
 public:
  struct Events {
    std::function<void()> up;                      // logged in: commands may be sent
    std::function<void(const redisReply&)> reply;  // in the order of the commands
    std::function<void()> down;                    // no reply will come for what was sent
  };

  Link(boost::asio::any_io_executor executor, Address address, std::string name, Events events);
  ~Link();

  void start();
  void stop();                                        // for good; no event after it
  void send(std::span<const std::string> arguments);  // only while up
  void drop(const std::string& reason);               // breaks the connection; it is remade

  bool up() const { return up_; }
  // False until the first attempt has succeeded or failed.
  bool settled() const { return settled_; }
  Task<void> wait_settled(Deadline deadline);

 private:
  struct FreeReader {
    void operator()(redisReader* reader) const { redisReaderFree(reader); }
  };

  static Task<void> run(std::shared_ptr<Link> self);
  Task<void> connect();
  Task<void> log_in();
  Task<void> read_replies();
  void take_reply(const redisReply& reply);
  void append(std::span<const std::string> arguments);
  void flush_soon();
  void flush();
  void settle();
  void note_away(const std::string& reason);

  boost::asio::any_io_executor executor_;
  Address address_;
  std::string name_;
  Events events_;

  boost::asio::ip::tcp::socket socket_;
  boost::asio::steady_timer timer_;  // of the attempt, then of the pause
  std::unique_ptr<redisReader, FreeReader> reader_;
  std::vector<char> input_;
  std::string output_;   // waits for the next write
  std::string writing_;  // is being written
  bool flush_posted_ = false;
  int generation_ = 0;      // of the connection: handlers of an earlier one do nothing
  int greetings_left_ = 0;  // replies of AUTH, SELECT and PING
  bool up_ = false;
  bool settled_ = false;
  bool stopping_ = false;
  bool away_is_logged_ = false;
  std::string drop_reason_;
  runtime::AsyncEvent settled_event_;
};

}  // namespace prokat::redis
