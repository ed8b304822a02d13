#include <algorithm>
#include <map>

#include "events/delivery_worker.hpp"
#include "events/schedule.hpp"
#include "events/sql.hpp"
#include "events/subscriber.hpp"
#include "runtime/metrics.hpp"
#include "runtime/worker.hpp"

namespace prokat::events {
namespace {

using namespace std::chrono_literals;
using runtime::SteadyClock;

// Under load one run in this time takes all events that have come together since the last: a run
// for each would cost the database more than the events themselves. An event that comes alone is
// dispatched at once.
constexpr auto gap_min = 75ms;
constexpr auto dispatch_time = 10s;

}  // namespace

struct Worker::Impl {
  Impl(boost::asio::any_io_executor e, pg::Pool& p, WorkerOptions o)
      : executor(std::move(e)),
        pool(p),
        options(o),
        dispatched(metrics::counter("prokat_events_dispatched_total",
                                    "Events turned into deliveries by this process")),
        dispatcher(executor, "events.dispatcher", options.poll_interval,
                   [this] { return dispatch(); }) {}

  Task<bool> dispatch();
  Task<void> wake_due();
  void wake_subscriber(const std::string& name);

  boost::asio::any_io_executor executor;
  pg::Pool& pool;
  WorkerOptions options;
  metrics::Counter dispatched;
  std::map<std::string, std::unique_ptr<DeliveryWorker>> subscribers;
  SteadyClock::time_point last_find{};  // when a run last found events
  SteadyClock::time_point last_look{};  // for deliveries whose time has come
  bool stopping = false;
  runtime::PeriodicWorker dispatcher;
};

Task<bool> Worker::Impl::dispatch() {
  const auto since = SteadyClock::now() - last_find;
  if (since < gap_min) {
    co_await runtime::sleep_for(std::chrono::ceil<std::chrono::milliseconds>(gap_min - since));
    if (stopping) co_return false;
  }
  pg::Params params;
  params.add(machine_time()).add(static_cast<std::int64_t>(options.dispatch_batch));
  const pg::Rows rows =
      co_await pool.statement(sql::dispatch_events, std::move(params), Deadline::in(dispatch_time));
  const auto count = rows.only().get<std::int64_t>("dispatched");
  for (const auto& name : rows.only().get<std::vector<std::string>>("subscribers")) {
    wake_subscriber(name);
  }
  const bool full = count == static_cast<std::int64_t>(options.dispatch_batch);
  if (count > 0) {
    dispatched.add(static_cast<double>(count));
    // A full batch is a backlog: the next one follows without a gap.
    last_find = full ? SteadyClock::time_point{} : SteadyClock::now();
  }
  if (SteadyClock::now() - last_look >= options.poll_interval) co_await wake_due();
  co_return full;
}

// Back-offs that are over, and deliveries that another process has made for a subscriber of ours.
Task<void> Worker::Impl::wake_due() {
  last_look = SteadyClock::now();
  if (subscribers.empty()) co_return;
  std::vector<std::string> names;
  names.reserve(subscribers.size());
  for (const auto& [name, worker] : subscribers) names.push_back(name);
  pg::Params params;
  params.add_array(names).add(machine_time());
  const pg::Rows rows =
      co_await pool.statement(sql::due_subscribers, std::move(params), Deadline::in(dispatch_time));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    wake_subscriber(rows[i].get<std::string>("name"));
  }
}

void Worker::Impl::wake_subscriber(const std::string& name) {
  if (const auto found = subscribers.find(name); found != subscribers.end()) found->second->wake();
}

Worker::Worker(boost::asio::any_io_executor executor, pg::Pool& pool, WorkerOptions options)
    : impl_(std::make_shared<Impl>(std::move(executor), pool, options)) {}

Worker::~Worker() { impl_->stopping = true; }

void Worker::subscribe(Subscriber subscriber) {
  const std::string name = subscriber.name;
  impl_->subscribers[name] =
      std::make_unique<DeliveryWorker>(impl_->executor, impl_->pool, std::move(subscriber));
}

void Worker::start() {
  for (const auto& [name, worker] : impl_->subscribers) worker->start();
  impl_->dispatcher.start();
}

void Worker::wake() { impl_->dispatcher.wake(); }

Task<void> Worker::stop(Deadline deadline) {
  const auto impl = impl_;
  impl->stopping = true;
  co_await impl->dispatcher.stop(deadline);
  std::vector<DeliveryWorker*> workers;
  workers.reserve(impl->subscribers.size());
  for (const auto& [name, worker] : impl->subscribers) workers.push_back(worker.get());
  for (auto* worker : workers) co_await worker->stop(deadline);
}

}  // namespace prokat::events
