// Keys that were found good, by their SHA-256, for a while and up to a number. Only good ones:
// wrong keys would let anybody fill it. Belongs to one Loop.
#pragma once

#include <chrono>
#include <cstring>
#include <optional>
#include <unordered_map>

#include "services/auth/store.hpp"

namespace prokat::auth {

class TokenCache {
 public:
  using Clock = std::chrono::steady_clock;

  TokenCache(Clock::duration kept_for, std::size_t kept_max)
      : kept_for_(kept_for), kept_max_(kept_max) {}

  std::optional<Authenticated> find(const Sha256& hash, Clock::time_point now) const {
    const auto found = entries_.find(hash);
    if (found == entries_.end() || found->second.until <= now) return std::nullopt;
    return found->second.who;
  }

  // When full it forgets what has expired; if that is nothing, everything.
  void keep(const Sha256& hash, Authenticated who, Clock::time_point now) {
    if (entries_.size() >= kept_max_) {
      std::erase_if(entries_, [now](const auto& entry) { return entry.second.until <= now; });
      if (entries_.size() >= kept_max_) entries_.clear();
    }
    entries_.insert_or_assign(hash, Entry{std::move(who), now + kept_for_});
  }

  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    Authenticated who;
    Clock::time_point until;
  };
  struct FirstBytes {  // of a cryptographic hash are as good as any hash
    std::size_t operator()(const Sha256& hash) const {
      std::size_t value = 0;
      std::memcpy(&value, hash.data(), sizeof value);
      return value;
    }
  };

  Clock::duration kept_for_;
  std::size_t kept_max_;
  std::unordered_map<Sha256, Entry, FirstBytes> entries_;
};

}  // namespace prokat::auth
