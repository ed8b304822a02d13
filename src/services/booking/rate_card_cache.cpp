#include "services/booking/rate_card_cache.hpp"

namespace prokat::booking {

SharedRateCard RateCardCache::find(ObjectId id, SteadyTime now) {
  const auto found = by_object_.find(id);
  if (found == by_object_.end()) return nullptr;
  if (now - found->second->read_at >= time_to_live_) {
    remove(id);
    return nullptr;
  }
  entries_.splice(entries_.begin(), entries_, found->second);
  return found->second->card;
}

void RateCardCache::put(SharedRateCard card, SteadyTime now) {
  const auto id = card->object_id;
  remove(id);
  refused_.erase(id);
  entries_.push_front({std::move(card), now});
  by_object_[id] = entries_.begin();
  if (entries_.size() <= entries_max_) return;
  by_object_.erase(entries_.back().card->object_id);
  entries_.pop_back();
}

void RateCardCache::erase(ObjectId id) {
  remove(id);
  if (refused_.size() >= entries_max_) refused_.clear();
  refused_.insert(id);
}

void RateCardCache::remove(ObjectId id) {
  const auto found = by_object_.find(id);
  if (found == by_object_.end()) return;
  entries_.erase(found->second);
  by_object_.erase(found);
}

}  // namespace prokat::booking
