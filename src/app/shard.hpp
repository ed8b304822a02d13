// Everything of one thread: its infrastructure, its services, its listeners and, on the first
// thread, the workers. Threads share nothing but ProcessParts.
#pragma once

#include <memory>

#include "app/infrastructure.hpp"
#include "app/service_set.hpp"
#include "http/router.hpp"

namespace prokat::app {

class Shard {
 public:
  // `first`: also internal and ops listeners and the workers. Throws with a clear message when it
  // cannot listen.
  Shard(boost::asio::any_io_executor executor, const ProcessParts& parts, const ServiceSet& set,
        bool first, std::size_t connections);
  ~Shard();
  Shard(const Shard&) = delete;
  Shard& operator=(const Shard&) = delete;

  void start();
  // Requests finish, then workers, then connections.
  Task<void> stop(Deadline deadline);
  const http::Router& public_router() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
  const ProcessParts& parts_;
  bool first_;
};

}  // namespace prokat::app
