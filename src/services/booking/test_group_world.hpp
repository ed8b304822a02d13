// The test world with stores of its own, and another transaction to wait for: for the tests of
// creates that share a statement.
#pragma once

#include <map>

#include "services/booking/store/create_store.hpp"
#include "services/booking/test_world.hpp"

namespace prokat::booking {

using Outcomes = std::vector<std::string>;

inline RequestKey key(const std::string& text, std::uint8_t request = 1) {
  RequestKey made{text, {}};
  made.request_sha256.fill(request);
  return made;
}

class Group : public World {
 public:
  // One connection: whatever waits at the same time shares a statement.
  static constexpr GroupingOptions all_together{32, 1, 512};
  static constexpr GroupingOptions each_alone{1, 8, 512};

  NewBooking booking_of(const std::string& object, const char* start, const char* end) const {
    NewBooking made;
    made.id = BookingId::make();
    made.order_id = OrderId::make();
    made.code = "PR-" + made.id.to_string();
    made.object_id = ObjectId::derive(object);
    made.rate_version = 1;
    made.customer_id = anna;
    made.legal_entity_id = LegalEntityId::derive("entity");
    made.period = made.blocked = {at(start), at(end)};
    made.time_zone = "Europe/Moscow";
    made.hold_expires_at = made.period.start;
    rental::PriceLine line;
    line.title = {"Аренда: \"сутки\", {1}", "Rental \\ day"};
    line.rule = {"от 1 суток", "from 1 day"};
    line.unit_price = line.amount = Money{300'000, {}};
    made.price.lines = {line, line};
    made.price.total = Money{600'000, {}};
    made.note = "NULL";
    made.actor = "customer:" + anna.to_string();
    made.channel = "telegram";
    made.request_id = "test-request";
    made.now = at("2027-04-01T09:00:00Z");  // what is written is compared
    return made;
  }

  void start(CreateStore& store, NewBooking booking, Deadline deadline = soon()) {
    outcomes.emplace_back();
    crowd.add(note(store, std::move(booking), deadline, outcomes, outcomes.size() - 1));
  }
  void wait_for_all() { run(crowd.wait(soon())); }

  static Task<void> note(CreateStore& store, NewBooking booking, Deadline deadline,
                         Outcomes& outcomes, std::size_t index) {
    std::string outcome;
    try {
      const auto answer = co_await store.create(std::move(booking), deadline);
      outcome = enum_name(answer.outcome);
    } catch (const pg::Overloaded&) {
      outcome = "overloaded";
    } catch (const pg::Unavailable& lost) {
      outcome = lost.outcome_unknown() ? "unknown" : "unavailable";
    } catch (const runtime::DeadlineExceeded&) {
      outcome = "late";
    } catch (const pg::Error& error) {
      outcome = error.constraint().empty() ? error.sqlstate() : error.constraint();
    }
    outcomes[index] = outcome;
  }

  int count(const std::string& table) {
    return execute("SELECT count(*) AS n FROM " + table).only().get<int>("n");
  }

  // Everything but ids and codes that one booking's create wrote.
  std::string written() {
    std::string all;
    for (const char* sql :
         {"SELECT (to_jsonb(b) - ARRAY['id', 'order_id', 'code'])::text AS row FROM bookings b "
          "ORDER BY 1",
          "SELECT (to_jsonb(o) - ARRAY['id'])::text AS row FROM orders o ORDER BY 1",
          "SELECT (to_jsonb(l) - ARRAY['booking_id'])::text AS row FROM booking_lines l ORDER BY 1",
          "SELECT (to_jsonb(e) - ARRAY['id', 'order_id', 'booking_id', 'cause_id'])::text AS row "
          "FROM ledger_entries e ORDER BY 1",
          "SELECT (to_jsonb(k) - ARRAY['resource_id'])::text AS row FROM idempotency_keys k "
          "ORDER BY 1",
          "SELECT jsonb_build_array(o.type, o.aggregate_kind, o.payload - ARRAY['booking_id', "
          "'order_id'])::text AS row FROM outbox o ORDER BY 1",
          "SELECT jsonb_build_array(a.actor, a.channel, a.request_id, a.action, "
          "a.table_name)::text "
          "AS row FROM audit_log a WHERE a.table_name = 'bookings' ORDER BY 1"}) {
      const auto rows = execute(sql);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        all += rows[i].text("row");
        all += '\n';
      }
    }
    return all;
  }

  std::int64_t deadlocks() {
    run(runtime::sleep_for(1100ms));  // backends hand their counts in once a second
    return execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        .only()
        .get<std::int64_t>("deadlocks");
  }

  Outcomes outcomes;
  Crowd crowd{loop};
};

// Another transaction that has taken an object's dates and not ended: a create waits for it.
class Blocker {
 public:
  Blocker(Group& group, std::string object, const char* start, const char* end) : group_(group) {
    runtime::spawn(group.loop.executor(), "blocker",
                   hold(*this, std::move(object), at(start), at(end)));
    EXPECT_TRUE(group.run(taken_.wait(World::soon())));
  }
  void let_go() {
    go_.notify();
    EXPECT_TRUE(group_.run(gone_.wait(World::soon())));
  }
  // Until as many statements wait for it.
  void wait_for_waiting(int statements) {
    while (group_
               .execute("SELECT count(*) AS n FROM pg_stat_activity WHERE datname = "
                        "current_database() AND wait_event_type = 'Lock'")
               .only()
               .get<int>("n") < statements) {
    }
  }
  int kill_waiting() {
    return group_
        .execute(
            "SELECT count(pg_terminate_backend(pid)) AS n FROM pg_stat_activity WHERE datname = "
            "current_database() AND wait_event_type = 'Lock'")
        .only()
        .get<int>("n");
  }

 private:
  static Task<void> hold(Blocker& self, std::string object, Instant start, Instant end) {
    static constexpr pg::Statement block{
        "test.block",
        "INSERT INTO bookings (id, kind, code, object_id, pickup_location_id, return_location_id, "
        "date_start, date_end, blocked, time_zone, status, amount_minor, currency, created_at, "
        "updated_at) VALUES ($1::uuid, 'block', $1::text, $2::uuid, $1::uuid, $1::uuid, "
        "$3::timestamptz, $4::timestamptz, tstzrange($3::timestamptz, $4::timestamptz), "
        "'Europe/Moscow', 'confirmed', 0, 'RUB', $3::timestamptz, $3::timestamptz)"};
    {
      auto tx = co_await self.group_.pool.transaction(World::soon());
      co_await tx.statement(block, std::move(pg::Params()
                                                 .add(BookingId::make())
                                                 .add(ObjectId::derive(object))
                                                 .add(start)
                                                 .add(end)));
      self.taken_.notify();
      co_await self.go_.wait(World::soon());
    }  // rolls back
    self.gone_.notify();
  }

  Group& group_;
  runtime::AsyncEvent taken_{group_.loop.executor()};
  runtime::AsyncEvent go_{group_.loop.executor()};
  runtime::AsyncEvent gone_{group_.loop.executor()};
};

inline constexpr const char* may_1 = "2027-05-01T07:00:00Z";
inline constexpr const char* may_2 = "2027-05-02T07:00:00Z";
inline constexpr const char* may_3 = "2027-05-03T07:00:00Z";
inline constexpr const char* may_4 = "2027-05-04T07:00:00Z";

}  // namespace prokat::booking
