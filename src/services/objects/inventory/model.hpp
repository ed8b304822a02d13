// Interchangeable units as one thing: what a unit does not set itself comes from here, and changes
// with it in the same transaction.
#pragma once

#include "http/query.hpp"
#include "services/objects/inventory/change.hpp"
#include "services/objects/inventory/reader.hpp"
#include "services/objects/inventory/time_rules.hpp"

namespace prokat::objects::inventory {

struct ModelBody {
  std::string type;
  LocalizedText name;
  std::optional<LocalizedText> description;
  std::optional<json::Raw> properties;  // by the type's schema
  std::optional<TariffId> tariff_id;
  std::optional<std::int64_t> deposit_minor;  // in the tariff's currency
  std::optional<int> buffer_before_minutes;
  std::optional<int> buffer_after_minutes;
  std::optional<TimeRulesPart> time_rules;  // where they are not the type's
  std::optional<int> position;
};
BOOST_DESCRIBE_STRUCT(ModelBody, (),
                      (type, name, description, properties, tariff_id, deposit_minor,
                       buffer_before_minutes, buffer_after_minutes, time_rules, position))
void check(const ModelBody& body, json::Issues& issues);

struct ModelView : ModelBody {
  ModelId id;
  std::int64_t units = 0;  // not archived
  int version = 1;
  std::optional<Instant> archived_at;
};
BOOST_DESCRIBE_STRUCT(ModelView, (ModelBody), (id, units, version, archived_at))

struct Models {
  using Key = ModelId;
  using Body = ModelBody;
  using View = ModelView;
  struct Filter {
    bool archived = false;
    std::optional<std::string> type;
    static Filter read(http::QueryReader& query) { return {.type = query.text("type", 64)}; }
  };
  static constexpr std::string_view path = "/api/v1/object-models";

  static Key key_of(const Body&, UuidBytes fresh) { return Key(fresh); }
  static Task<bool> lock(pg::Transaction& tx, Key key);
  static Task<Result<>> check(pg::Transaction& tx, Body& body, const View* before);
  static Task<Result<>> insert(pg::Transaction& tx, Key key, Body body, Change change);
  // Also what its units take from it.
  static Task<Result<>> update(pg::Transaction& tx, Key key, Body body, Change change);
  static Task<void> archive(pg::Transaction& tx, Key key, Change change);
  static Task<std::optional<View>> find(Reader reader, Key key);
  static Task<std::vector<View>> list(Reader reader, Filter filter);
};

}  // namespace prokat::objects::inventory
