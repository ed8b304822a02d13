#include "services/objects/inventory/unit.hpp"

#include <algorithm>

#include "services/objects/inventory/fields.hpp"
#include "services/objects/inventory/list_prices.hpp"
#include "services/objects/inventory/property_values.hpp"
#include "services/objects/inventory/sql.hpp"

namespace prokat::objects::inventory {
namespace {

constexpr std::string_view object_pointer = "/properties";

// As objects.own_fields names them.
std::vector<std::string> own_fields_of(const UnitBody& body) {
  std::vector<std::string> names;
  if (body.name) names.emplace_back("name");
  if (body.tariff_id) names.emplace_back("tariff_id");
  if (body.deposit_minor) names.emplace_back("deposit_minor");
  if (body.buffer_before_minutes) names.emplace_back("buffer_before_minutes");
  if (body.buffer_after_minutes) names.emplace_back("buffer_after_minutes");
  return names;
}

pg::Params params_of(const ObjectId& key, const UnitBody& body, const Change& change) {
  pg::Params params;
  params.add(key).add(body.type).add(body.model_id).add(body.location_id);
  params.add(body.legal_entity_id);
  params.add(body.name ? std::optional(body.name->ru) : std::nullopt);
  params.add(body.name ? std::optional(body.name->en) : std::nullopt);
  params.add(body.description ? std::optional(body.description->ru) : std::nullopt);
  params.add(body.description ? std::optional(body.description->en) : std::nullopt);
  params.add(body.unit_label.value_or(""));
  params.add(body.properties ? body.properties->text : "{}");
  params.add(body.tariff_id).add(body.deposit_minor);
  params.add(body.buffer_before_minutes).add(body.buffer_after_minutes);
  params.add_array(own_fields_of(body));
  add_time_rules(params, body.time_rules.value_or(TimeRulesPart()));
  params.add(enum_name(body.status.value_or(UnitStatus::active)));
  params.add(body.position.value_or(0));
  add_change(params, change);
  return params;
}

EffectiveSettings effective_of(const pg::Row& row) {
  const auto currency = row.get<Currency>("currency");
  return {.legal_entity_id = row.get<LegalEntityId>("effective_legal_entity_id"),
          .name = localized_of(row, "name_ru", "name_en"),
          .description = localized_of(row, "effective_description_ru", "effective_description_en"),
          .properties = parse_stored<json::Raw>(row, "effective_properties"),
          .tariff_id = row.get<TariffId>("tariff_id"),
          .price = {row.get<std::int64_t>("price_minor"), currency},
          .deposit = {row.get<std::int64_t>("deposit_minor"), currency},
          .buffer_before_minutes = row.get<int>("buffer_before_minutes"),
          .buffer_after_minutes = row.get<int>("buffer_after_minutes"),
          .time_rules = applied({}, read_time_rules(row))};
}

bool has(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

UnitView view_of(const pg::Row& row) {
  const auto own = row.get<std::vector<std::string>>("own_fields");
  UnitView view;
  view.id = row.get<ObjectId>("id");
  view.type = row.get<std::string>("type");
  view.model_id = row.get<std::optional<ModelId>>("model_id");
  view.location_id = row.get<LocationId>("location_id");
  view.legal_entity_id = row.get<std::optional<LegalEntityId>>("legal_entity_id");
  if (!row.is_null("description_ru"))
    view.description = {row.get<std::string>("description_ru"),
                        row.get<std::optional<std::string>>("description_en").value_or("")};
  view.unit_label = row.get<std::string>("unit_label");
  view.properties = parse_stored<json::Raw>(row, "properties");
  if (const auto part = read_time_rules(row, "own_"); part != TimeRulesPart())
    view.time_rules = part;
  view.status = parse_enum<UnitStatus>(row.text("status"));
  view.position = row.get<int>("position");
  view.effective = effective_of(row);
  const EffectiveSettings& set = view.effective;
  if (has(own, "name")) view.name = set.name;
  if (has(own, "tariff_id")) view.tariff_id = set.tariff_id;
  if (has(own, "deposit_minor")) view.deposit_minor = set.deposit.amount_minor;
  if (has(own, "buffer_before_minutes")) view.buffer_before_minutes = set.buffer_before_minutes;
  if (has(own, "buffer_after_minutes")) view.buffer_after_minutes = set.buffer_after_minutes;
  view.rate_version = row.get<int>("rate_version");
  view.version = row.get<int>("version");
  view.archived_at = row.get<std::optional<Instant>>("archived_at");
  return view;
}

// "current", "archived", or absent. What is archived may stay where it stands.
Result<> check_reference(const pg::Row& row, std::string_view column, const char* pointer,
                         bool kept) {
  if (!row.is_null(column) && (kept || row.text(column) == "current")) return {};
  return field_fault(pointer, "unknown", "there is nothing of this id to choose");
}

Result<> check_references(const pg::Row& row, const UnitBody& body, const UnitView* before) {
  const auto kept = [&](auto member) {
    return before != nullptr && body.*member == before->*member;
  };
  if (body.model_id) {
    auto model = check_reference(row, "model_state", "/model_id", kept(&UnitBody::model_id));
    if (!model) return model;
  }
  if (auto type = check_reference(row, "type_state", "/type", kept(&UnitBody::type)); !type)
    return type;
  auto location =
      check_reference(row, "location_state", "/location_id", kept(&UnitBody::location_id));
  if (!location) return location;
  if (body.legal_entity_id) {
    auto entity = check_reference(row, "legal_entity_state", "/legal_entity_id",
                                  kept(&UnitBody::legal_entity_id));
    if (!entity) return entity;
  }
  return {};
}

Result<> check_tariff(const pg::Row& row, const UnitBody& body, const UnitView* before) {
  if (row.is_null("effective_tariff_id")) {
    return field_fault("/tariff_id", body.tariff_id ? "unknown" : "required",
                       "neither the unit nor its model has a tariff");
  }
  if (!body.tariff_id || (before != nullptr && before->tariff_id == body.tariff_id)) return {};
  if (row.get<bool>("tariff_archived"))
    return field_fault("/tariff_id", "unknown", "the tariff is archived");
  if (!row.get<bool>("tariff_has_rates"))
    return field_fault("/tariff_id", "no-rates", "the tariff has no rates yet");
  return {};
}

Result<> check_properties(const pg::Row& row, const UnitBody& body) {
  const auto schema = parse_stored<PropertySchema>(row, "property_schema");
  const auto own = read_values(body.properties.value_or(json::Raw{"{}"}));
  auto faults = check_values(schema, own, false);
  if (faults.empty()) {
    const auto model = read_values(json::Raw{row.get<std::string>("model_properties")});
    faults = check_values(schema, overlaid(model, own), true);
  }
  return to_result(std::move(faults), object_pointer);
}

Result<> check_rules(const pg::Row& row, const UnitBody& body) {
  const auto base = applied(applied({}, read_time_rules(row)), read_time_rules(row, "model_"));
  const auto rules = applied(base, body.time_rules.value_or(TimeRulesPart()));
  if (rules.units_max >= rules.units_min) return {};
  return field_fault("/time_rules/units_max", "out-of-range",
                     "below units_min, with the rules of model and type");
}

}  // namespace

UnitFilter UnitFilter::read(http::QueryReader& query) {
  static constexpr std::string_view statuses[] = {"active", "stopped"};
  UnitFilter filter;
  filter.type = query.text("type", 64);
  filter.location_id = query.id<LocationId>("location");
  filter.model_id = query.id<ModelId>("model");
  filter.status = query.choice("status", statuses);
  filter.after = query.id<ObjectId>("cursor");
  filter.limit = query.integer<int>("limit", 1, 100).value_or(filter.limit);
  return filter;
}

void check(const UnitBody& body, json::Issues& issues) {
  if (!body.type && !body.model_id)
    issues.add("type", "required", "a unit without a model says its type");
  if (!body.name && !body.model_id)
    issues.add("name", "required", "a unit without a model has a name of its own");
  if (body.name) check_localized(issues, "name", *body.name, 200, Presence::required);
  if (body.description)
    check_localized(issues, "description", *body.description, 10'000, Presence::optional);
  check_text(issues, "unit_label", body.unit_label.value_or(""), 100, Presence::optional);
  if (body.properties && !is_object(*body.properties))
    issues.add("properties", "wrong-type", "must be an object");
  check_range(issues, "deposit_minor", body.deposit_minor, 0, 1'000'000'000'000);
  check_range(issues, "buffer_before_minutes", body.buffer_before_minutes, 0, 10'080);
  check_range(issues, "buffer_after_minutes", body.buffer_after_minutes, 0, 10'080);
  check_range(issues, "position", body.position, 0, 1'000'000);
}

Task<bool> Units::lock(pg::Transaction& tx, Key key) {
  const auto rows = co_await tx.statement(sql::lock_unit, pg::Params().add(key));
  co_return !rows.empty();
}

Task<Result<>> Units::check(pg::Transaction& tx, Body& body, const View* before) {
  auto params = pg::Params().add(body.type).add(body.model_id).add(body.location_id);
  params.add(body.legal_entity_id).add(body.tariff_id);
  const auto rows = co_await tx.statement(sql::find_unit_references, std::move(params));
  const pg::Row row = rows.only();
  if (before != nullptr && body.type && body.type != before->type)
    co_return field_fault("/type", "immutable", "a unit stays what it is");
  if (auto references = check_references(row, body, before); !references) co_return references;
  if (!row.is_null("model_type") && body.type && row.text("model_type") != *body.type)
    co_return field_fault("/model_id", "other-type", "the model is of another type");
  if (before != nullptr && row.text("effective_type") != *before->type)
    co_return field_fault("/model_id", "other-type", "the model is of another type");
  body.type = row.get<std::string>("effective_type");
  if (auto tariff = check_tariff(row, body, before); !tariff) co_return tariff;
  if (auto properties = check_properties(row, body); !properties) co_return properties;
  co_return check_rules(row, body);
}

Task<Result<>> Units::insert(pg::Transaction& tx, Key key, Body body, Change change) {
  co_await tx.statement(sql::insert_unit, params_of(key, body, change));
  co_await refresh_list_prices(tx, {.object_id = key});
  co_return Result<>();
}

Task<Result<>> Units::update(pg::Transaction& tx, Key key, Body body, Change change) {
  co_await tx.statement(sql::update_unit, params_of(key, body, change));
  co_await refresh_list_prices(tx, {.object_id = key});
  co_return Result<>();
}

Task<void> Units::archive(pg::Transaction& tx, Key key, Change change) {
  pg::Params params;
  add_change(params.add(key), change);
  co_await tx.statement(sql::archive_unit, std::move(params));
}

Task<std::optional<UnitView>> Units::find(Reader reader, Key key) {
  const auto rows = co_await reader.run(sql::find_units, pg::Params().add_array(std::vector{key}));
  if (rows.empty()) co_return std::nullopt;
  co_return view_of(rows.only());
}

Task<std::vector<UnitView>> Units::list(Reader reader, Filter filter) {
  auto params = pg::Params().add(filter.archived).add(filter.type).add(filter.location_id);
  params.add(filter.model_id).add(filter.status).add(filter.after.value_or(ObjectId()));
  params.add(filter.limit);
  const auto page = co_await reader.run(sql::list_unit_ids, std::move(params));
  std::vector<ObjectId> ids;
  for (std::size_t i = 0; i < page.size(); ++i) ids.push_back(page[i].get<ObjectId>("id"));
  const auto rows = co_await reader.run(sql::find_units, pg::Params().add_array(ids));
  std::vector<View> views;
  for (std::size_t i = 0; i < rows.size(); ++i) views.push_back(view_of(rows[i]));
  co_return views;
}

Task<std::vector<std::string>> Units::list_upcoming(pg::Transaction& tx, Key key, Instant now) {
  const auto rows =
      co_await tx.statement(sql::list_upcoming_bookings, pg::Params().add(key).add(now));
  std::vector<std::string> codes;
  for (std::size_t i = 0; i < rows.size(); ++i) codes.push_back(rows[i].get<std::string>("code"));
  co_return codes;
}

}  // namespace prokat::objects::inventory
