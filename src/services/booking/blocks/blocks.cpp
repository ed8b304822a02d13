#include "services/booking/blocks/blocks.hpp"

#include <algorithm>
#include <stdexcept>

#include "events/request_key.hpp"
#include "services/booking/blocks/sql.hpp"
#include "services/booking/domain/booking_code.hpp"

namespace prokat::booking::blocks {
namespace {

constexpr std::size_t reason_bytes_max = 1000;
constexpr int days_max = 1100;

// The object whose row the transaction has locked: blocks of one object are made one after another.
struct LockedObject {
  ObjectId id;
  LocationId location_id;
  Currency currency;
  TimeZone zone;
};

struct Stored {
  BookingId id;
  Period period;
  std::string reason;
};

TimeZone zone_of(const pg::Row& row) {
  const auto zone = TimeZone::find(row.text("time_zone"));
  if (!zone) throw std::logic_error("locations.time_zone holds an unknown zone");
  return *zone;
}

Task<std::optional<LockedObject>> lock_object(pg::Transaction& tx, ObjectId id) {
  const auto rows = co_await tx.statement(sql::lock_object_of_blocks, pg::Params().add(id));
  if (rows.empty()) co_return std::nullopt;
  const pg::Row row = rows.only();
  co_return LockedObject{id, row.get<LocationId>("location_id"), row.get<Currency>("currency"),
                         zone_of(row)};
}

Instant instant_of(const DateOrInstant& when, const TimeZone& zone) {
  if (const auto* instant = std::get_if<Instant>(&when)) return *instant;
  return zone.to_instant(std::get<LocalDate>(when), LocalTime(0));
}

Result<Period> period_of(const BlockBody& body, const TimeZone& zone) {
  const Period period{instant_of(body.start, zone), instant_of(body.end, zone)};
  const auto fault = [](const char* code, const char* detail) {
    return fail(ProblemCode::validation_failed, "the block cannot be made like this",
                {{"/end", code, detail}});
  };
  if (period.end <= period.start) return fault("end-before-start", "must be after the start");
  if (period.length() > std::chrono::days(days_max))
    return fault("too-long", "at most three years");
  return period;
}

Task<std::vector<Stored>> find_touching(pg::Transaction& tx, ObjectId id, Period period) {
  auto params = pg::Params().add(id).add(period.start).add(period.end);
  const auto rows = co_await tx.statement(sql::find_touching_blocks, std::move(params));
  std::vector<Stored> found;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const pg::Row row = rows[i];
    found.push_back({row.get<BookingId>("id"),
                     {row.get<Instant>("date_start"), row.get<Instant>("date_end")},
                     row.get<std::string>("note")});
  }
  co_return found;
}

// What was said about each part, once.
std::string joined_reasons(const std::vector<Stored>& parts, const std::string& reason) {
  std::vector<std::string> reasons;
  for (const Stored& part : parts) reasons.push_back(part.reason);
  reasons.push_back(reason);
  std::vector<std::string> kept;
  std::string text;
  for (const std::string& each : reasons) {
    if (each.empty() || std::ranges::find(kept, each) != kept.end()) continue;
    kept.push_back(each);
    text += (text.empty() ? "" : "; ") + each;
  }
  return text;
}

Period union_of(const std::vector<Stored>& parts, Period period) {
  for (const Stored& part : parts) {
    period.start = std::min(period.start, part.period.start);
    period.end = std::max(period.end, part.period.end);
  }
  return period;
}

Block block_of(const pg::Row& row) {
  const auto zone = zone_of(row);
  const Period period{row.get<Instant>("date_start"), row.get<Instant>("date_end")};
  return {.id = row.get<BookingId>("id"),
          .code = row.get<std::string>("code"),
          .object_id = row.get<ObjectId>("object_id"),
          .start = zone.format_with_offset(period.start),
          .end = zone.format_with_offset(period.end),
          .start_date = zone.date_of(period.start),
          .end_date = zone.date_of(period.end),
          .time_zone = zone.name(),
          .reason = row.get<std::string>("note"),
          .actor = row.get<std::string>("changed_by"),
          .created_at = row.get<Instant>("created_at")};
}

Task<Block> find(pg::Transaction& tx, BookingId id) {
  const auto rows = co_await tx.statement(sql::find_block, pg::Params().add(id));
  co_return block_of(rows.only());
}

Task<std::unexpected<Problem>> refusal(pg::Transaction& tx, const LockedObject& object,
                                       Period period) {
  auto params = pg::Params().add(object.id).add(period.start).add(period.end);
  const auto rows = co_await tx.statement(sql::list_in_the_way, std::move(params));
  std::vector<Taken> taken;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const pg::Row row = rows[i];
    taken.push_back({row.get<std::string>("code"),
                     object.zone.format_with_offset(row.get<Instant>("date_start")),
                     object.zone.format_with_offset(row.get<Instant>("date_end")),
                     row.get<std::string>("status")});
  }
  auto problem = fail(ProblemCode::dates_taken, "a rental holds the object in this period");
  problem.error().extension = "{\"alternatives\":[],\"taken\":" + json::write(taken) + "}";
  co_return problem;
}

pg::Params& add_hand(pg::Params& params, const CallContext& context, Instant now) {
  return params.add(context.principal.actor())
      .add(context.channel)
      .add(context.request_id)
      .add(now);
}

// The constraint decides: a rental that came first makes this give false.
Task<bool> insert(pg::Transaction& tx, const CallContext& context, const LockedObject& object,
                  Stored block, Instant now) {
  const std::string code = "BL-" + make_booking_code().substr(3);
  pg::Params params;
  params.add(block.id).add(code).add(object.id).add(object.location_id);
  params.add(block.period.start).add(block.period.end).add(object.zone.name());
  params.add(block.period.end <= now ? "completed" : "confirmed").add(object.currency);
  params.add(block.reason);
  add_hand(params, context, now);
  const auto rows = co_await tx.statement(sql::insert_block, std::move(params));
  co_return !rows.empty();
}

Task<void> release(pg::Transaction& tx, const CallContext& context, std::vector<Stored> parts,
                   Instant now) {
  std::vector<BookingId> ids;
  for (const Stored& part : parts) ids.push_back(part.id);
  pg::Params params;
  add_hand(params.add_array(ids), context, now);
  co_await tx.statement(sql::release_blocks, std::move(params));
}

}  // namespace

void check(const BlockBody& body, json::Issues& issues) {
  if (body.reason && body.reason->size() > reason_bytes_max)
    issues.add("reason", "too-long", "at most 1000 bytes");
}

Task<Result<MadeBlock>> Blocks::create(const CallContext& context, ObjectId object_id,
                                       BlockBody body, std::optional<std::string> key) {
  const Instant now = clock_.now();
  Stored block{BookingId::make(), {}, body.reason.value_or("")};
  auto tx = co_await pool_.transaction(context.deadline);
  if (key) {
    events::RequestKey request{context.principal.actor(), "blocks.create:" + object_id.to_string(),
                               *key, json::write(body)};
    auto known = co_await events::claim_request_key(tx, std::move(request), block.id.bytes(), now);
    if (!known) co_return pass(std::move(known));
    if (*known) co_return MadeBlock{co_await find(tx, BookingId(**known)), true};
  }
  const auto object = co_await lock_object(tx, object_id);
  if (!object) co_return fail(ProblemCode::not_found, "no such object");
  const auto period = period_of(body, object->zone);
  if (!period) co_return std::unexpected(period.error());
  const auto parts = co_await find_touching(tx, object_id, *period);
  block.period = union_of(parts, *period);
  block.reason = joined_reasons(parts, block.reason);
  if (!parts.empty()) co_await release(tx, context, parts, now);
  if (!co_await insert(tx, context, *object, block, now))
    co_return co_await refusal(tx, *object, block.period);
  auto made = co_await find(tx, block.id);
  co_await tx.commit();
  co_return MadeBlock{std::move(made), false};
}

Task<Result<std::vector<Block>>> Blocks::list(const CallContext& context, ObjectId object_id,
                                              BlockRange range) {
  pg::Params params;
  params.add(object_id).add(range.from.value_or(clock_.now())).add(range.to);
  const auto rows = co_await pool_.statement(sql::list_blocks, std::move(params), context.deadline);
  std::vector<Block> found;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!rows[i].is_null("id")) found.push_back(block_of(rows[i]));
  }
  if (rows.empty()) co_return fail(ProblemCode::not_found, "no such object");
  co_return found;
}

Task<Result<>> Blocks::remove(const CallContext& context, ObjectId object_id, BookingId id) {
  const Instant now = clock_.now();
  auto tx = co_await pool_.transaction(context.deadline);
  // Also of an archived object: its dates may be freed.
  co_await lock_object(tx, object_id);
  const auto rows = co_await tx.statement(sql::find_block, pg::Params().add(id));
  if (rows.empty() || rows.only().get<ObjectId>("object_id") != object_id)
    co_return fail(ProblemCode::not_found, "no such block of this object");
  if (rows.only().text("status") == "cancelled") co_return Result<>();
  co_await release(tx, context, {Stored{id, {}, ""}}, now);
  co_await tx.commit();
  co_return Result<>();
}

}  // namespace prokat::booking::blocks
