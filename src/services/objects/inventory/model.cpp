#include "services/objects/inventory/model.hpp"

#include "services/objects/inventory/fields.hpp"
#include "services/objects/inventory/list_prices.hpp"
#include "services/objects/inventory/property_values.hpp"
#include "services/objects/inventory/sql.hpp"

namespace prokat::objects::inventory {
namespace {

pg::Params params_of(const ModelId& key, const ModelBody& body, const Change& change) {
  const auto description = body.description.value_or(LocalizedText());
  pg::Params params;
  params.add(key).add(body.type).add(body.name.ru).add(body.name.en);
  params.add(description.ru).add(description.en);
  params.add(body.properties ? body.properties->text : "{}");
  params.add(body.tariff_id).add(body.deposit_minor);
  params.add(body.buffer_before_minutes).add(body.buffer_after_minutes);
  add_time_rules(params, body.time_rules.value_or(TimeRulesPart()));
  params.add(body.position.value_or(0));
  add_change(params, change);
  return params;
}

ModelView view_of(const pg::Row& row) {
  ModelView view;
  view.id = row.get<ModelId>("id");
  view.type = row.get<std::string>("type");
  view.name = localized_of(row, "name_ru", "name_en");
  view.description = localized_of(row, "description_ru", "description_en");
  view.properties = parse_stored<json::Raw>(row, "properties");
  view.tariff_id = row.get<std::optional<TariffId>>("tariff_id");
  view.deposit_minor = row.get<std::optional<std::int64_t>>("deposit_minor");
  view.buffer_before_minutes = row.get<std::optional<int>>("buffer_before_minutes");
  view.buffer_after_minutes = row.get<std::optional<int>>("buffer_after_minutes");
  if (const auto part = read_time_rules(row); part != TimeRulesPart()) view.time_rules = part;
  view.position = row.get<int>("position");
  view.units = row.get<std::int64_t>("units");
  view.version = row.get<int>("version");
  view.archived_at = row.get<std::optional<Instant>>("archived_at");
  return view;
}

Result<> check_type(const pg::Row& row, const ModelBody& body, const ModelView* before) {
  const bool kept = before != nullptr;
  if (kept && body.type != before->type)
    return field_fault("/type", "immutable", "its units are of this type");
  if (row.is_null("type_archived") || (row.get<bool>("type_archived") && !kept))
    return field_fault("/type", "unknown", "no such type of objects");
  const auto rules =
      applied(applied({}, read_time_rules(row)), body.time_rules.value_or(TimeRulesPart()));
  if (rules.units_max < rules.units_min)
    return field_fault("/time_rules/units_max", "out-of-range",
                       "below units_min, with the type's rules");
  const auto schema = parse_stored<PropertySchema>(row, "property_schema");
  const auto values = read_values(body.properties.value_or(json::Raw{"{}"}));
  return to_result(check_values(schema, values, false), "/properties");
}

Result<> check_tariff(const pg::Row& row, const ModelBody& body, const ModelView* before) {
  if (before != nullptr && body.tariff_id == before->tariff_id) return {};
  if (!body.tariff_id) {
    if (before == nullptr || row.get<std::int64_t>("units_without_tariff") == 0) return {};
    return field_fault("/tariff_id", "in-use", "units of this model have no tariff of their own");
  }
  if (row.is_null("tariff_archived") || row.get<bool>("tariff_archived"))
    return field_fault("/tariff_id", "unknown", "no such tariff");
  if (!row.get<bool>("tariff_has_rates"))
    return field_fault("/tariff_id", "no-rates", "the tariff has no rates yet");
  return {};
}

}  // namespace

void check(const ModelBody& body, json::Issues& issues) {
  check_text(issues, "type", body.type, 64, Presence::required);
  check_localized(issues, "name", body.name, 200, Presence::required);
  if (body.description)
    check_localized(issues, "description", *body.description, 10'000, Presence::optional);
  if (body.properties && !is_object(*body.properties))
    issues.add("properties", "wrong-type", "must be an object");
  check_range(issues, "deposit_minor", body.deposit_minor, 0, 1'000'000'000'000);
  check_range(issues, "buffer_before_minutes", body.buffer_before_minutes, 0, 10'080);
  check_range(issues, "buffer_after_minutes", body.buffer_after_minutes, 0, 10'080);
  check_range(issues, "position", body.position, 0, 1'000'000);
}

Task<bool> Models::lock(pg::Transaction& tx, Key key) {
  const auto rows = co_await tx.statement(sql::lock_model, pg::Params().add(key));
  co_return !rows.empty();
}

Task<Result<>> Models::check(pg::Transaction& tx, Body& body, const View* before) {
  const Key key = before == nullptr ? Key() : before->id;
  const auto rows = co_await tx.statement(sql::find_model_references,
                                          pg::Params().add(body.type).add(body.tariff_id).add(key));
  const pg::Row row = rows.only();
  if (auto type = check_type(row, body, before); !type) co_return type;
  co_return check_tariff(row, body, before);
}

Task<Result<>> Models::insert(pg::Transaction& tx, Key key, Body body, Change change) {
  co_await tx.statement(sql::insert_model, params_of(key, body, change));
  co_return Result<>();
}

Task<Result<>> Models::update(pg::Transaction& tx, Key key, Body body, Change change) {
  co_await tx.statement(sql::update_model, params_of(key, body, change));
  pg::Params params;
  add_change(params.add(key), change);
  co_await tx.statement(sql::inherit_model, std::move(params));
  co_await refresh_list_prices(tx, {.model_id = key});
  co_return Result<>();
}

Task<void> Models::archive(pg::Transaction& tx, Key key, Change change) {
  pg::Params params;
  add_change(params.add(key), change);
  co_await tx.statement(sql::archive_model, std::move(params));
}

Task<std::optional<ModelView>> Models::find(Reader reader, Key key) {
  const auto rows =
      co_await reader.run(sql::find_models, pg::Params().add(key).add_null().add_null());
  if (rows.empty()) co_return std::nullopt;
  co_return view_of(rows.only());
}

Task<std::vector<ModelView>> Models::list(Reader reader, Filter filter) {
  auto params = pg::Params().add_null().add(filter.archived).add(filter.type);
  const auto rows = co_await reader.run(sql::find_models, std::move(params));
  std::vector<View> views;
  for (std::size_t i = 0; i < rows.size(); ++i) views.push_back(view_of(rows[i]));
  co_return views;
}

}  // namespace prokat::objects::inventory
