#include "services/objects/inventory/object_type.hpp"

#include "services/objects/inventory/fields.hpp"
#include "services/objects/inventory/property_values.hpp"
#include "services/objects/inventory/sql.hpp"

namespace prokat::objects::inventory {
namespace {

constexpr int hold_minutes_max = 7 * 1440;

bool is_code(std::string_view text) {
  if (text.empty() || text.size() > 40 || text.front() < 'a' || text.front() > 'z') return false;
  for (const char c : text) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    if (!fits) return false;
  }
  return true;
}

pg::Params params_of(const std::string& key, const ObjectTypeBody& body, const Change& change) {
  pg::Params params;
  params.add(key).add(body.name.ru).add(body.name.en).add(body.icon.value_or(""));
  add_time_rules(params, whole(applied({}, body.time_rules)));
  params.add(body.hold_minutes);
  params.add(json::write(body.property_schema.value_or(PropertySchema())));
  params.add(body.position.value_or(0));
  add_change(params, change);
  return params;
}

ObjectTypeView view_of(const pg::Row& row) {
  ObjectTypeView view;
  view.code = row.get<std::string>("code");
  view.name = localized_of(row, "name_ru", "name_en");
  view.icon = row.get<std::string>("icon");
  view.time_rules = read_time_rules(row);
  view.hold_minutes = row.get<std::optional<int>>("hold_minutes");
  view.property_schema = parse_stored<PropertySchema>(row, "property_schema");
  view.position = row.get<int>("position");
  view.objects = row.get<std::int64_t>("objects");
  view.version = row.get<int>("version");
  view.archived_at = row.get<std::optional<Instant>>("archived_at");
  return view;
}

// A schema may change while objects have values: what would no longer fit is named, with the
// objects, and has to be put right first. A property that is new and required is asked for when a
// unit is next changed.
Task<Result<>> check_objects(pg::Transaction& tx, const std::string& code,
                             const PropertySchema& schema) {
  const auto rows = co_await tx.statement(sql::list_property_values, pg::Params().add(code));
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto values = read_values(json::Raw{rows[i].get<std::string>("properties")});
    const auto errors = check_values(schema, values, false);
    if (errors.empty()) continue;
    co_return field_fault("/property_schema", "in-use",
                          rows[i].get<std::string>("name_ru") +
                              " has a value that would not fit: " + errors.front().pointer + " (" +
                              errors.front().code + ")");
  }
  co_return Result<>();
}

}  // namespace

void check(const ObjectTypeBody& body, json::Issues& issues) {
  if (!is_code(body.code))
    issues.add("code", "bad-value", "small letters, digits, _ and -, a letter first; at most 40");
  check_localized(issues, "name", body.name, 200, Presence::required);
  check_text(issues, "icon", body.icon.value_or(""), 32, Presence::optional);
  issues.enter("time_rules");
  if (!body.time_rules.rental_unit)
    issues.add("rental_unit", "required", "hour, day_24h, calendar_day or night");
  if (const auto rules = applied({}, body.time_rules); rules.units_max < rules.units_min)
    issues.add("units_max", "out-of-range", "below units_min");
  issues.leave();
  check_range(issues, "hold_minutes", body.hold_minutes, 1, hold_minutes_max);
  check_range(issues, "position", body.position, 0, 1'000'000);
  if (!body.property_schema) return;
  add_errors(issues, "property_schema", check_schema(*body.property_schema));
}

Task<bool> ObjectTypes::lock(pg::Transaction& tx, Key key) {
  const auto rows = co_await tx.statement(sql::lock_object_type, pg::Params().add(key));
  co_return !rows.empty();
}

Task<Result<>> ObjectTypes::check(pg::Transaction& tx, Body& body, const View* before) {
  if (before == nullptr) co_return Result<>();
  if (body.code != before->code)
    co_return field_fault("/code", "immutable", "objects are known by it");
  if (body.property_schema == before->property_schema) co_return Result<>();
  co_return co_await check_objects(tx, body.code, body.property_schema.value_or(PropertySchema()));
}

Task<Result<>> ObjectTypes::insert(pg::Transaction& tx, Key key, Body body, Change change) {
  const auto rows = co_await tx.statement(sql::insert_object_type, params_of(key, body, change));
  if (rows.empty()) co_return field_fault("/code", "taken", "another type has this code");
  co_return Result<>();
}

Task<Result<>> ObjectTypes::update(pg::Transaction& tx, Key key, Body body, Change change) {
  co_await tx.statement(sql::update_object_type, params_of(key, body, change));
  co_return Result<>();
}

Task<void> ObjectTypes::archive(pg::Transaction& tx, Key key, Change change) {
  pg::Params params;
  add_change(params.add(key), change);
  co_await tx.statement(sql::archive_object_type, std::move(params));
}

Task<std::optional<ObjectTypeView>> ObjectTypes::find(Reader reader, Key key) {
  const auto rows = co_await reader.run(sql::find_object_types, pg::Params().add(key).add_null());
  if (rows.empty()) co_return std::nullopt;
  co_return view_of(rows.only());
}

Task<std::vector<ObjectTypeView>> ObjectTypes::list(Reader reader, Filter filter) {
  const auto rows =
      co_await reader.run(sql::find_object_types, pg::Params().add_null().add(filter.archived));
  std::vector<View> views;
  for (std::size_t i = 0; i < rows.size(); ++i) views.push_back(view_of(rows[i]));
  co_return views;
}

}  // namespace prokat::objects::inventory
