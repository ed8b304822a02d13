#include "pg/connection_group.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <random>

#include "pg/errors.hpp"
#include "runtime/log.hpp"

namespace prokat::pg::detail {
namespace {

using runtime::SteadyClock;

constexpr std::chrono::milliseconds retry_first{50};
constexpr std::chrono::milliseconds retry_last{2000};
constexpr std::chrono::seconds rollback_time{5};

// Transactions may not take every connection: statements would wait for the slowest of them.
std::size_t most_leases(std::size_t connections) {
  return connections <= 1 ? connections : connections - std::max<std::size_t>(1, connections / 4);
}

// Up to half as much again, so that processes do not come back all in the same moment.
std::chrono::milliseconds with_jitter(std::chrono::milliseconds pause) {
  static thread_local std::minstd_rand random{std::random_device{}()};
  return pause + std::chrono::milliseconds(
                     std::uniform_int_distribution<std::int64_t>(0, pause.count() / 2)(random));
}

}  // namespace

ConnectionGroup::ConnectionGroup(boost::asio::any_io_executor executor, ConnectionTarget target,
                                 std::shared_ptr<Canceller> canceller, GroupLimits limits)
    : executor_(executor),
      target_(std::move(target)),
      canceller_(std::move(canceller)),
      limits_(std::move(limits)),
      leased_max_(most_leases(limits_.connections)),
      retry_timer_(executor),
      lost_(metrics::counter("prokat_pg_connections_lost_total", "Connections that broke in use",
                             {{"pool", limits_.name}})),
      refused_(metrics::counter("prokat_pg_refused_total",
                                "Calls refused because too many waited for a connection",
                                {{"pool", limits_.name}})),
      queue_length_(metrics::gauge("prokat_pg_queue_length", "Calls that wait for a connection",
                                   {{"pool", limits_.name}})) {}

void ConnectionGroup::make_connections() {
  while (connections_.size() < limits_.connections) {
    connections_.push_back(
        std::make_shared<Connection>(executor_, target_, canceller_, weak_from_this()));
  }
}

void ConnectionGroup::start() {
  make_connections();
  grow();
}

// --- counting and choosing ---------------------------------------------------------------------

std::size_t ConnectionGroup::count(Connection::State state) const {
  return static_cast<std::size_t>(
      std::ranges::count_if(connections_, [state](const auto& c) { return c->state() == state; }));
}

std::size_t ConnectionGroup::live() const {
  return count(Connection::State::ready) + count(Connection::State::draining);
}

std::size_t ConnectionGroup::leased() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(connections_, [](const auto& c) { return c->leased; }));
}

std::shared_ptr<Connection> ConnectionGroup::least_loaded() const {
  std::shared_ptr<Connection> best;
  for (const auto& connection : connections_) {
    if (!connection->ready() || connection->leased || connection->reserved) continue;
    if (connection->in_flight() == 0) return connection;
    if (connection->in_flight() >= limits_.depth) continue;
    if (!best || connection->in_flight() < best->in_flight()) best = connection;
  }
  return best;
}

std::shared_ptr<Connection> ConnectionGroup::idle() const {
  std::shared_ptr<Connection> best;
  for (const auto& connection : connections_) {
    if (!connection->ready() || connection->leased || connection->in_flight() > 0) continue;
    if (connection->reserved) return connection;
    if (!best) best = connection;
  }
  return best;
}

// --- calls -------------------------------------------------------------------------------------

void ConnectionGroup::submit(CallPointer call) {
  if (closing_) throw Unavailable(fmt::format("{}: shutting down", call->name), false);
  if (connections_.empty()) make_connections();
  if (!down_reason_.empty() && live() == 0) {
    throw Unavailable(fmt::format("{}: no database: {}", call->name, down_reason_), false);
  }
  if (call->kind != CallKind::lease && statements_.empty()) {
    if (const auto connection = least_loaded()) {
      if (connection->in_flight() > 0) grow();
      connection->send(std::move(call));
      return;
    }
  }
  if (statements_.size() + leases_.size() >= limits_.queue_max) {
    refused_.add();
    throw Overloaded(fmt::format("{}: {} calls wait for a connection", call->name,
                                 statements_.size() + leases_.size()));
  }
  (call->kind == CallKind::lease ? leases_ : statements_).push_back(call);
  serve();
  if (!call->done) grow();
  note_queue();
}

void ConnectionGroup::serve() {
  serve_leases();
  while (!statements_.empty()) {
    const auto connection = least_loaded();
    if (!connection) break;
    const CallPointer call = std::move(statements_.front());
    statements_.pop_front();
    if (!call->done) connection->send(call);
  }
}

void ConnectionGroup::serve_leases() {
  while (!leases_.empty() && leased() < leased_max_) {
    if (leases_.front()->done) {
      leases_.pop_front();
      continue;
    }
    const auto connection = idle();
    if (!connection) break;
    const CallPointer call = std::move(leases_.front());
    leases_.pop_front();
    connection->reserved = false;
    connection->leased = true;
    call->leased = connection;
    call->complete(executor_);
  }
  reserve();
}

// Keeps statements off as many connections as there are leases to grant, so that these drain.
void ConnectionGroup::reserve() {
  std::size_t wanted = std::min(leases_.size(), leased_max_ - std::min(leased(), leased_max_));
  for (const auto& connection : connections_) {
    connection->reserved = wanted > 0 && connection->ready() && !connection->leased;
    if (connection->reserved) --wanted;
  }
}

void ConnectionGroup::give_back(const std::shared_ptr<Connection>& connection, bool rollback) {
  connection->leased = false;
  // While it drains after a cancel, its probe is a ROLLBACK. Otherwise what comes next may already
  // be sent behind ours: the server works them off in order.
  if (rollback && connection->ready()) {
    connection->send(std::make_shared<Call>(CallKind::command, "rollback", "ROLLBACK", Params(),
                                            Deadline(SteadyClock::now() + rollback_time)));
  }
  if (closing_) return;
  if (connection->state() == Connection::State::closed && live() == 0 && !retry_waits_) grow();
  serve();
  note_queue();
}

void ConnectionGroup::on_hit_by_mistake(CallPointer call) {
  statements_.push_front(std::move(call));
  serve();
}

void ConnectionGroup::sweep(SteadyClock::time_point now) {
  for (const auto& connection : connections_) {
    if (connection->in_flight() > 0 || connection->state() == Connection::State::draining) {
      connection->sweep(now);
    }
  }
  const auto give_up = [this, now](const CallPointer& call) {
    if (call->deadline.at() > now) return call->done;
    call->fail(executor_, std::make_exception_ptr(runtime::DeadlineExceeded(
                              fmt::format("{}: no free database connection in time", call->name))));
    return true;
  };
  const std::size_t gone = std::erase_if(statements_, give_up) + std::erase_if(leases_, give_up);
  if (gone == 0) return;
  reserve();
  note_queue();
}

bool ConnectionGroup::busy() const {
  return !statements_.empty() || !leases_.empty() ||
         std::ranges::any_of(connections_, [](const auto& connection) {
           return connection->in_flight() > 0 || connection->state() == Connection::State::draining;
         });
}

// --- connections -------------------------------------------------------------------------------

bool ConnectionGroup::grow() {
  if (closing_ || retry_waits_) return false;
  for (const auto& connection : connections_) {
    if (connection->state() != Connection::State::closed || connection->leased) continue;
    connection->reserved = false;
    connection->open();
    return true;
  }
  return false;
}

void ConnectionGroup::on_room(Connection&) {
  if (failures_ > 0 || !down_reason_.empty()) {
    log::info("pg.connected", {{"pool", limits_.name}, {"attempts_failed", failures_}});
  }
  failures_ = 0;
  down_reason_.clear();
  serve();
  if (!statements_.empty() || !leases_.empty()) grow();
  note_queue();
}

void ConnectionGroup::on_lost(Connection& connection, const std::string& reason, bool was_ready) {
  connection.reserved = false;
  if (closing_) return;
  if (was_ready) {
    lost_.add();
    log::warn("pg.connection_lost", {{"pool", limits_.name}, {"reason", reason}});
    // One attempt finds out whether the server is there; sixteen would not find out more.
    if (live() == 0 && count(Connection::State::connecting) == 0) grow();
    return;
  }
  if (failures_++ == 0) {
    log::warn("pg.connect_failed", {{"pool", limits_.name}, {"reason", reason}});
  }
  down_reason_ = reason;
  if (live() == 0 && count(Connection::State::connecting) == 0) fail_waiting(reason);
  retry_later();
}

void ConnectionGroup::retry_later() {
  if (retry_waits_) return;
  retry_waits_ = true;
  const auto pause = std::min(retry_last, retry_first * (1 << std::min(failures_ - 1, 6)));
  retry_timer_.expires_after(with_jitter(pause));
  retry_timer_.async_wait([weak = weak_from_this()](auto error) {
    const auto self = weak.lock();
    if (error || !self) return;
    self->retry_waits_ = false;
    // Also with nobody waiting: so the database's return is known before the next call.
    if (self->live() == 0 || !self->statements_.empty() || !self->leases_.empty()) self->grow();
  });
}

void ConnectionGroup::fail_waiting(const std::string& why) {
  for (auto* queue : {&statements_, &leases_}) {
    for (const auto& call : *queue) {
      call->fail(executor_, std::make_exception_ptr(Unavailable(
                                fmt::format("{}: no database: {}", call->name, why), false)));
    }
    queue->clear();
  }
  note_queue();
}

void ConnectionGroup::refuse_more() {
  closing_ = true;
  retry_timer_.cancel();
  fail_waiting("shutting down");
}

void ConnectionGroup::close() {
  refuse_more();
  for (const auto& connection : connections_) connection->close();
}

void ConnectionGroup::note_queue() const {
  queue_length_.set(static_cast<double>(statements_.size() + leases_.size()));
}

}  // namespace prokat::pg::detail
