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

// What people edit of a rate card: the column `terms` of the view price_terms.
struct PriceTerms {
  rental::Tariff tariff;
  std::vector<LocalDate> holidays;
  std::vector<rental::AddonRule> addons;
  std::vector<rental::TaxRate> taxes;
  bool tax_inclusive = true;
  rental::CancellationPolicy cancellation;
};
BOOST_DESCRIBE_STRUCT(PriceTerms, (),
                      (tariff, holidays, addons, taxes, tax_inclusive, cancellation))

// A price list that says nothing about short rentals: the object's own price, which lists show.
void add_missing_rate(rental::Tariff& tariff, std::int64_t price_minor) {
  if (tariff.mode != rental::TariffMode::by_length) return;
  auto& rates = tariff.rates;
  const bool starts_at_one =
      !rates.empty() && !rates.front().season && rates.front().units_from == 1;
  if (!starts_at_one) rates.insert(rates.begin(), {1, price_minor, std::nullopt});
}

rental::RateCard rate_card_of(const pg::Row& row) {
  auto terms = parse_column<PriceTerms>(row, "terms");
  add_missing_rate(terms.tariff, row.get<std::int64_t>("price_minor"));
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
                        .tariff = std::move(terms.tariff),
                        .holidays = std::move(terms.holidays),
                        .addons = std::move(terms.addons),
                        .taxes = std::move(terms.taxes),
                        .tax_inclusive = terms.tax_inclusive,
                        .cancellation = std::move(terms.cancellation),
                        .currency = row.get<Currency>("currency"),
                        .deposit_minor = row.get<std::int64_t>("deposit_minor"),
                        .buffer_before_minutes = row.get<int>("buffer_before_minutes"),
                        .buffer_after_minutes = row.get<int>("buffer_after_minutes"),
                        .hold_minutes = row.get<int>("hold_minutes"),
                        .active = row.get<bool>("active")};
  card.hours = rental::with_holidays(std::move(card.hours), card.holidays);
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
                   .photos = parse_column<std::vector<Photo>>(row, "photos")};
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

}  // namespace prokat::objects
