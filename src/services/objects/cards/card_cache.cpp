#include "services/objects/cards/card_cache.hpp"

#include <fmt/format.h>

namespace prokat::objects {
namespace {

using SteadyTime = runtime::SteadyClock::time_point;

constexpr int hours = 24;
// Views of this process go out together, at most so often.
constexpr std::chrono::milliseconds views_gap{1000};
constexpr std::size_t views_waiting_max = 10'000;

std::int64_t this_hour() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::hours>(now).count();
}

metrics::Counter looked_up(std::string_view result) {
  return metrics::counter("prokat_object_cards_total",
                          "Cards of objects asked for, by where they came from",
                          {{"result", result}});
}

}  // namespace

struct CardCache::Impl : std::enable_shared_from_this<Impl> {
  Impl(boost::asio::any_io_executor e, redis::Client& r, CardCacheOptions o)
      : executor(std::move(e)), redis(r), options(std::move(o)) {}

  std::string key(std::string_view name) const {
    // One hash slot for all, so that a cluster can read several at once.
    return fmt::format("{}:{{cards}}:{}", options.prefix, name);
  }
  std::string views_key(std::int64_t hour) const { return key(fmt::format("views:{}", hour)); }
  bool is_popular(ObjectId id) const {
    return popular.size() < options.popular_max || popular.contains(id);
  }

  Task<std::optional<redis::Reply>> ask(std::vector<std::string> arguments);
  Task<bool> begin_epoch();
  void count_view(ObjectId id);
  static Task<void> work_off_views(std::shared_ptr<Impl> self);
  Task<void> send_views();
  Task<void> read_popular();

  boost::asio::any_io_executor executor;
  redis::Client& redis;
  CardCacheOptions options;
  std::set<ObjectId> popular;
  SteadyTime popular_read_at{};
  SteadyTime asked_again_at{};
  bool in_doubt = false;  // the epoch may have to change, and Redis has not heard of it
  std::map<ObjectId, int> views;
  bool views_under_way = false;
  bool stopping = false;
  metrics::Counter hits = looked_up("hit");
  metrics::Counter misses = looked_up("miss");
  metrics::Counter bypasses = looked_up("bypass");
  metrics::Counter epochs =
      metrics::counter("prokat_object_cards_cleared_total", "How often all kept cards became void");
};

// A failure leaves everything in doubt: what was cleared meanwhile may have been missed.
Task<std::optional<redis::Reply>> CardCache::Impl::ask(std::vector<std::string> arguments) {
  auto reply = co_await redis.command(std::move(arguments), Deadline::in(options.command_time));
  if (!reply) {
    in_doubt = true;
    asked_again_at = runtime::SteadyClock::now() + options.breaker_time;
  }
  co_return reply;
}

Task<bool> CardCache::Impl::begin_epoch() {
  in_doubt = false;  // before the wait: a doubt that comes during it is another one
  std::vector<std::string> increment{"INCR", key("epoch")};
  const auto begun = co_await ask(std::move(increment));
  if (begun) epochs.add();
  co_return begun.has_value();
}

void CardCache::Impl::count_view(ObjectId id) {
  if (views.size() < views_waiting_max) ++views[id];
  if (views_under_way || stopping) return;
  views_under_way = true;
  runtime::spawn(executor, "objects.views", work_off_views(shared_from_this()));
}

Task<void> CardCache::Impl::work_off_views(std::shared_ptr<Impl> self) {
  co_await runtime::sleep_for(std::min(views_gap, self->options.popular_refresh));
  if (!self->stopping) co_await self->send_views();
  self->views_under_way = false;
}

Task<void> CardCache::Impl::send_views() {
  const auto sent = std::exchange(views, {});
  const auto bucket = views_key(this_hour());
  for (const auto& [id, count] : sent) {
    std::vector<std::string> view{"ZINCRBY", bucket, std::to_string(count), id.to_string()};
    if (stopping || !co_await ask(std::move(view))) co_return;
  }
  std::vector<std::string> expire{"EXPIRE", bucket, std::to_string((hours + 1) * 3600)};
  co_await ask(std::move(expire));
  const auto now = runtime::SteadyClock::now();
  if (now - popular_read_at < options.popular_refresh) co_return;
  popular_read_at = now;
  co_await read_popular();
}

Task<void> CardCache::Impl::read_popular() {
  std::vector<std::string> sum{"ZUNIONSTORE", key("popular"), std::to_string(hours)};
  for (int i = 0; i < hours; ++i) sum.push_back(views_key(this_hour() - i));
  if (stopping || !co_await ask(std::move(sum))) co_return;
  std::vector<std::string> range{"ZREVRANGE", key("popular"), "0",
                                 std::to_string(options.popular_max - 1)};
  const auto best = co_await ask(std::move(range));
  if (!best) co_return;
  popular.clear();
  for (const auto& text : best->items) {
    const auto id = text ? ObjectId::parse(*text) : std::nullopt;
    if (id) popular.insert(*id);
  }
}

CardCache::CardCache(boost::asio::any_io_executor executor, redis::Client& redis,
                     CardCacheOptions options)
    : impl_(std::make_shared<Impl>(std::move(executor), redis, std::move(options))) {}

CardCache::~CardCache() { impl_->stopping = true; }

Task<CardCache::Lookup> CardCache::find(ObjectId id) {
  const auto impl = impl_;
  impl->count_view(id);
  const bool resting = runtime::SteadyClock::now() < impl->asked_again_at;
  if (resting || !impl->is_popular(id) || (impl->in_doubt && !co_await impl->begin_epoch())) {
    impl->bypasses.add();
    co_return Lookup();
  }
  const auto place = impl->key(id.to_string());
  std::vector<std::string> both{"MGET", impl->key("epoch"), place};
  const auto reply = co_await impl->ask(std::move(both));
  if (!reply || reply->items.size() != 2) {
    impl->bypasses.add();
    co_return Lookup();
  }
  const std::string epoch = reply->items[0].value_or("0");
  const auto& stored = reply->items[1];
  if (stored && stored->starts_with(epoch + '\n')) {
    auto card = json::parse<PricedObject>(std::string_view(*stored).substr(epoch.size() + 1),
                                          {json::UnknownFields::ignore});
    if (card && card->object.id == id) {
      impl->hits.add();
      co_return Lookup{std::move(*card), std::nullopt};
    }
  }
  impl->misses.add();
  co_return Lookup{std::nullopt, Ticket{epoch}};
}

Task<void> CardCache::put(PricedObject card, Ticket ticket) {
  const auto impl = impl_;
  std::vector<std::string> set{"SET", impl->key(card.object.id.to_string()),
                               ticket.epoch + '\n' + json::write(card), "EX",
                               std::to_string(impl->options.time_to_live.count())};
  co_await impl->ask(std::move(set));
}

Task<void> CardCache::clear(Deadline) {
  const auto impl = impl_;
  if (runtime::SteadyClock::now() < impl->asked_again_at) {
    impl->in_doubt = true;
    co_return;
  }
  co_await impl->begin_epoch();
}

void CardCache::doubt() { impl_->in_doubt = true; }

}  // namespace prokat::objects
