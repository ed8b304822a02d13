// What came from outside (updates of a messenger, webhooks), deduplicated by (source, key) before
// anything happens because of it, and worked off in order within a lane (one chat, one payment).
// Payloads are sealed under the master key while they wait and dropped when done.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "pg/database.hpp"
#include "runtime/context.hpp"
#include "runtime/vault.hpp"

namespace prokat::events {

struct InboxItem {
  std::string source;   // "telegram:123456", "yookassa"
  std::string key;      // update_id; "payment.succeeded:<payment id>"
  std::string lane;     // items of one lane are handled one after another, in order of arrival
  std::string payload;  // JSON
};

// Handles one item. Returning = done. Throwing = tried again with back-off; parked after 20 tries,
// and then the lane goes on.
using InboxHandler = std::function<Task<void>(CallContext, InboxItem)>;

class Inbox {
 public:
  Inbox(boost::asio::any_io_executor executor, pg::Pool& pool, const runtime::Vault& vault);
  ~Inbox();
  // Stores what is new, in one statement; duplicates are silently dropped. Returns how many were
  // new.
  Task<std::size_t> receive(std::vector<InboxItem> items, Deadline deadline);
  // Handles the source's items in this process: one at a time per lane (a lease in `inbox_lanes`,
  // so also across processes), lanes side by side.
  void handle(std::string source, InboxHandler handler, std::size_t parallel_max = 16);
  void start();
  void wake();
  Task<void> stop(Deadline deadline);

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

}  // namespace prokat::events
