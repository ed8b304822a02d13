// Rate cards that were read lately. Bounded, least recently used goes first. A stale one costs a
// retry and never a wrong price: the create names the version it priced with. Used on one thread.
#pragma once

#include <chrono>
#include <list>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "rental/rate_card.hpp"

namespace prokat::booking {

using SharedRateCard = std::shared_ptr<const rental::RateCard>;

class RateCardCache {
 public:
  using SteadyTime = std::chrono::steady_clock::time_point;

  RateCardCache(std::size_t entries_max, std::chrono::seconds time_to_live)
      : entries_max_(entries_max), time_to_live_(time_to_live) {}

  SharedRateCard find(ObjectId id, SteadyTime now);  // null: not there, or too old
  void put(SharedRateCard card, SteadyTime now);
  void erase(ObjectId id);  // a create was refused with it
  // Erased and not put again: the next one has to be fresh.
  bool was_refused(ObjectId id) const { return refused_.contains(id); }
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    SharedRateCard card;
    SteadyTime read_at;
  };
  using Entries = std::list<Entry>;  // most recently used first

  void remove(ObjectId id);

  std::size_t entries_max_;
  std::chrono::seconds time_to_live_;
  Entries entries_;
  std::unordered_map<ObjectId, Entries::iterator> by_object_;
  std::unordered_set<ObjectId> refused_;
};

}  // namespace prokat::booking
