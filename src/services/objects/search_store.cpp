#include "services/objects/search_store.hpp"

#include "services/objects/sql.hpp"

namespace prokat::objects {
namespace {

const pg::Statement& statement_of(const SearchFilter& filter) {
  if (filter.models_of) return sql::search_models;
  switch (filter.sort) {
    case SearchSort::price:
      return sql::search_by_price;
    case SearchSort::price_down:
      return sql::search_by_price_down;
    case SearchSort::name:
      return sql::search_by_name;
    case SearchSort::newest:
      return sql::search_newest;
  }
  return sql::search_by_price;
}

// timestamptz[] with NULLs has no add_array: without dates every window is NULL, so no elements
// at all mean the same to unnest().
void add_windows(pg::Params& params, const std::vector<SearchWindow>& windows) {
  std::vector<std::string> types;
  std::vector<LocationId> locations;
  std::vector<std::int64_t> rules;
  std::vector<Instant> starts, ends;
  for (const SearchWindow& window : windows) {
    types.push_back(window.type);
    locations.push_back(window.location_id);
    rules.push_back(window.rules_id);
    if (!window.period) continue;
    starts.push_back(window.period->start);
    ends.push_back(window.period->end);
  }
  params.add_array(types).add_array(locations).add_array(rules).add_array(starts).add_array(ends);
}

void add_wanted(pg::Params& params, const SearchFilter& filter) {
  params.add(filter.now).add(filter.late_before).add(filter.model_id);
  params.add(filter.unit_price_min_minor).add(filter.unit_price_max_minor);
  if (filter.words) {
    params.add_array(filter.words->words).add_array(filter.words->stems);
  } else {
    params.add_null().add_null();
  }
  params.add(filter.properties);
  if (filter.numbers.empty()) {
    params.add_null().add_null().add_null();
    return;
  }
  std::vector<std::string> keys, mins, maxs;
  for (const NumberBounds& number : filter.numbers) {
    keys.push_back(number.key);
    mins.push_back(number.min);
    maxs.push_back(number.max);
  }
  params.add_array(keys).add_array(mins).add_array(maxs);
}

}  // namespace

Task<std::int64_t> SearchStore::read_version(Deadline deadline) {
  const auto rows = co_await pool_.statement(sql::read_catalogue_version, pg::Params(), deadline);
  co_return rows.only().get<std::int64_t>("version");
}

Task<GroupRows> SearchStore::list_groups(Deadline deadline) {
  const auto rows = co_await pool_.statement(sql::list_search_groups, pg::Params(), deadline);
  GroupRows groups;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    groups.catalogue_version = rows[i].get<std::int64_t>("catalogue_version");
    if (const auto id = rows[i].get<std::optional<ObjectId>>("id"))
      groups.rows.push_back({*id, rows[i].get<std::int64_t>("rules_id")});
  }
  co_return groups;
}

Task<PropertyKinds> SearchStore::list_property_kinds(Deadline deadline) {
  const auto rows = co_await pool_.statement(sql::list_property_kinds, pg::Params(), deadline);
  PropertyKinds kinds;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    kinds[rows[i].get<std::string>("type")].emplace(rows[i].get<std::string>("key"),
                                                    rows[i].get<std::string>("kind"));
  }
  co_return kinds;
}

Task<SearchWords> SearchStore::stem(std::vector<std::string> words, Deadline deadline) {
  const auto rows =
      co_await pool_.statement(sql::stem_words, pg::Params().add_array(words), deadline);
  SearchWords all, telling;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto word = rows[i].get<std::string>("word");
    const auto stem = rows[i].get<std::string>("stem");
    all.words.push_back(word);
    all.stems.push_back(stem);
    if (rows[i].get<bool>("says_nothing")) continue;
    telling.words.push_back(word);
    telling.stems.push_back(stem);
  }
  co_return telling.words.empty() ? std::move(all) : std::move(telling);
}

Task<Found> SearchStore::search(SearchFilter filter, std::vector<SearchWindow> windows,
                                Deadline deadline) {
  pg::Params params;
  add_windows(params, windows);
  add_wanted(params, filter);
  params.add(filter.after.key).add(filter.after.id).add(filter.limit);
  if (filter.models_of) params.add(*filter.models_of);
  const auto rows = co_await pool_.statement(statement_of(filter), std::move(params), deadline);
  Found found;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const pg::Row row = rows[i];
    found.catalogue_version = row.get<std::int64_t>("catalogue_version");
    const auto id = row.get<std::optional<ObjectId>>("id");
    if (!id) continue;
    found.places.push_back(
        {{row.get<std::string>("key"), *id},
         filter.models_of ? row.get<std::int64_t>("free_units") : std::int64_t{0}});
  }
  co_return found;
}

Task<std::vector<CalendarRow>> SearchStore::list_calendar_units(
    std::optional<std::string> type, std::optional<ModelId> model_id,
    std::optional<LocationId> location_id, Deadline deadline) {
  auto params = pg::Params().add(type).add(model_id).add(location_id);
  const auto rows = co_await pool_.statement(sql::list_calendar_units, std::move(params), deadline);
  std::vector<CalendarRow> units;
  units.reserve(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const pg::Row row = rows[i];
    CalendarRow unit{.object_id = row.get<ObjectId>("id"),
                     .buffer_before_minutes = row.get<int>("buffer_before_minutes"),
                     .buffer_after_minutes = row.get<int>("buffer_after_minutes")};
    for (const char* column : {"location_id", "rules_id", "tariff_id", "price_minor", "currency"})
      (unit.alike += row.text(column)) += ' ';
    units.push_back(std::move(unit));
  }
  co_return units;
}

Task<std::map<ObjectId, std::vector<Period>>> SearchStore::list_taken(std::vector<ObjectId> ids,
                                                                      Period range,
                                                                      Deadline deadline) {
  auto params = pg::Params().add_array(ids).add(range.start).add(range.end);
  const auto rows = co_await pool_.statement(sql::list_taken, std::move(params), deadline);
  std::map<ObjectId, std::vector<Period>> taken;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    taken[rows[i].get<ObjectId>("object_id")].push_back(
        {rows[i].get<Instant>("blocked_from"), rows[i].get<Instant>("blocked_until")});
  }
  co_return taken;
}

Task<std::vector<ObjectId>> SearchStore::list_overdue(std::vector<ObjectId> ids, Instant now,
                                                      Deadline deadline) {
  auto params = pg::Params().add_array(ids).add(now);
  const auto rows = co_await pool_.statement(sql::list_overdue, std::move(params), deadline);
  std::vector<ObjectId> overdue;
  for (std::size_t i = 0; i < rows.size(); ++i)
    overdue.push_back(rows[i].get<ObjectId>("object_id"));
  co_return overdue;
}

}  // namespace prokat::objects
