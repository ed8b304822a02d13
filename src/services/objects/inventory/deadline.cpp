#include "services/objects/inventory/deadline.hpp"

#include <algorithm>

#include "services/objects/inventory/fields.hpp"
#include "services/objects/inventory/sql.hpp"

namespace prokat::objects::inventory {
namespace {

constexpr std::size_t reminders_max = 10;
constexpr int remind_days_limit = 365;
constexpr int km_limit = 10'000'000;

pg::Params params_of(const ObjectDeadlineId& key, const DeadlineBody& body, const Change& change) {
  const auto days = body.remind_days.value_or(std::vector<int>());
  pg::Params params;
  params.add(key).add(body.object_id).add(enum_name(body.kind)).add(body.title);
  params.add(body.due_date).add(body.due_km);
  params.add_array(std::vector<std::int64_t>(days.begin(), days.end()));
  params.add(body.stops_sales.value_or(false)).add(body.note.value_or("")).add(body.done_at);
  add_change(params, change);
  return params;
}

DeadlineView view_of(const pg::Row& row) {
  DeadlineView view;
  view.id = row.get<ObjectDeadlineId>("id");
  view.object_id = row.get<ObjectId>("object_id");
  view.kind = parse_enum<DeadlineKind>(row.text("kind")).value();
  view.title = row.get<std::string>("title");
  view.due_date = row.get<std::optional<LocalDate>>("due_date");
  view.due_km = row.get<std::optional<int>>("due_km");
  const auto days = row.get<std::vector<std::int64_t>>("remind_days");
  view.remind_days.emplace();
  for (const auto day : days) view.remind_days->push_back(static_cast<int>(day));
  view.stops_sales = row.get<bool>("stops_sales");
  view.note = row.get<std::string>("note");
  view.done_at = row.get<std::optional<Instant>>("done_at");
  if (view.due_date) {
    for (const int day : *view.remind_days)
      view.reminders.push_back(add_days(*view.due_date, -day));
    std::ranges::sort(view.reminders);
  }
  view.version = row.get<int>("version");
  view.archived_at = row.get<std::optional<Instant>>("archived_at");
  return view;
}

}  // namespace

DeadlineFilter DeadlineFilter::read(http::QueryReader& query) {
  static constexpr std::string_view yes_no[] = {"true", "false"};
  DeadlineFilter filter;
  filter.object_id = query.id<ObjectId>("object_id");
  filter.until = query.date("until");
  if (const auto done = query.choice("done", yes_no)) filter.done = *done == "true";
  return filter;
}

void check(const DeadlineBody& body, json::Issues& issues) {
  check_text(issues, "title", body.title, 200, Presence::required);
  if (!body.due_date && !body.due_km) issues.add("due_date", "required", "a date or kilometres");
  check_range(issues, "due_km", body.due_km, 1, km_limit);
  check_text(issues, "note", body.note.value_or(""), 2000, Presence::optional);
  if (body.stops_sales.value_or(false) && !body.due_date)
    issues.add("stops_sales", "not-applicable", "sales stop on a date");
  if (!body.remind_days) return;
  if (body.remind_days->size() > reminders_max)
    issues.add("remind_days", "too-long", "at most 10 reminders");
  issues.enter("remind_days");
  for (std::size_t i = 0; i < body.remind_days->size() && i < reminders_max; ++i)
    check_range(issues, std::to_string(i), (*body.remind_days)[i], 0, remind_days_limit);
  issues.leave();
}

Task<bool> Deadlines::lock(pg::Transaction& tx, Key key) {
  const auto rows = co_await tx.statement(sql::lock_deadline, pg::Params().add(key));
  co_return !rows.empty();
}

Task<Result<>> Deadlines::check(pg::Transaction& tx, Body& body, const View* before) {
  if (before != nullptr && body.object_id != before->object_id)
    co_return field_fault("/object_id", "immutable", "a deadline belongs to one object");
  if (before != nullptr) co_return Result<>();
  const auto rows = co_await tx.statement(sql::lock_unit, pg::Params().add(body.object_id));
  if (rows.empty()) co_return field_fault("/object_id", "unknown", "no such object");
  co_return Result<>();
}

Task<Result<>> Deadlines::insert(pg::Transaction& tx, Key key, Body body, Change change) {
  co_await tx.statement(sql::insert_deadline, params_of(key, body, change));
  co_return Result<>();
}

Task<Result<>> Deadlines::update(pg::Transaction& tx, Key key, Body body, Change change) {
  co_await tx.statement(sql::update_deadline, params_of(key, body, change));
  co_return Result<>();
}

Task<void> Deadlines::archive(pg::Transaction& tx, Key key, Change change) {
  pg::Params params;
  add_change(params.add(key), change);
  co_await tx.statement(sql::archive_deadline, std::move(params));
}

Task<std::optional<DeadlineView>> Deadlines::find(Reader reader, Key key) {
  auto params = pg::Params().add(key).add_null().add_null().add_null().add_null();
  const auto rows = co_await reader.run(sql::find_deadlines, std::move(params));
  if (rows.empty()) co_return std::nullopt;
  co_return view_of(rows.only());
}

Task<std::vector<DeadlineView>> Deadlines::list(Reader reader, Filter filter) {
  auto params = pg::Params().add_null().add(filter.archived).add(filter.object_id);
  params.add(filter.until).add(filter.done);
  const auto rows = co_await reader.run(sql::find_deadlines, std::move(params));
  std::vector<View> views;
  for (std::size_t i = 0; i < rows.size(); ++i) views.push_back(view_of(rows[i]));
  co_return views;
}

}  // namespace prokat::objects::inventory
