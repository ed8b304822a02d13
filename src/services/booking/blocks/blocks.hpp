// Dates that an object is taken for without a rental: maintenance, the owner's own use. Blocks are
// rows of bookings, so that one constraint keeps them and rentals apart. Blocks of one object that
// touch or overlap are one: the union is what is stored, and a rental is never covered. One per
// Loop; not reachable from other processes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/json.hpp"
#include "pg/database.hpp"
#include "runtime/clock.hpp"
#include "runtime/context.hpp"

namespace prokat::booking::blocks {

struct BlockBody {
  DateOrInstant start;  // a date is its midnight in the object's zone
  DateOrInstant end;    // exclusive
  std::optional<std::string> reason;
};
BOOST_DESCRIBE_STRUCT(BlockBody, (), (start, end, reason))
void check(const BlockBody& body, json::Issues& issues);

struct Block {
  BookingId id;
  std::string code;
  ObjectId object_id;
  std::string start;  // RFC 3339 with the zone's offset
  std::string end;
  LocalDate start_date;
  LocalDate end_date;
  std::string time_zone;
  std::string reason;
  std::string actor;  // who made it, or changed it last
  Instant created_at;
};
BOOST_DESCRIBE_STRUCT(Block, (),
                      (id, code, object_id, start, end, start_date, end_date, time_zone, reason,
                       actor, created_at))

// What stands in a block's way.
struct Taken {
  std::string code;
  std::string start;
  std::string end;
  std::string status;
};
BOOST_DESCRIBE_STRUCT(Taken, (), (code, start, end, status))

struct MadeBlock {
  Block block;
  bool replayed = false;
};

struct BlockRange {
  std::optional<Instant> from;  // default: now
  std::optional<Instant> to;
};

class Blocks {
 public:
  Blocks(pg::Pool& pool, const runtime::Clock& clock) : pool_(pool), clock_(clock) {}

  // The block that now covers the period, perhaps longer than what was asked for. not-found,
  // validation-failed, dates-taken with {"taken": [...]}, and those of events::claim_request_key.
  Task<Result<MadeBlock>> create(const CallContext& context, ObjectId object_id, BlockBody body,
                                 std::optional<std::string> key);
  Task<Result<std::vector<Block>>> list(const CallContext& context, ObjectId object_id,
                                        BlockRange range);
  // Frees the dates. Twice is fine; not-found for what is no block of this object.
  Task<Result<>> remove(const CallContext& context, ObjectId object_id, BookingId id);

 private:
  pg::Pool& pool_;
  const runtime::Clock& clock_;
};

}  // namespace prokat::booking::blocks
