// The promise of search, on random histories: what it offers can be booked, what it leaves out
// cannot, and the month view says the same. The real search, the real create and PostgreSQL, in one
// process. An object with its history is one case; whole with PROKAT_TEST_LONG=1.
#include <gmock/gmock.h>

#include <cstdlib>
#include <random>
#include <set>

#include "services/booking/test_world.hpp"
#include "services/objects/local_service.hpp"

namespace prokat::booking {
namespace {

using objects::Day;
using objects::DayState;
using rental::RentalUnit;
using std::chrono::hours;
using std::chrono::minutes;

constexpr int objects_per_state = 240;
constexpr int windows_per_state = 3;
constexpr int states_per_catalogue = 6;
constexpr int calendars_per_window = 12;

int cases_wanted() { return std::getenv("PROKAT_TEST_LONG") != nullptr ? 100'000 : 960; }

struct Unit {
  ObjectId id;
  CustomerId customer;  // one each: unpaid holds of one customer are limited
  std::string type;
  std::string zone;
  int buffer_before = 0;
  int buffer_after = 0;
};

struct Window {
  DateOrInstant start;
  DateOrInstant end;
  Role role = Role::customer;
};

// Rows of one bulk insert, column by column.
struct Rows {
  std::vector<BookingId> ids;
  std::vector<std::string> codes, kinds, statuses, reasons;
  std::vector<ObjectId> objects;
  std::vector<Instant> starts, ends, froms, untils, picked_up, returned;
};

class Histories : public World {
 public:
  Histories() : seed_(std::random_device{}()), random_(seed_) {}

  int up_to(int max) { return std::uniform_int_distribution<int>(0, max)(random_); }
  bool one_in(int n) { return up_to(n - 1) == 0; }
  template <class T>
  const T& any_of(const std::vector<T>& values) {
    return values[static_cast<std::size_t>(up_to(static_cast<int>(values.size()) - 1))];
  }

  void make_catalogue();
  void make_units(const std::vector<std::string>& zones);
  void make_histories();
  void add_history(Rows& rows, const Unit& unit);
  Window some_window();
  std::set<ObjectId> offered(const Window& window);
  std::set<ObjectId> booked(const Window& window);
  void check_calendars(const Window& window, const std::set<ObjectId>& offered);
  void give_back();

  static Task<void> try_to_book(Histories& self, const Unit& unit, Window window,
                                std::set<ObjectId>& booked);
  CallContext caller(const Unit& unit, Role role) const {
    CallContext context = role == Role::customer ? as_customer(unit.customer) : as_operator();
    return context;
  }

  std::uint32_t seed_;
  std::mt19937 random_;
  std::vector<Unit> units_;
  int histories_ = 0;
  objects::LocalService catalogue_{pool, clock};
  LocalService real_{pool, clock, catalogue_, auth, wakeup, ServiceOptions()};
};

// Four ways of counting time in three zones, two of which change their clocks; places with hours
// and without; rules and buffers of the units' own.
void Histories::make_catalogue() {
  World::SetUp();
  execute("UPDATE objects SET status = 'stopped'");  // those of the world have no histories
  set_time(any_of(std::vector{at("2027-03-24T09:10:00Z"), at("2027-10-27T20:40:00Z"),
                              at("2027-07-01T00:00:00Z")}));
  const std::vector<std::string> zones{"Europe/Moscow", "Europe/Berlin", "America/New_York"};
  const std::string day = R"({"from_minutes":540,"until_minutes":1230})";
  std::string weekdays;
  for (int weekday = 1; weekday <= 6; ++weekday) {
    weekdays += (weekday > 1 ? "," : "") + std::string(R"({"weekday":)") + std::to_string(weekday) +
                R"(,"open":[)" + day + "]}";
  }
  const std::vector<std::string> hours_of_places{
      "{}", R"({"weekly":[)" + weekdays + R"(],"exceptions":[{"date":"2027-03-30","open":[]}]})"};
  for (const auto& zone : zones) {
    for (std::size_t i = 0; i < hours_of_places.size(); ++i) {
      execute(
          "INSERT INTO locations (id, legal_entity_id, name_ru, city_ru, time_zone, hours, "
          "created_at) VALUES ($1, $2, 'Место', 'Город', $3, $4::jsonb, '2027-01-01Z')",
          pg::Params()
              .add(LocationId::derive(zone + std::to_string(i)))
              .add(LegalEntityId::derive("entity"))
              .add(zone)
              .add(hours_of_places[i]));
    }
  }
  execute(
      "INSERT INTO object_types (code, name_ru, rental_unit, check_in_minutes, check_out_minutes, "
      "lead_minutes, horizon_days, created_at) VALUES "
      "('day', 'Сутки', 'day_24h', 600, 600, 120, 40, '2027-01-01Z'), "
      "('hour', 'Часы', 'hour', 600, 1200, 60, 40, '2027-01-01Z'), "
      "('date', 'Дни', 'calendar_day', 0, 0, 0, 40, '2027-01-01Z'), "
      "('night', 'Ночи', 'night', 900, 720, 240, 40, '2027-01-01Z')");
  execute(
      "INSERT INTO tariffs (id, name_ru, mode, currency, created_at) "
      "VALUES ($1, 'Общий', 'by_length', 'RUB', '2027-01-01Z')",
      pg::Params().add(TariffId::derive("all")));
  execute("INSERT INTO tariff_rates (tariff_id, units_from, price_minor) VALUES ($1, 1, 100000)",
          pg::Params().add(TariffId::derive("all")));

  make_units(zones);
}

void Histories::make_units(const std::vector<std::string>& zones) {
  units_.clear();
  std::vector<ObjectId> ids;
  std::vector<CustomerId> customers;
  std::vector<LocationId> locations;
  std::vector<std::string> types;
  std::vector<std::int64_t> before, after, units_min, prices;
  for (int i = 0; i < objects_per_state; ++i) {
    const auto& zone = any_of(zones);
    const Unit unit{ObjectId::make(),
                    CustomerId::make(),
                    any_of(std::vector<std::string>{"day", "hour", "date", "night"}),
                    zone,
                    up_to(3) * 30,
                    up_to(3) * 45};
    units_.push_back(unit);
    ids.push_back(unit.id);
    customers.push_back(unit.customer);
    types.push_back(unit.type);
    locations.push_back(LocationId::derive(zone + std::to_string(up_to(1))));
    before.push_back(unit.buffer_before);
    after.push_back(unit.buffer_after);
    units_min.push_back(one_in(4) ? 1 + up_to(3) : 0);
    prices.push_back(up_to(50));
  }
  execute(
      "INSERT INTO customers (id, name, created_at) SELECT c, 'Гость', '2027-01-01Z' "
      "FROM unnest($1::uuid[]) c",
      pg::Params().add_array(customers));
  execute(
      "INSERT INTO objects (id, type, location_id, name_ru, tariff_id, price_minor, currency, "
      "buffer_before_minutes, buffer_after_minutes, units_min, created_at) "
      "SELECT o.id, o.type, o.location, 'Единица', $1, o.price, 'RUB', o.before, o.after, "
      "nullif(o.units_min, 0), '2027-01-01Z' FROM unnest($2::uuid[], $3::text[], $4::uuid[], "
      "$5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[]) "
      "AS o (id, type, location, price, before, after, units_min)",
      pg::Params()
          .add(TariffId::derive("all"))
          .add_array(ids)
          .add_array(types)
          .add_array(locations)
          .add_array(prices)
          .add_array(before)
          .add_array(after)
          .add_array(units_min));
}

// From twenty days ago on, one after another, sometimes back to back: rentals with the buffers of
// their own day, blocks, early and late returns, some out and overdue; cancelled ones anywhere.
void Histories::add_history(Rows& rows, const Unit& unit) {
  const Instant now = std::chrono::floor<minutes>(clock.now());
  const auto add = [&](Instant start, Instant end, Period blocked, const std::string& kind,
                       const std::string& status, Instant picked_up, Instant returned) {
    rows.ids.push_back(BookingId::make());
    rows.codes.push_back(rows.ids.back().to_string());
    rows.kinds.push_back(kind);
    rows.statuses.push_back(status);
    rows.reasons.push_back(status == "cancelled" ? "customer" : "");
    rows.objects.push_back(unit.id);
    rows.starts.push_back(start);
    rows.ends.push_back(end);
    rows.froms.push_back(blocked.start);
    rows.untils.push_back(blocked.end);
    rows.picked_up.push_back(picked_up);
    rows.returned.push_back(returned);
  };
  Instant cursor = now - hours(24 * 20) + minutes(15 * up_to(200));
  while (cursor < now + hours(24 * 30)) {
    if (!one_in(4)) cursor += minutes(15 * up_to(one_in(2) ? 1000 : 60));
    const int before = up_to(2) * 30;
    const int after = up_to(2) * 30;
    const Instant start = cursor + minutes(before);
    Instant end = start + minutes(15 * (1 + up_to(one_in(2) ? 40 : 300)));
    Instant until = end + minutes(after);
    const bool block = one_in(8);
    Instant picked_up{}, returned{};
    std::string status = one_in(2) ? "paid" : "confirmed";
    if (!block && start < now) {
      picked_up = start;
      const int fate = up_to(5);
      if (end < now && fate == 0) {
        // Out and overdue.
      } else if (fate == 1) {
        returned = std::min(now, start + (end - start) / 2);  // early: the rest is given back
        end = std::max(returned, start + minutes(1));
        until = end + minutes(after);
      } else if (end < now) {
        returned = end + (fate == 2 ? hours(up_to(5)) : hours(0));  // late: pushes what follows
        until = returned + minutes(after);
      }
    }
    if (until <= now && (block || returned != Instant{})) status = "completed";
    add(start, end, {cursor, until}, block ? "block" : "rental", status, picked_up, returned);
    cursor = until;
  }
  for (int i = up_to(3); i > 0; --i) {
    const Instant start = now + hours(up_to(24 * 30));
    const Period period{start, start + hours(1 + up_to(72))};
    add(period.start, period.end, period, "rental", "cancelled", {}, {});
  }
}

void Histories::make_histories() {
  execute("DELETE FROM booking_lines");
  execute(
      "TRUNCATE idempotency_keys, ledger_entries, booking_lines, payments, bookings, orders, "
      "outbox, audit_log CASCADE");
  execute(
      "INSERT INTO orders (id, customer_id, legal_entity_id, currency, total_minor, channel, "
      "created_at) VALUES ($1, $2, $3, 'RUB', 0, 'api', '2027-01-01Z')",
      pg::Params().add(OrderId::derive("past")).add(anna).add(LegalEntityId::derive("entity")));
  Rows rows;
  for (const Unit& unit : units_) add_history(rows, unit);
  execute(
      "INSERT INTO bookings (id, code, kind, order_id, object_id, pickup_location_id, "
      "return_location_id, date_start, date_end, blocked, time_zone, status, cancel_reason, "
      "picked_up_at, returned_at, amount_minor, currency, created_at, updated_at) "
      "SELECT b.id, b.code, b.kind, CASE WHEN b.kind = 'rental' THEN $1::uuid END, b.object, "
      "o.location_id, o.location_id, b.starts, b.ends, tstzrange(b.blocked_from, b.blocked_until), "
      "'UTC', b.status, nullif(b.reason, ''), nullif(b.picked_up, 'epoch'), "
      "nullif(b.returned, 'epoch'), 0, 'RUB', '2027-01-01Z', '2027-01-01Z' "
      "FROM unnest($2::uuid[], $3::text[], $4::text[], $5::uuid[], $6::timestamptz[], "
      "$7::timestamptz[], $8::timestamptz[], $9::timestamptz[], $10::text[], $11::text[], "
      "$12::timestamptz[], $13::timestamptz[]) AS b (id, code, kind, object, starts, ends, "
      "blocked_from, blocked_until, status, reason, picked_up, returned) "
      "JOIN objects o ON o.id = b.object",
      pg::Params()
          .add(OrderId::derive("past"))
          .add_array(rows.ids)
          .add_array(rows.codes)
          .add_array(rows.kinds)
          .add_array(rows.objects)
          .add_array(rows.starts)
          .add_array(rows.ends)
          .add_array(rows.froms)
          .add_array(rows.untils)
          .add_array(rows.statuses)
          .add_array(rows.reasons)
          .add_array(rows.picked_up)
          .add_array(rows.returned));
  execute("ANALYZE bookings");
  histories_ += static_cast<int>(units_.size());
}

// Mostly near: that is where histories are.
Window Histories::some_window() {
  const TimeZone berlin = TimeZone::find("Europe/Berlin").value();
  const Role role = one_in(5) ? Role::operator_ : Role::customer;
  const int first = role == Role::operator_ ? up_to(30) - 8 : up_to(22);
  const LocalDate date = add_days(berlin.date_of(clock.now()), first);
  if (one_in(2)) return {date, add_days(date, 1 + up_to(4)), role};
  const Instant start = berlin.to_instant(date, minutes(60 * (7 + up_to(14))));
  return {start, start + minutes(60 * (1 + up_to(one_in(2) ? 6 : 90))), role};
}

std::set<ObjectId> Histories::offered(const Window& window) {
  std::set<ObjectId> found;
  objects::SearchRequest request;
  request.start = window.start;
  request.end = window.end;
  request.limit = 100;
  request.sort = any_of(std::vector<std::string>{"price", "-price", "name", "newest"});
  const CallContext context = caller(units_.front(), window.role);
  do {
    const auto page = run(catalogue_.search(context, request));
    if (!page) {
      EXPECT_EQ(page.error().code, ProblemCode::validation_failed);
      return found;
    }
    for (const auto& object : page->items) EXPECT_TRUE(found.insert(object.id).second);
    request.cursor = page->next_cursor;
  } while (request.cursor);
  return found;
}

Task<void> Histories::try_to_book(Histories& self, const Unit& unit, Window window,
                                  std::set<ObjectId>& booked) {
  CreateRequest request;
  request.object_id = unit.id;
  request.start = window.start;
  request.end = window.end;
  request.customer_id = unit.customer;
  const CallContext context = self.caller(unit, window.role);
  const auto made = co_await self.real_.create(context, request);
  if (made) {
    booked.insert(unit.id);
  } else {
    EXPECT_THAT(made.error().code,
                testing::AnyOf(ProblemCode::dates_taken, ProblemCode::validation_failed))
        << made.error().detail;
  }
}

std::set<ObjectId> Histories::booked(const Window& window) {
  std::set<ObjectId> booked;
  constexpr std::size_t at_a_time = 32;
  for (std::size_t i = 0; i < units_.size(); i += at_a_time) {
    Crowd crowd(loop);
    for (std::size_t j = i; j < std::min(units_.size(), i + at_a_time); ++j)
      crowd.add(try_to_book(*this, units_[j], window, booked));
    run(crowd.wait(soon()));
  }
  return booked;
}

// A day on which nothing can start has nothing on offer; where the window is just the shortest
// rental by dates, the day is free exactly when it is offered.
void Histories::check_calendars(const Window& window, const std::set<ObjectId>& offered) {
  if (window.role != Role::customer) return;
  const CallContext context = caller(units_.front(), Role::customer);
  for (int i = 0; i < calendars_per_window; ++i) {
    const Unit& unit = any_of(units_);
    const auto zone = TimeZone::find(unit.zone).value();
    const auto* by_date = std::get_if<LocalDate>(&window.start);
    if (by_date == nullptr && unit.type != "hour" && unit.type != "day") continue;
    if (by_date != nullptr && unit.type == "hour") continue;
    const LocalDate date =
        by_date != nullptr ? *by_date : zone.date_of(std::get<Instant>(window.start));
    objects::AvailabilityRequest request;
    request.object_id = unit.id;
    request.from = date;
    request.to = add_days(date, 1);
    const auto shown = run(catalogue_.availability(context, request));
    ASSERT_TRUE(shown);
    const Day& day = shown->days.front();
    const bool is_offered = offered.contains(unit.id);
    if (is_offered) EXPECT_TRUE(day.price_from) << unit.type << " " << format_date(date);
    if (by_date == nullptr) continue;
    const auto card = run(catalogue_.rate_card(context, {unit.id})).value();
    const auto resolved = rental::resolve_period(window.start, window.end, card.time_rules, zone,
                                                 clock.now(), rental::Caller::customer, card.hours);
    const auto shortest = objects::shortest_from(date, card, zone, clock.now());
    if (resolved && shortest == resolved->period)
      EXPECT_EQ(day.state == DayState::free, is_offered) << unit.type << " " << format_date(date);
  }
}

void Histories::give_back() {
  execute(
      "UPDATE bookings SET status = 'cancelled', cancel_reason = 'customer', version = version + 1 "
      "WHERE rate_version > 0 AND status <> 'cancelled'");
}

TEST_F(Histories, what_search_offers_can_be_booked_and_what_it_leaves_out_cannot) {
  std::printf("random histories: seed %u\n", seed_);
  SCOPED_TRACE(seed_);
  int offers = 0;
  int refusals = 0;
  for (int state = 0; histories_ < cases_wanted(); ++state) {
    if (state % states_per_catalogue == 0) make_catalogue();
    make_histories();
    for (int i = 0; i < windows_per_state; ++i) {
      const Window window = some_window();
      SCOPED_TRACE("state " + std::to_string(state) + ", " + json::write(window.start) + " to " +
                   json::write(window.end));
      const auto free = offered(window);
      check_calendars(window, free);
      const auto made = booked(window);
      ASSERT_EQ(free, made);
      offers += static_cast<int>(free.size());
      refusals += static_cast<int>(units_.size() - free.size());
      give_back();
    }
  }
  EXPECT_GT(offers, histories_ / 50);
  EXPECT_GT(refusals, histories_ / 50);
  std::printf("%d histories: %d offers booked, %d refusals refused\n", histories_, offers,
              refusals);
  // The invariants of money hold for bookings made by the program; the histories have no ledger.
  execute("TRUNCATE ledger_entries, booking_lines, payments, bookings, orders CASCADE");
}

}  // namespace
}  // namespace prokat::booking
