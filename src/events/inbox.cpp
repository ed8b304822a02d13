#include "events/inbox.hpp"

#include <map>
#include <optional>
#include <set>

#include "events/failure.hpp"
#include "events/schedule.hpp"
#include "events/sql.hpp"
#include "runtime/async_event.hpp"
#include "runtime/log.hpp"
#include "runtime/metrics.hpp"
#include "runtime/worker.hpp"

namespace prokat::events {
namespace {

using namespace std::chrono_literals;

constexpr auto poll_interval = 500ms;
// Short, so that a chat does not stand still for long when its process is killed; renewed well
// before.
constexpr auto lease_time = 10s;
constexpr auto renew_interval = 3s;
constexpr auto item_time = 30s;
constexpr auto statement_time = 5s;
constexpr std::int64_t items_at_once = 20;

std::string purpose_of(const std::string& source) { return "inbox:" + source; }

struct Item {
  std::string key;
  std::vector<std::uint8_t> payload;
  int attempts;
  Instant next_attempt_at;
};

}  // namespace

struct Inbox::Impl : std::enable_shared_from_this<Inbox::Impl> {
  struct Source {
    std::string name;
    InboxHandler handler;
    std::size_t parallel_max;
    // Being worked on by this instance -> is the lease still ours? While a lane that was lost is at
    // its last item it stays here, so that nobody here begins it again beside that.
    std::map<std::string, bool> lanes;
    std::size_t running = 0;
    metrics::Counter handled;
    metrics::Counter failed;
    std::unique_ptr<runtime::PeriodicWorker> worker;
  };

  Impl(boost::asio::any_io_executor e, pg::Pool& p, const runtime::Vault& v)
      : executor(std::move(e)),
        pool(p),
        vault(v),
        idle(executor),
        renewer(executor, "inbox.leases", renew_interval, [this] { return renew(); }) {}

  Task<bool> lease(Source& source);
  Task<bool> renew();
  static Task<void> work_lane(std::shared_ptr<Impl> self, Source& source, std::string lane);
  Task<void> work_items(Source& source, const std::string& lane);
  Task<std::vector<Item>> next_items(const Source& source, const std::string& lane);
  Task<bool> handle(Source& source, const std::string& lane, Item item);
  Task<void> note_failure(Source& source, const Item& item, const std::string& why);
  std::size_t running() const;

  boost::asio::any_io_executor executor;
  pg::Pool& pool;
  const runtime::Vault& vault;
  const std::string instance = format_uuid(make_uuid_v7());
  std::map<std::string, Source> sources;  // never changes after start()
  bool stopping = false;
  runtime::AsyncEvent idle;  // no lane is being worked on
  runtime::PeriodicWorker renewer;
};

// --- leases ------------------------------------------------------------------------------------

Task<bool> Inbox::Impl::lease(Source& source) {
  if (source.running >= source.parallel_max) co_return false;
  const auto room = static_cast<std::int64_t>(source.parallel_max - source.running);
  const Instant now = machine_time();
  pg::Params params;
  params.add(source.name).add(now).add(now + lease_time).add(instance).add(room);
  const pg::Rows rows =
      co_await pool.statement(sql::lease_lanes, std::move(params), Deadline::in(statement_time));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto lane = rows[i].get<std::string>("lane");
    const auto [position, is_new] = source.lanes.insert_or_assign(lane, true);
    if (!is_new) continue;  // lost for a moment and won again: its task goes on
    ++source.running;
    runtime::spawn(executor, "inbox." + source.name,
                   work_lane(shared_from_this(), source, std::move(lane)));
  }
  co_return false;
}

Task<bool> Inbox::Impl::renew() {
  if (running() == 0) co_return false;
  pg::Params params;
  params.add(instance).add(machine_time() + lease_time);
  const pg::Rows rows =
      co_await pool.statement(sql::renew_leases, std::move(params), Deadline::in(statement_time));
  std::map<std::string, std::set<std::string>> kept;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    kept[rows[i].get<std::string>("source")].insert(rows[i].get<std::string>("lane"));
  }
  for (auto& [name, source] : sources) {
    for (auto& [lane, is_ours] : source.lanes) {
      if (!is_ours || kept[name].contains(lane)) continue;
      is_ours = false;
      log::warn("inbox.lease_lost", {{"source", name}});
    }
  }
  co_return false;
}

std::size_t Inbox::Impl::running() const {
  std::size_t all = 0;
  for (const auto& [name, source] : sources) all += source.running;
  return all;
}

// --- the items of a lane -----------------------------------------------------------------------

Task<void> Inbox::Impl::work_lane(std::shared_ptr<Impl> self, Source& source, std::string lane) {
  std::exception_ptr failure;
  try {
    co_await self->work_items(source, lane);
  } catch (...) {
    failure = std::current_exception();  // the database: the item is tried again, nothing counted
  }
  try {
    if (source.lanes[lane]) {
      pg::Params params;
      params.add(source.name).add(lane).add(self->instance);
      co_await self->pool.statement(sql::release_lane, std::move(params),
                                    Deadline::in(statement_time));
    }
  } catch (...) {
    failure = std::current_exception();  // the lease runs out by itself
  }
  source.lanes.erase(lane);
  --source.running;
  if (self->running() == 0) self->idle.notify();
  // Items may have come between the last look and the release. After a failure the poll will do.
  if (failure) std::rethrow_exception(failure);
  if (!self->stopping) source.worker->wake();
}

Task<void> Inbox::Impl::work_items(Source& source, const std::string& lane) {
  while (true) {
    std::vector<Item> items = co_await next_items(source, lane);
    if (items.empty()) co_return;
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (stopping || !source.lanes[lane]) co_return;
      if (items[i].next_attempt_at > machine_time()) co_return;  // order: nothing overtakes it
      const bool go_on = co_await handle(source, lane, std::move(items[i]));
      if (!go_on) co_return;
    }
  }
}

Task<std::vector<Item>> Inbox::Impl::next_items(const Source& source, const std::string& lane) {
  pg::Params params;
  params.add(source.name).add(lane).add(items_at_once);
  const pg::Rows rows =
      co_await pool.statement(sql::lane_items, std::move(params), Deadline::in(statement_time));
  std::vector<Item> items;
  items.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    items.push_back(Item{.key = rows[i].get<std::string>("key"),
                         .payload = rows[i].get<std::vector<std::uint8_t>>("payload"),
                         .attempts = rows[i].get<int>("attempts"),
                         .next_attempt_at = rows[i].get<Instant>("next_attempt_at")});
  }
  co_return items;
}

// True when the lane may go on: the item is done, or parked.
Task<bool> Inbox::Impl::handle(Source& source, const std::string& lane, Item item) {
  std::optional<std::string> failure;
  try {
    auto payload = vault.open(item.payload, purpose_of(source.name));
    if (!payload) throw std::runtime_error("the payload was sealed under another master key");
    co_await source.handler(
        CallContext::system("inbox", item_time),
        InboxItem{
            .source = source.name, .key = item.key, .lane = lane, .payload = *std::move(payload)});
  } catch (...) {
    failure = failure_of_handler();
    if (!failure) throw;
  }
  if (failure) {
    co_await note_failure(source, item, *failure);
    co_return item_schedule.exhausted(item.attempts + 1);
  }
  pg::Params params;
  params.add(source.name).add(item.key);
  co_await pool.statement(sql::finish_item, std::move(params), Deadline::in(statement_time));
  source.handled.add();
  co_return true;
}

Task<void> Inbox::Impl::note_failure(Source& source, const Item& item, const std::string& why) {
  const int failures = item.attempts + 1;
  const bool park = item_schedule.exhausted(failures);
  pg::Params params;
  params.add(source.name)
      .add(item.key)
      .add(item.attempts)
      .add(machine_time() + item_schedule.pause(failures))
      .add(why)
      .add(park);
  co_await pool.statement(sql::fail_item, std::move(params), Deadline::in(statement_time));
  source.failed.add();
  log::write(park ? log::Level::error : log::Level::warn,
             park ? "inbox.parked" : "inbox.item_failed",
             {{"source", source.name}, {"key", item.key}, {"attempt", failures}, {"error", why}});
}

// --- Inbox -------------------------------------------------------------------------------------

Inbox::Inbox(boost::asio::any_io_executor executor, pg::Pool& pool, const runtime::Vault& vault)
    : impl_(std::make_shared<Impl>(std::move(executor), pool, vault)) {}

Inbox::~Inbox() { impl_->stopping = true; }

Task<std::size_t> Inbox::receive(std::vector<InboxItem> items, Deadline deadline) {
  if (items.empty()) co_return 0;
  std::vector<std::string> sources, keys, lanes;
  std::vector<std::vector<std::uint8_t>> payloads;
  for (auto& item : items) {
    payloads.push_back(impl_->vault.seal(item.payload, purpose_of(item.source)));
    sources.push_back(std::move(item.source));
    keys.push_back(std::move(item.key));
    lanes.push_back(std::move(item.lane));
  }
  pg::Params params;
  params.add_array(sources).add_array(keys).add_array(lanes).add_array(payloads).add(
      machine_time());
  const pg::Rows rows =
      co_await impl_->pool.statement(sql::receive_items, std::move(params), deadline);
  if (rows.affected() > 0) wake();
  co_return rows.affected();
}

void Inbox::handle(std::string source, InboxHandler handler, std::size_t parallel_max) {
  auto& added = impl_->sources[source];
  added.name = source;
  added.handler = std::move(handler);
  added.parallel_max = parallel_max;
  added.handled = metrics::counter("prokat_inbox_handled_total", "Items from outside handled",
                                   {{"source", source}});
  added.failed = metrics::counter("prokat_inbox_failed_total", "Items from outside that failed",
                                  {{"source", source}});
  added.worker = std::make_unique<runtime::PeriodicWorker>(
      impl_->executor, "inbox." + source, poll_interval,
      [impl = impl_.get(), &added] { return impl->lease(added); });
}

void Inbox::start() {
  for (const auto& [name, source] : impl_->sources) source.worker->start();
  impl_->renewer.start();
}

void Inbox::wake() {
  for (const auto& [name, source] : impl_->sources) source.worker->wake();
}

Task<void> Inbox::stop(Deadline deadline) {
  const auto impl = impl_;
  impl->stopping = true;
  std::vector<runtime::PeriodicWorker*> workers;
  for (const auto& [name, source] : impl->sources) workers.push_back(source.worker.get());
  for (auto* worker : workers) co_await worker->stop(deadline);
  while (impl->running() > 0 && !deadline.passed()) co_await impl->idle.wait(deadline);
  co_await impl->renewer.stop(deadline);
}

}  // namespace prokat::events
