// What a unit is due for: service by date or kilometres, insurance, inspection. A finished deadline
// keeps its row; the next one is a new one.
#pragma once

#include "http/query.hpp"
#include "services/objects/inventory/change.hpp"
#include "services/objects/inventory/reader.hpp"

namespace prokat::objects::inventory {

using ObjectDeadlineId = Id<struct ObjectDeadlineTag>;

enum class DeadlineKind { service, insurance, inspection, other };
BOOST_DESCRIBE_ENUM(DeadlineKind, service, insurance, inspection, other)

struct DeadlineBody {
  ObjectId object_id;
  DeadlineKind kind = DeadlineKind::service;
  std::string title;
  std::optional<LocalDate> due_date;  // one of the two at least
  std::optional<int> due_km;
  std::optional<std::vector<int>> remind_days;  // before due_date
  std::optional<bool> stops_sales;              // from due_date on
  std::optional<std::string> note;
  std::optional<Instant> done_at;
};
BOOST_DESCRIBE_STRUCT(DeadlineBody, (),
                      (object_id, kind, title, due_date, due_km, remind_days, stops_sales, note,
                       done_at))
void check(const DeadlineBody& body, json::Issues& issues);

struct DeadlineView : DeadlineBody {
  ObjectDeadlineId id;
  std::vector<LocalDate> reminders;  // dates, ascending
  int version = 1;
  std::optional<Instant> archived_at;
};
BOOST_DESCRIBE_STRUCT(DeadlineView, (DeadlineBody), (id, reminders, version, archived_at))

struct DeadlineFilter {
  bool archived = false;
  std::optional<ObjectId> object_id;
  std::optional<LocalDate> until;  // due on this day or before
  std::optional<bool> done;
  static DeadlineFilter read(http::QueryReader& query);
};

struct Deadlines {
  using Key = ObjectDeadlineId;
  using Body = DeadlineBody;
  using View = DeadlineView;
  using Filter = DeadlineFilter;
  static constexpr std::string_view path = "/api/v1/object-deadlines";

  static Key key_of(const Body&, UuidBytes fresh) { return Key(fresh); }
  static Task<bool> lock(pg::Transaction& tx, Key key);
  static Task<Result<>> check(pg::Transaction& tx, Body& body, const View* before);
  static Task<Result<>> insert(pg::Transaction& tx, Key key, Body body, Change change);
  static Task<Result<>> update(pg::Transaction& tx, Key key, Body body, Change change);
  static Task<void> archive(pg::Transaction& tx, Key key, Change change);
  static Task<std::optional<View>> find(Reader reader, Key key);
  static Task<std::vector<View>> list(Reader reader, Filter filter);
};

}  // namespace prokat::objects::inventory
