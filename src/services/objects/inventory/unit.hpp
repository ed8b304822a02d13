// Single physical units as operators manage them. A body says what a unit sets itself; what it
// leaves out comes from its model. The public card of an object is objects::Object.
#pragma once

#include "http/query.hpp"
#include "services/objects/inventory/change.hpp"
#include "services/objects/inventory/reader.hpp"
#include "services/objects/inventory/time_rules.hpp"

namespace prokat::objects::inventory {

enum class UnitStatus { active, stopped };
BOOST_DESCRIBE_ENUM(UnitStatus, active, stopped)

struct UnitBody {
  std::optional<std::string> type;  // the model's, where there is one
  std::optional<ModelId> model_id;
  LocationId location_id;
  std::optional<LegalEntityId> legal_entity_id;  // the location's
  std::optional<LocalizedText> name;
  std::optional<LocalizedText> description;
  std::optional<std::string> unit_label;  // number plate: tells units of one model apart
  std::optional<json::Raw> properties;    // over the model's, by the type's schema
  std::optional<TariffId> tariff_id;
  std::optional<std::int64_t> deposit_minor;  // in the tariff's currency
  std::optional<int> buffer_before_minutes;
  std::optional<int> buffer_after_minutes;
  std::optional<TimeRulesPart> time_rules;  // where they are not the model's or the type's
  std::optional<UnitStatus> status;         // default active
  std::optional<int> position;
};
BOOST_DESCRIBE_STRUCT(UnitBody, (),
                      (type, model_id, location_id, legal_entity_id, name, description, unit_label,
                       properties, tariff_id, deposit_minor, buffer_before_minutes,
                       buffer_after_minutes, time_rules, status, position))
void check(const UnitBody& body, json::Issues& issues);

// What holds for the unit, whoever says it.
struct EffectiveSettings {
  LegalEntityId legal_entity_id;
  LocalizedText name;
  LocalizedText description;
  json::Raw properties;
  TariffId tariff_id;
  Money price;  // "from": of one unit of time
  Money deposit;
  int buffer_before_minutes = 0;
  int buffer_after_minutes = 0;
  rental::TimeRules time_rules;
};
BOOST_DESCRIBE_STRUCT(EffectiveSettings, (),
                      (legal_entity_id, name, description, properties, tariff_id, price, deposit,
                       buffer_before_minutes, buffer_after_minutes, time_rules))

struct UnitView : UnitBody {
  ObjectId id;
  EffectiveSettings effective;
  int rate_version = 1;
  int version = 1;
  std::optional<Instant> archived_at;
};
BOOST_DESCRIBE_STRUCT(UnitView, (UnitBody), (id, effective, rate_version, version, archived_at))

struct UnitFilter {
  bool archived = false;
  std::optional<std::string> type;
  std::optional<LocationId> location_id;
  std::optional<ModelId> model_id;
  std::optional<std::string> status;
  std::optional<ObjectId> after;
  int limit = 100;
  static UnitFilter read(http::QueryReader& query);
};

struct Units {
  using Key = ObjectId;
  using Body = UnitBody;
  using View = UnitView;
  using Filter = UnitFilter;
  static constexpr std::string_view path = "/api/v1/objects";

  static Key key_of(const Body&, UuidBytes fresh) { return Key(fresh); }
  static Task<bool> lock(pg::Transaction& tx, Key key);
  static Task<Result<>> check(pg::Transaction& tx, Body& body, const View* before);
  static Task<Result<>> insert(pg::Transaction& tx, Key key, Body body, Change change);
  static Task<Result<>> update(pg::Transaction& tx, Key key, Body body, Change change);
  static Task<void> archive(pg::Transaction& tx, Key key, Change change);
  static Task<std::optional<View>> find(Reader reader, Key key);
  static Task<std::vector<View>> list(Reader reader, Filter filter);

  // Codes of the rentals that have not ended yet, the next one first; a handful is enough to say
  // no.
  static Task<std::vector<std::string>> list_upcoming(pg::Transaction& tx, Key key, Instant now);
};

}  // namespace prokat::objects::inventory
