// Kinds of objects: how their time is counted, what they have. The code is their key and stays.
#pragma once

#include "http/query.hpp"
#include "services/objects/domain/property_schema.hpp"
#include "services/objects/inventory/change.hpp"
#include "services/objects/inventory/reader.hpp"
#include "services/objects/inventory/time_rules.hpp"

namespace prokat::objects::inventory {

struct ObjectTypeBody {
  std::string code;
  LocalizedText name;
  std::optional<std::string> icon;  // one emoji
  TimeRulesPart time_rules;         // rental_unit at least
  std::optional<int> hold_minutes;  // absent: the configured time
  std::optional<PropertySchema> property_schema;
  std::optional<int> position;
};
BOOST_DESCRIBE_STRUCT(ObjectTypeBody, (),
                      (code, name, icon, time_rules, hold_minutes, property_schema, position))
void check(const ObjectTypeBody& body, json::Issues& issues);

struct ObjectTypeView : ObjectTypeBody {
  std::int64_t objects = 0;  // on offer
  int version = 1;
  std::optional<Instant> archived_at;
};
BOOST_DESCRIBE_STRUCT(ObjectTypeView, (ObjectTypeBody), (objects, version, archived_at))

struct ObjectTypes {
  using Key = std::string;
  using Body = ObjectTypeBody;
  using View = ObjectTypeView;
  struct Filter {
    bool archived = false;
    static Filter read(http::QueryReader&) { return {}; }
  };
  static constexpr std::string_view path = "/api/v1/object-types";

  static Key key_of(const Body& body, UuidBytes) { return body.code; }
  static Task<bool> lock(pg::Transaction& tx, Key key);
  static Task<Result<>> check(pg::Transaction& tx, Body& body, const View* before);
  static Task<Result<>> insert(pg::Transaction& tx, Key key, Body body, Change change);
  static Task<Result<>> update(pg::Transaction& tx, Key key, Body body, Change change);
  static Task<void> archive(pg::Transaction& tx, Key key, Change change);
  static Task<std::optional<View>> find(Reader reader, Key key);
  static Task<std::vector<View>> list(Reader reader, Filter filter);
};

}  // namespace prokat::objects::inventory
