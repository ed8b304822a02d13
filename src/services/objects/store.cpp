#include "services/objects/store.hpp"

#include <map>
#include <stdexcept>

#include "services/objects/sql.hpp"

namespace prokat::objects {
namespace {

LocalizedText localized(const pg::Row& row, std::string_view ru, std::string_view en) {
  return {row.get<std::string>(ru), row.get<std::string>(en)};
}

// Enumerators and tables of the schema name the same units.
rental::RentalUnit rental_unit_of(std::string_view name) {
  if (name == "hour") return rental::RentalUnit::hour;
  if (name == "day_24h") return rental::RentalUnit::day_24h;
  if (name == "calendar_day") return rental::RentalUnit::calendar_day;
  if (name == "night") return rental::RentalUnit::night;
  throw std::logic_error("object_types.rental_unit holds an unknown unit");
}

rental::TimeRules time_rules_of(const pg::Row& row) {
  return {.rental_unit = rental_unit_of(row.text("rental_unit")),
          .grace_minutes = row.get<int>("grace_minutes"),
          .start_step_minutes = row.get<int>("start_step_minutes"),
          .check_in_minutes = row.get<int>("check_in_minutes"),
          .check_out_minutes = row.get<int>("check_out_minutes"),
          .units_min = row.get<int>("units_min"),
          .units_max = row.get<int>("units_max"),
          .lead_minutes = row.get<int>("lead_minutes"),
          .horizon_days = row.get<int>("horizon_days")};
}

// JSON that our own statement has put together.
template <class T>
T parse_column(const pg::Row& row, std::string_view column) {
  auto parsed = json::parse<T>(row.text(column));
  if (!parsed) throw std::logic_error("column " + std::string(column) + " does not parse");
  return std::move(*parsed);
}

rental::RateCard rate_card_of(const pg::Row& row) {
  rental::RateCard card{.object_id = row.get<ObjectId>("id"),
                        .rate_version = row.get<int>("rate_version"),
                        .type = row.get<std::string>("type"),
                        .name = localized(row, "name_ru", "name_en"),
                        .unit_label = row.get<std::string>("unit_label"),
                        .location_id = row.get<LocationId>("location_id"),
                        .legal_entity_id = row.get<LegalEntityId>("legal_entity_id"),
                        .time_zone = row.get<std::string>("time_zone"),
                        .time_rules = time_rules_of(row),
                        .hours = parse_column<rental::OpeningHours>(row, "hours"),
                        .tariff = {.name = localized(row, "tariff_name_ru", "tariff_name_en"),
                                   .rates = parse_column<std::vector<rental::Rate>>(row, "rates")},
                        .currency = row.get<Currency>("currency"),
                        .deposit_minor = row.get<std::int64_t>("deposit_minor"),
                        .buffer_before_minutes = row.get<int>("buffer_before_minutes"),
                        .buffer_after_minutes = row.get<int>("buffer_after_minutes"),
                        .hold_minutes = row.get<int>("hold_minutes"),
                        .active = row.get<bool>("active")};
  card.hours = rental::with_holidays(std::move(card.hours), card.holidays);
  // A price list that says nothing about short rentals: the object's own price, which lists show.
  auto& rates = card.tariff.rates;
  if (rates.empty() || rates.front().units_from > 1)
    rates.insert(rates.begin(), {1, row.get<std::int64_t>("price_minor")});
  return card;
}

Location location_of(const pg::Row& row, bool joined) {
  return {.id = row.get<LocationId>(joined ? "location_id" : "id"),
          .name = joined ? localized(row, "location_name_ru", "location_name_en")
                         : localized(row, "name_ru", "name_en"),
          .city = localized(row, "city_ru", "city_en"),
          .address = localized(row, "address_ru", "address_en"),
          .time_zone = row.get<std::string>("time_zone"),
          .phone = row.get<std::string>("phone")};
}

PricedObject object_of(const pg::Row& row) {
  PricedObject priced{.card = rate_card_of(row)};
  auto photos = parse_column<std::vector<Photo>>(row, "own_photos");
  if (photos.empty()) photos = parse_column<std::vector<Photo>>(row, "model_photos");
  const auto currency = row.get<Currency>("currency");
  priced.object = {.id = row.get<ObjectId>("id"),
                   .type = priced.card.type,
                   .model_id = row.get<std::optional<ModelId>>("model_id"),
                   .name = priced.card.name,
                   .description = localized(row, "description_ru", "description_en"),
                   .unit_label = priced.card.unit_label,
                   .properties = json::Raw{row.get<std::string>("properties")},
                   .location = location_of(row, true),
                   .price = {row.get<std::int64_t>("price_minor"), currency},
                   .rental_unit = priced.card.time_rules.rental_unit,
                   .deposit = {priced.card.deposit_minor, currency},
                   .rates = priced.card.tariff.rates,
                   .photos = std::move(photos)};
  return priced;
}

}  // namespace

Task<ObjectTypeList> Store::list_types(Deadline deadline) {
  const auto rows = co_await pool_.statement(sql::list_types, pg::Params(), deadline);
  ObjectTypeList list;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const pg::Row row = rows[i];
    list.items.push_back({.code = row.get<std::string>("code"),
                          .name = localized(row, "name_ru", "name_en"),
                          .icon = row.get<std::string>("icon"),
                          .time_rules = time_rules_of(row),
                          .objects = row.get<std::int64_t>("objects")});
  }
  co_return list;
}

Task<LocationList> Store::list_locations(Deadline deadline) {
  const auto rows = co_await pool_.statement(sql::list_locations, pg::Params(), deadline);
  LocationList list;
  for (std::size_t i = 0; i < rows.size(); ++i) list.items.push_back(location_of(rows[i], false));
  co_return list;
}

Task<std::vector<PricedObject>> Store::find_all(std::vector<ObjectId> ids, Deadline deadline) {
  const auto rows =
      co_await pool_.statement(sql::find_objects, pg::Params().add_array(ids), deadline);
  std::map<ObjectId, PricedObject> found;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    PricedObject priced = object_of(rows[i]);
    const ObjectId id = priced.object.id;
    found.emplace(id, std::move(priced));
  }
  std::vector<PricedObject> ordered;
  for (const ObjectId& id : ids) {
    if (auto node = found.extract(id)) ordered.push_back(std::move(node.mapped()));
  }
  co_return ordered;
}

Task<std::optional<rental::RateCard>> Store::find_rate_card(ObjectId id, Deadline deadline) {
  const auto rows = co_await pool_.statement(sql::find_rate_card, pg::Params().add(id), deadline);
  if (rows.empty()) co_return std::nullopt;
  co_return rate_card_of(rows.only());
}

Task<std::optional<Photo>> Store::find_photo(PhotoId id, Deadline deadline) {
  const auto rows = co_await pool_.statement(sql::find_photo, pg::Params().add(id), deadline);
  if (rows.empty()) co_return std::nullopt;
  const pg::Row row = rows.only();
  co_return Photo{.id = row.get<PhotoId>("id"),
                  .storage_key = row.get<std::string>("storage_key"),
                  .content_type = row.get<std::string>("content_type"),
                  .sha256 = row.get<std::string>("sha256"),
                  .width = row.get<int>("width"),
                  .height = row.get<int>("height")};
}

}  // namespace prokat::objects
