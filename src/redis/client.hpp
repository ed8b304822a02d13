// Redis over our own socket with hiredis' protocol half: pipelined, with deadlines, reconnecting.
// Losing Redis loses no fact and takes nothing down: every caller has an answer for "not there", so
// commands return nullopt/false on any failure, log once per outage and count it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/secret.hpp"
#include "runtime/deadline.hpp"
#include "runtime/task.hpp"

namespace prokat::redis {

// What a command answered: one of these, by its kind.
struct Reply {
  std::optional<std::string> text;
  std::int64_t number = 0;
  std::vector<std::optional<std::string>> items;  // of an array of strings; nil is nullopt
};

class Client {
 public:
  // url: redis://[:password@]host:port[/db]; empty = no Redis, every command answers as if it were
  // away.
  Client(boost::asio::any_io_executor executor, Secret url);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  Task<std::optional<std::string>> get(std::string key, Deadline deadline);
  Task<bool> set(std::string key, std::string value, std::chrono::seconds ttl, Deadline deadline);
  Task<bool> erase(std::string key, Deadline deadline);
  // Any other command by name and arguments.
  Task<std::optional<Reply>> command(std::vector<std::string> arguments, Deadline deadline);
  Task<bool> publish(std::string channel, std::string message, Deadline deadline);
  // Calls back on the client's executor for every message; resubscribes after a reconnect. One
  // subscription connection per client.
  void subscribe(std::string channel, std::function<void(std::string_view message)> on_message);
  bool connected() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace prokat::redis
