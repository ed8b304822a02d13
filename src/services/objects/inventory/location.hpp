// Where objects are picked up and returned: address, point on the map, zone, opening hours.
#pragma once

#include "http/query.hpp"
#include "rental/opening_hours.hpp"
#include "services/objects/inventory/change.hpp"
#include "services/objects/inventory/reader.hpp"

namespace prokat::objects::inventory {

struct MapPoint {
  double latitude = 0;
  double longitude = 0;
};
BOOST_DESCRIBE_STRUCT(MapPoint, (), (latitude, longitude))

struct LocationBody {
  LegalEntityId legal_entity_id;
  LocalizedText name;
  LocalizedText city;
  std::optional<LocalizedText> address;
  std::optional<MapPoint> point;
  std::string time_zone;
  std::optional<rental::OpeningHours> hours;  // absent: round the clock
  std::optional<std::string> phone;
  std::optional<int> position;
};
BOOST_DESCRIBE_STRUCT(LocationBody, (),
                      (legal_entity_id, name, city, address, point, time_zone, hours, phone,
                       position))
void check(const LocationBody& body, json::Issues& issues);

struct LocationView : LocationBody {
  LocationId id;
  int version = 1;
  std::optional<Instant> archived_at;
};
BOOST_DESCRIBE_STRUCT(LocationView, (LocationBody), (id, version, archived_at))

struct Locations {
  using Key = LocationId;
  using Body = LocationBody;
  using View = LocationView;
  struct Filter {
    bool archived = false;
    static Filter read(http::QueryReader&) { return {}; }
  };
  static constexpr std::string_view path = "/api/v1/locations";

  static Key key_of(const Body&, UuidBytes fresh) { return Key(fresh); }
  static Task<bool> lock(pg::Transaction& tx, Key key);
  static Task<Result<>> check(pg::Transaction& tx, Body& body, const View* before);
  static Task<Result<>> insert(pg::Transaction& tx, Key key, Body body, Change change);
  static Task<Result<>> update(pg::Transaction& tx, Key key, Body body, Change change);
  static Task<void> archive(pg::Transaction& tx, Key key, Change change);
  static Task<std::optional<View>> find(Reader reader, Key key);
  static Task<std::vector<View>> list(Reader reader, Filter filter);
};

}  // namespace prokat::objects::inventory
