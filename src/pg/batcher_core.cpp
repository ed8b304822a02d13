#include "pg/batcher_core.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <boost/asio/post.hpp>

#include "pg/errors.hpp"
#include "pg/pool_impl.hpp"
#include "runtime/log.hpp"

namespace prokat::pg::detail {

namespace {

using runtime::SteadyClock;

// Where every group fails, each member costs two statements: better none is made for a while.
constexpr int failed_in_a_row_max = 4;
constexpr std::chrono::seconds pause_after_failures{5};

constexpr std::string_view statements_help = "Statements that a batcher sent, by how many shared";

}  // namespace

// Called when a flight's statement has ended, in a handler of its own.
class FlightEnd : public Resumption {
 public:
  FlightEnd(std::weak_ptr<BatcherCore> core, std::weak_ptr<Flight> flight)
      : core_(std::move(core)), flight_(std::move(flight)) {}
  void resume() override {
    const auto core = core_.lock();
    const auto flight = flight_.lock();
    if (core && flight) core->on_end(flight);
  }

 private:
  std::weak_ptr<BatcherCore> core_;
  std::weak_ptr<Flight> flight_;
};

BatcherCore::BatcherCore(std::shared_ptr<Pool::Impl> pool, Statement single, Statement grouped,
                         BatchParameters parameters, BatcherOptions options)
    : pool_(std::move(pool)),
      executor_(pool_->executor),
      // It never holds more than one statement for each connection.
      group_(pool_->make_group({options.name, options.connections, 1, options.connections},
                               options.session_options)),
      single_(single),
      grouped_(grouped),
      parameters_(std::move(parameters)),
      options_(std::move(options)),
      seconds_(metrics::histogram("prokat_pg_seconds",
                                  "From the call to the answer, waiting included",
                                  {{"kind", options_.name}})),
      single_statements_(metrics::counter("prokat_pg_batcher_statements_total", statements_help,
                                          {{"batcher", options_.name}, {"kind", "single"}})),
      group_statements_(metrics::counter("prokat_pg_batcher_statements_total", statements_help,
                                         {{"batcher", options_.name}, {"kind", "group"}})),
      grouped_members_(metrics::counter("prokat_pg_batcher_grouped_total",
                                        "Requests that shared a statement with others",
                                        {{"batcher", options_.name}})),
      failed_groups_(metrics::counter("prokat_pg_batcher_failed_groups_total",
                                      "Groups that failed; their members were sent again, alone",
                                      {{"batcher", options_.name}})),
      repeated_(metrics::counter("prokat_pg_batcher_repeated_total",
                                 "Requests sent again because their connection was lost",
                                 {{"batcher", options_.name}})),
      refused_(metrics::counter("prokat_pg_batcher_refused_total",
                                "Requests refused because too many waited",
                                {{"batcher", options_.name}})),
      queue_length_(metrics::gauge("prokat_pg_batcher_queue_length",
                                   "Requests that wait for a free connection",
                                   {{"batcher", options_.name}})) {}

std::shared_ptr<BatcherCore> BatcherCore::make(Pool& pool, Statement single, Statement grouped,
                                               BatchParameters parameters, BatcherOptions options) {
  if (options.connections == 0 || options.batch_max == 0)
    throw std::invalid_argument("a batcher needs a connection and a batch");
  std::shared_ptr<BatcherCore> core(
      new BatcherCore(pool.impl_, single, grouped, std::move(parameters), std::move(options)));
  pool.impl_->batchers.push_back(core);
  return core;
}

Task<BatchAnswer> BatcherCore::run(std::shared_ptr<BatcherCore> self, MemberPointer member) {
  const auto start = SteadyClock::now();
  try {
    self->enqueue(member);
    self->pool_->watch_deadlines();
    co_await wait_for(member);
  } catch (...) {
    self->pool_->note_failure();
    throw;
  }
  self->seconds_.observe(std::chrono::duration<double>(SteadyClock::now() - start).count());
  co_return std::move(member->answer);
}

// --- the queue ---------------------------------------------------------------------------------

void BatcherCore::enqueue(MemberPointer member) {
  if (closing_) throw Unavailable(fmt::format("{}: shutting down", single_.name), false);
  if (waiting_.size() >= options_.queue_max) {
    refused_.add();
    throw Overloaded(fmt::format("{}: {} requests wait", single_.name, waiting_.size()));
  }
  waiting_.push_back(std::move(member));
  dispatch_later();
}

// At the end of the loop turn: whatever else this turn brings goes along.
void BatcherCore::dispatch_later() {
  if (dispatch_posted_ || waiting_.empty() || flights_.size() >= options_.connections) return;
  dispatch_posted_ = true;
  boost::asio::post(executor_, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->dispatch();
  });
}

void BatcherCore::dispatch() {
  dispatch_posted_ = false;
  while (flights_.size() < options_.connections && !waiting_.empty()) {
    auto members = take();
    if (!members.empty()) send(std::move(members));
  }
  queue_length_.set(static_cast<double>(waiting_.size()));
}

// Not all that waits: what one connection takes is answered at once and comes back at once, and the
// other connections would stay idle.
std::size_t BatcherCore::share() const {
  const std::size_t outstanding = waiting_.size() + in_flight_;
  return std::min(options_.batch_max,
                  (outstanding + options_.connections - 1) / options_.connections);
}

std::vector<MemberPointer> BatcherCore::take() {
  std::size_t most = share();
  if (failed_in_a_row_ >= failed_in_a_row_max && SteadyClock::now() < alone_until_) most = 1;
  std::vector<MemberPointer> members;
  while (members.size() < most && !waiting_.empty()) {
    if (waiting_.front()->done) {
      waiting_.pop_front();
      continue;
    }
    if (waiting_.front()->alone) most = 1;
    if (members.size() >= most) break;
    members.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return members;
}

// --- a statement -------------------------------------------------------------------------------

void BatcherCore::send(std::vector<MemberPointer> members) {
  const bool grouped = members.size() > 1;
  const Statement& statement = grouped ? grouped_ : single_;
  const auto latest = std::ranges::max(members, {}, [](const auto& m) { return m->deadline.at(); });
  std::vector<const void*> items;
  items.reserve(members.size());
  for (const auto& member : members) items.push_back(member->item.get());
  const auto flight = std::make_shared<Flight>();
  try {
    flight->call = std::make_shared<Call>(CallKind::prepared, statement.name, statement.text,
                                          parameters_(items), latest->deadline);
    flight->call->resume = std::make_unique<FlightEnd>(weak_from_this(), flight);
    group_->submit(flight->call);
  } catch (...) {
    fall_apart(members);
    return;
  }
  (grouped ? group_statements_ : single_statements_).add();
  if (grouped) grouped_members_.add(static_cast<double>(members.size()));
  in_flight_ += members.size();
  flight->members = std::move(members);
  flights_.push_back(flight);
}

void BatcherCore::on_end(const std::shared_ptr<Flight>& flight) {
  if (flights_.remove(flight) == 0) return;  // closed meanwhile
  in_flight_ -= flight->members.size();
  try {
    if (flight->call->failure) std::rethrow_exception(flight->call->failure);
    hand_out(*flight);
  } catch (...) {
    fall_apart(flight->members);
  }
  dispatch_later();
}

void BatcherCore::hand_out(Flight& flight) {
  const Rows rows(std::make_shared<RowsData>(flight.call->name, std::move(flight.call->result)));
  if (rows.size() != flight.members.size()) {
    throw std::logic_error(fmt::format("{}: {} rows for {} requests", flight.call->name,
                                       rows.size(), flight.members.size()));
  }
  if (flight.members.size() > 1) failed_in_a_row_ = 0;
  for (std::size_t i = 0; i < flight.members.size(); ++i) {
    flight.members[i]->answer = BatchAnswer{rows, i};
    flight.members[i]->complete(executor_);
  }
}

// --- failures ----------------------------------------------------------------------------------

void BatcherCore::fall_apart(const std::vector<MemberPointer>& members) {
  try {
    throw;
  } catch (const Error& error) {
    if (members.size() == 1) {
      fail(members, std::current_exception());
      return;
    }
    log::warn("pg.group_failed",
              {{"batcher", options_.name}, {"members", members.size()}, {"error", error.what()}});
    note_failed_group();
    again_alone(members);  // one transaction: nothing of it is there
  } catch (const Unavailable& lost) {
    std::vector<MemberPointer> repeatable;
    for (const auto& member : members) {
      if (lost.outcome_unknown() && member->repeat == Repeat::allowed &&
          !std::exchange(member->lost_once, true)) {
        repeatable.push_back(member);
      } else {
        member->fail(executor_, std::current_exception());
      }
    }
    repeated_.add(static_cast<double>(repeatable.size()));
    again_alone(repeatable);
  } catch (...) {
    fail(members, std::current_exception());
  }
}

// At the head of the queue, in their order: they have waited longest.
void BatcherCore::again_alone(const std::vector<MemberPointer>& members) {
  if (closing_) {
    fail(members, std::make_exception_ptr(
                      Unavailable(fmt::format("{}: shutting down", single_.name), false)));
    return;
  }
  for (const auto& member : members) member->alone = true;
  waiting_.insert(waiting_.begin(), members.begin(), members.end());
  dispatch_later();
}

void BatcherCore::fail(const std::vector<MemberPointer>& members, const std::exception_ptr& why) {
  for (const auto& member : members) member->fail(executor_, why);
}

void BatcherCore::note_failed_group() {
  failed_groups_.add();
  if (++failed_in_a_row_ < failed_in_a_row_max) return;
  alone_until_ = SteadyClock::now() + pause_after_failures;
  failed_in_a_row_ = failed_in_a_row_max;
  log::warn("pg.grouping_paused", {{"batcher", options_.name}});
}

// --- deadlines and the end ---------------------------------------------------------------------

void BatcherCore::sweep(SteadyClock::time_point now) {
  const auto give_up = [this, now](const MemberPointer& member) {
    if (member->done || member->deadline.at() > now) return member->done;
    member->fail(executor_, std::make_exception_ptr(runtime::DeadlineExceeded(
                                fmt::format("{}: no answer in time", single_.name))));
    return true;
  };
  std::erase_if(waiting_, give_up);
  for (const auto& flight : flights_) std::ranges::for_each(flight->members, give_up);
  group_->sweep(now);
}

void BatcherCore::refuse_more() {
  closing_ = true;
  const std::vector<MemberPointer> left(waiting_.begin(), waiting_.end());
  waiting_.clear();
  again_alone(left);  // which refuses them
  group_->refuse_more();
}

void BatcherCore::close() {
  refuse_more();
  const auto flights = std::exchange(flights_, {});
  in_flight_ = 0;
  group_->close();
  for (const auto& flight : flights) {
    fail(flight->members, std::make_exception_ptr(Unavailable(
                              fmt::format("{}: the connection is closed", single_.name), true)));
  }
}

// --- for the template ---------------------------------------------------------------------------

std::shared_ptr<BatcherCore> make_batcher_core(Pool& pool, Statement single, Statement group,
                                               BatchParameters parameters, BatcherOptions options) {
  return BatcherCore::make(pool, single, group, std::move(parameters), std::move(options));
}

void close_batcher(BatcherCore& core) { core.close(); }

Task<BatchAnswer> run_in_batch(std::shared_ptr<BatcherCore> core, std::shared_ptr<const void> item,
                               Repeat repeat, Deadline deadline) {
  return BatcherCore::run(std::move(core),
                          std::make_shared<Member>(std::move(item), repeat, deadline));
}

}  // namespace prokat::pg::detail
