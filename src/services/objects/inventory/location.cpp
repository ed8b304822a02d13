#include "services/objects/inventory/location.hpp"

#include <set>

#include "services/objects/inventory/fields.hpp"
#include "services/objects/inventory/sql.hpp"

namespace prokat::objects::inventory {
namespace {

constexpr std::size_t intervals_max = 10;
constexpr std::size_t exceptions_max = 400;
constexpr int day_minutes = 1440;

// "+" and digits, as E.164 has it.
bool is_phone(std::string_view text) {
  if (text.size() < 8 || text.size() > 16 || text.front() != '+') return false;
  for (const char c : text.substr(1))
    if (c < '0' || c > '9') return false;
  return true;
}

void check_intervals(json::Issues& issues, std::string_view field,
                     const std::vector<rental::OpenInterval>& open) {
  issues.enter(field);
  if (open.size() > intervals_max) issues.add("", "too-long", "at most 10 intervals a day");
  int after = 0;
  for (std::size_t i = 0; i < open.size() && i < intervals_max; ++i) {
    issues.enter(std::to_string(i));
    check_range(issues, "from_minutes", open[i].from_minutes, 0, day_minutes - 1);
    check_range(issues, "until_minutes", open[i].until_minutes, 1, day_minutes);
    if (open[i].until_minutes <= open[i].from_minutes) {
      issues.add("until_minutes", "end-before-start", "must be after from_minutes");
    } else if (i > 0 && open[i].from_minutes < after) {
      issues.add("from_minutes", "overlaps", "begins before the interval above has ended");
    }
    after = open[i].until_minutes;
    issues.leave();
  }
  issues.leave();
}

void check_weekly(json::Issues& issues, const std::vector<rental::WeekdayHours>& weekly) {
  std::set<int> seen;
  issues.enter("weekly");
  for (std::size_t i = 0; i < weekly.size(); ++i) {
    issues.enter(std::to_string(i));
    check_range(issues, "weekday", weekly[i].weekday, 1, 7);
    if (!seen.insert(weekly[i].weekday).second)
      issues.add("weekday", "repeated", "stands above already");
    check_intervals(issues, "open", weekly[i].open);
    issues.leave();
  }
  issues.leave();
}

void check_exceptions(json::Issues& issues, const std::vector<rental::DateHours>& exceptions) {
  std::set<LocalDate> seen;
  issues.enter("exceptions");
  if (exceptions.size() > exceptions_max) issues.add("", "too-long", "at most 400 days");
  for (std::size_t i = 0; i < exceptions.size() && i < exceptions_max; ++i) {
    issues.enter(std::to_string(i));
    if (!seen.insert(exceptions[i].date).second)
      issues.add("date", "repeated", "stands above already");
    check_intervals(issues, "open", exceptions[i].open);
    issues.leave();
  }
  issues.leave();
}

pg::Params params_of(const LocationId& key, const LocationBody& body, const Change& change) {
  const LocalizedText address = body.address.value_or(LocalizedText());
  const auto coordinate = [&](double MapPoint::* which) {
    return body.point ? std::optional(json::write(*body.point.*which)) : std::nullopt;
  };
  pg::Params params;
  params.add(key).add(body.legal_entity_id).add(body.name.ru).add(body.name.en);
  params.add(body.city.ru).add(body.city.en).add(address.ru).add(address.en);
  params.add(coordinate(&MapPoint::latitude)).add(coordinate(&MapPoint::longitude));
  params.add(body.time_zone).add(body.hours ? json::write(*body.hours) : "{}");
  params.add(body.phone.value_or("")).add(body.position.value_or(0));
  add_change(params, change);
  return params;
}

std::optional<MapPoint> point_of(const pg::Row& row) {
  if (row.is_null("latitude") || row.is_null("longitude")) return std::nullopt;
  return MapPoint{parse_stored<double>(row, "latitude"), parse_stored<double>(row, "longitude")};
}

LocationView view_of(const pg::Row& row) {
  LocationView view;
  view.id = row.get<LocationId>("id");
  view.legal_entity_id = row.get<LegalEntityId>("legal_entity_id");
  view.name = localized_of(row, "name_ru", "name_en");
  view.city = localized_of(row, "city_ru", "city_en");
  view.address = localized_of(row, "address_ru", "address_en");
  view.point = point_of(row);
  view.time_zone = row.get<std::string>("time_zone");
  if (row.text("hours") != "{}") view.hours = parse_stored<rental::OpeningHours>(row, "hours");
  view.phone = row.get<std::string>("phone");
  view.position = row.get<int>("position");
  view.version = row.get<int>("version");
  view.archived_at = row.get<std::optional<Instant>>("archived_at");
  return view;
}

}  // namespace

void check(const LocationBody& body, json::Issues& issues) {
  check_localized(issues, "name", body.name, 200, Presence::required);
  check_localized(issues, "city", body.city, 200, Presence::required);
  if (body.address) check_localized(issues, "address", *body.address, 500, Presence::optional);
  if (body.point) {
    issues.enter("point");
    if (!(body.point->latitude >= -90 && body.point->latitude <= 90))
      issues.add("latitude", "out-of-range", "must be from -90 to 90");
    if (!(body.point->longitude >= -180 && body.point->longitude <= 180))
      issues.add("longitude", "out-of-range", "must be from -180 to 180");
    issues.leave();
  }
  if (!TimeZone::find(body.time_zone))
    issues.add("time_zone", "unknown", "no such IANA zone, like Europe/Moscow");
  if (body.phone && !body.phone->empty() && !is_phone(*body.phone))
    issues.add("phone", "bad-phone", "like +78432000001");
  check_range(issues, "position", body.position, 0, 1'000'000);
  if (!body.hours) return;
  issues.enter("hours");
  check_weekly(issues, body.hours->weekly);
  check_exceptions(issues, body.hours->exceptions);
  if (body.hours->holidays) check_intervals(issues, "holidays", *body.hours->holidays);
  issues.leave();
}

Task<bool> Locations::lock(pg::Transaction& tx, Key key) {
  const auto rows = co_await tx.statement(sql::lock_location, pg::Params().add(key));
  co_return !rows.empty();
}

Task<Result<>> Locations::check(pg::Transaction& tx, Body& body, const View* before) {
  if (before != nullptr && before->legal_entity_id == body.legal_entity_id) co_return Result<>();
  const auto rows = co_await tx.statement(sql::find_legal_entities,
                                          pg::Params().add(body.legal_entity_id).add(false));
  if (rows.empty()) co_return field_fault("/legal_entity_id", "unknown", "no such legal entity");
  co_return Result<>();
}

Task<Result<>> Locations::insert(pg::Transaction& tx, Key key, Body body, Change change) {
  co_await tx.statement(sql::insert_location, params_of(key, body, change));
  co_return Result<>();
}

Task<Result<>> Locations::update(pg::Transaction& tx, Key key, Body body, Change change) {
  co_await tx.statement(sql::update_location, params_of(key, body, change));
  co_return Result<>();
}

Task<void> Locations::archive(pg::Transaction& tx, Key key, Change change) {
  pg::Params params;
  add_change(params.add(key), change);
  co_await tx.statement(sql::archive_location, std::move(params));
}

Task<std::optional<LocationView>> Locations::find(Reader reader, Key key) {
  const auto rows = co_await reader.run(sql::find_locations, pg::Params().add(key).add_null());
  if (rows.empty()) co_return std::nullopt;
  co_return view_of(rows.only());
}

Task<std::vector<LocationView>> Locations::list(Reader reader, Filter filter) {
  const auto rows =
      co_await reader.run(sql::find_locations, pg::Params().add_null().add(filter.archived));
  std::vector<View> views;
  for (std::size_t i = 0; i < rows.size(); ++i) views.push_back(view_of(rows[i]));
  co_return views;
}

}  // namespace prokat::objects::inventory
