// For the tests of events/: a loop, a pool on the suite's database, empty event and inbox tables,
// and statements to look into them. Included by tests only.
#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "events/event.hpp"
#include "pg/testing/database.hpp"
#include "runtime/loop.hpp"

namespace prokat::events::testing {

using namespace std::chrono_literals;

inline Deadline soon() { return Deadline::in(std::chrono::seconds(10)); }

class EventWorld : public ::testing::Test {
 protected:
  EventWorld() {
    execute({"world.clear",
             "TRUNCATE outbox, event_deliveries, inbox, inbox_lanes, event_subscriptions"});
  }
  template <class T>
  T run(Task<T> task) {
    return loop.run_until_done(std::move(task));
  }
  pg::Rows execute(pg::Statement statement, pg::Params params = {}) {
    return run(pool.statement(statement, std::move(params), soon()));
  }
  std::int64_t number(pg::Statement statement) {
    return execute(statement).only().get<std::int64_t>("n");
  }
  void subscription(const std::string& subscriber, const std::string& type) {
    execute({"world.subscribe",
             "INSERT INTO event_subscriptions (subscriber, event_type) VALUES ($1, $2)"},
            pg::Params().add(subscriber).add(type));
  }
  bool until(const std::function<bool()>& holds, std::chrono::milliseconds limit = 8s) {
    for (const auto deadline = Deadline::in(limit); !deadline.passed();) {
      if (holds()) return true;
      run(runtime::sleep_for(10ms));
    }
    return holds();
  }

  static pg::PoolOptions pool_options() {
    return {.url = pg::testing::database_url(), .connections = 6};
  }

  runtime::Loop loop{"test"};
  pg::Pool pool{loop.executor(), pool_options()};
};

inline Task<void> publish_events(pg::Pool& pool, std::string type, int count) {
  pg::Transaction tx = co_await pool.transaction(soon());
  for (int i = 0; i < count; ++i) {
    Event event{.type = type,
                .aggregate_kind = "test",
                .aggregate_id = format_uuid(make_uuid_v7()),
                .payload = "{\"number\": " + std::to_string(i) + "}"};
    co_await publish(tx, std::move(event));
  }
  co_await tx.commit();
}

}  // namespace prokat::events::testing
