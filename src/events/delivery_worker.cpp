#include "events/delivery_worker.hpp"

#include "events/failure.hpp"
#include "events/schedule.hpp"
#include "events/sql.hpp"
#include "runtime/log.hpp"

namespace prokat::events {
namespace {

using namespace std::chrono_literals;

// The dispatcher wakes it; this is for wake-ups that were lost.
constexpr auto own_poll_interval = 5s;
constexpr auto batch_time = 30s;
constexpr auto bookkeeping_time = 5s;
constexpr auto overdue_after = 15min;

Delivery read_delivery(const pg::Row& row) {
  return Delivery{.event = Event{.id = row.get<EventId>("id"),
                                 .type = row.get<std::string>("type"),
                                 .aggregate_kind = row.get<std::string>("aggregate_kind"),
                                 .aggregate_id = row.get<std::string>("aggregate_id"),
                                 .payload = row.get<std::string>("payload")},
                  .attempt = row.get<int>("attempts") + 1};
}

}  // namespace

DeliveryWorker::DeliveryWorker(boost::asio::any_io_executor executor, pg::Pool& pool,
                               Subscriber subscriber)
    : pool_(pool),
      subscriber_(std::move(subscriber)),
      delivered_(metrics::counter("prokat_events_delivered_total", "Deliveries handled",
                                  {{"subscriber", subscriber_.name}})),
      failed_(metrics::counter("prokat_events_failed_total", "Deliveries that failed alone",
                               {{"subscriber", subscriber_.name}})),
      parked_(metrics::counter("prokat_events_parked_total", "Deliveries given up",
                               {{"subscriber", subscriber_.name}})),
      delay_seconds_(metrics::histogram("prokat_events_delay_seconds",
                                        "From the oldest event of a batch to its delivery",
                                        {{"subscriber", subscriber_.name}})),
      worker_(std::move(executor), "events." + subscriber_.name, own_poll_interval,
              [this] { return deliver_batch(); }) {}

Task<bool> DeliveryWorker::deliver_batch() {
  std::vector<Taken> taken;
  std::vector<Delivery> deliveries;
  std::optional<std::string> failure;
  {
    pg::Transaction tx = co_await pool_.transaction(Deadline::in(batch_time));
    pg::Params params;
    params.add(subscriber_.name)
        .add(machine_time())
        .add(static_cast<std::int64_t>(subscriber_.batch_max));
    const pg::Rows rows = co_await tx.statement(sql::take_deliveries, std::move(params));
    if (rows.empty()) co_return false;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      deliveries.push_back(read_delivery(rows[i]));
      taken.push_back({deliveries.back(), rows[i].get<Instant>("recorded_at")});
    }
    failure = co_await handle(tx, std::move(deliveries));
    // Otherwise tx goes here and takes the marks and the handler's effects back.
  }
  if (!failure) {
    const auto delay = std::chrono::duration<double>(machine_time() - taken.front().recorded_at);
    delay_seconds_.observe(delay.count());
    note_delivered(taken.size());
    co_return taken.size() == subscriber_.batch_max;
  }
  log::info("events.batch_failed",
            {{"subscriber", subscriber_.name}, {"size", taken.size()}, {"error", *failure}});
  const bool full = taken.size() == subscriber_.batch_max;
  for (auto& one : taken) co_await deliver_alone(std::move(one));
  co_return full;
}

Task<std::optional<std::string>> DeliveryWorker::handle(pg::Transaction& tx,
                                                        std::vector<Delivery> deliveries) {
  std::optional<std::string> failure;
  try {
    co_await subscriber_.handle(
        CallContext::system(subscriber_.name,
                            std::chrono::duration_cast<std::chrono::milliseconds>(batch_time)),
        tx, std::move(deliveries));
    co_await tx.commit();
  } catch (...) {
    failure = failure_of_handler();
    if (!failure) throw;
  }
  co_return failure;
}

Task<void> DeliveryWorker::deliver_alone(Taken taken) {
  std::optional<std::string> failure;
  {
    pg::Transaction tx = co_await pool_.transaction(Deadline::in(batch_time));
    pg::Params params;
    params.add(subscriber_.name)
        .add(taken.delivery.event.id)
        .add(taken.recorded_at)
        .add(machine_time());
    const pg::Rows rows = co_await tx.statement(sql::take_delivery, std::move(params));
    if (rows.affected() == 0) co_return;
    std::vector<Delivery> alone;
    alone.push_back(taken.delivery);
    failure = co_await handle(tx, std::move(alone));
  }
  if (!failure) {
    note_delivered(1);
    co_return;
  }
  co_await note_failure(std::move(taken), *std::move(failure));
}

Task<void> DeliveryWorker::note_failure(Taken taken, std::string why) {
  const Event& event = taken.delivery.event;
  const int failures = taken.delivery.attempt;
  const bool park = !subscriber_.never_park && delivery_schedule.exhausted(failures);
  const Instant now = machine_time();
  pg::Params params;
  params.add(subscriber_.name)
      .add(event.id)
      .add(taken.recorded_at)
      .add(failures - 1)
      .add(now + delivery_schedule.pause(failures))
      .add(why)
      .add(park);
  co_await pool_.statement(sql::record_failure, std::move(params), Deadline::in(bookkeeping_time));
  failed_.add();
  if (park) parked_.add();
  const bool overdue = subscriber_.never_park && now - taken.recorded_at > overdue_after;
  log::write(park || overdue ? log::Level::error : log::Level::warn,
             park      ? "events.parked"
             : overdue ? "events.overdue"
                       : "events.delivery_failed",
             {{"subscriber", subscriber_.name},
              {"event_id", event.id.to_string()},
              {"type", event.type},
              {"attempt", failures},
              {"error", why}});
}

void DeliveryWorker::note_delivered(std::size_t count) {
  delivered_.add(static_cast<double>(count));
  if (subscriber_.after_commit) subscriber_.after_commit();
}

}  // namespace prokat::events
