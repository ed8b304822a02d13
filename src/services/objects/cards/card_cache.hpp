// Cards and rate cards of popular objects in Redis, shared by all processes: the 200 that were
// looked at most in the last 24 hours, each kept for five minutes at most. Everything here may be
// lost at any time: then cards come from the database.
//
// A card is stored with the epoch it was read in, and counts only while that epoch lasts. Whatever
// changes what a card shows starts a new epoch after its commit, so that a reader which is about to
// store what it read before the commit stores nothing of worth. One epoch for all: who changes a
// tariff need not know whose cards it is on. A card that is stale all the same (Redis was away when
// the epoch should have changed) can show an old price for five minutes and never charge it: a
// booking names the rate version it was priced with. One per Loop.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "redis/client.hpp"
#include "runtime/metrics.hpp"
#include "services/objects/store.hpp"

namespace prokat::objects {

struct CardCacheOptions {
  std::size_t popular_max = 200;
  std::chrono::seconds time_to_live{300};
  std::chrono::milliseconds command_time{20};    // a slower Redis is no help
  std::chrono::milliseconds breaker_time{1000};  // not asked again for so long after a failure
  std::chrono::milliseconds popular_refresh{30'000};
  std::string prefix = "prokat";  // of every key
};

class CardCache {
 public:
  CardCache(boost::asio::any_io_executor executor, redis::Client& redis,
            CardCacheOptions options = {});
  ~CardCache();

  // Where to put what has to be read from the database; none: not to be kept.
  struct Ticket {
    std::string epoch;
  };
  struct Lookup {
    std::optional<PricedObject> card;
    std::optional<Ticket> ticket;
  };
  // Counts the view, too.
  Task<Lookup> find(ObjectId id);
  Task<void> put(PricedObject card, Ticket ticket);

  // After the commit of whatever cards show. Returns when the new epoch has begun, or when Redis
  // did not answer: then this process keeps off the cache until it has.
  Task<void> clear(Deadline deadline);
  // The same from a callback: the next find() sees to it first.
  void doubt();

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace prokat::objects
