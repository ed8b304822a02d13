// objects-service: what can be rented, and when. Owns object_types, locations, legal_entities,
// tariffs, models, objects, photos.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rental/pricing.hpp"
#include "rental/rate_card.hpp"
#include "rpc/method.hpp"
#include "services/objects/domain/calendar.hpp"  // Day, DayState, DayReason

namespace prokat::objects {

struct ObjectType {
  std::string code;
  LocalizedText name;
  std::string icon;
  rental::TimeRules time_rules;
  std::int64_t objects = 0;  // active ones
};
BOOST_DESCRIBE_STRUCT(ObjectType, (), (code, name, icon, time_rules, objects))
struct ObjectTypeList {
  std::vector<ObjectType> items;
};
BOOST_DESCRIBE_STRUCT(ObjectTypeList, (), (items))

struct Location {
  LocationId id;
  LocalizedText name;
  LocalizedText city;
  LocalizedText address;
  std::string time_zone;
  std::string phone;
};
BOOST_DESCRIBE_STRUCT(Location, (), (id, name, city, address, time_zone, phone))
struct LocationList {
  std::vector<Location> items;
};
BOOST_DESCRIBE_STRUCT(LocationList, (), (items))

struct Photo {
  PhotoId id;
  std::string storage_key;
  std::string content_type;
  std::string sha256;  // hex
  int width = 0;
  int height = 0;
};
BOOST_DESCRIBE_STRUCT(Photo, (), (id, storage_key, content_type, sha256, width, height))

// A condition on a property: a value, or for numbers bounds (both included).
struct PropertyFilter {
  std::string key;
  std::optional<std::string> value;
  std::optional<std::string> min;
  std::optional<std::string> max;
};
BOOST_DESCRIBE_STRUCT(PropertyFilter, (), (key, value, min, max))

struct SearchRequest {
  std::optional<std::string> type;
  std::optional<LocationId> location_id;
  std::optional<std::string> city;  // in either language
  std::optional<ModelId> model_id;
  std::optional<DateOrInstant> start;  // both or neither
  std::optional<DateOrInstant> end;
  std::optional<std::int64_t> price_min_minor;  // of price_from
  std::optional<std::int64_t> price_max_minor;
  std::vector<PropertyFilter> properties;
  std::optional<std::string> q;
  std::optional<std::string> group;  // "model": one item a model and place, its cheapest free unit
  std::optional<int> quantity;       // so many free units of the model; groups as well
  std::optional<std::string> sort;   // "price" (default), "-price", "name", "newest"
  std::optional<int> limit;          // 1..100, default 20
  std::optional<std::string> cursor;
};
BOOST_DESCRIBE_STRUCT(SearchRequest, (),
                      (type, location_id, city, model_id, start, end, price_min_minor,
                       price_max_minor, properties, q, group, quantity, sort, limit, cursor))

struct Object {
  ObjectId id;
  std::string type;
  std::optional<ModelId> model_id;
  LocalizedText name;
  LocalizedText description;
  std::string unit_label;
  json::Raw properties;  // {"seats": 5, ...} by the type's schema
  Location location;
  Money price;  // of one unit of time, shortest rental
  rental::RentalUnit rental_unit = rental::RentalUnit::day_24h;
  Money deposit;
  std::vector<rental::Rate> rates;
  std::vector<Photo> photos;
  std::optional<rental::Price> price_from;  // for the dates asked about
  std::optional<std::int64_t> free_units;   // of its model there, where models were asked for
};
BOOST_DESCRIBE_STRUCT(Object, (),
                      (id, type, model_id, name, description, unit_label, properties, location,
                       price, rental_unit, deposit, rates, photos, price_from, free_units))
struct ObjectPage {
  std::vector<Object> items;
  std::optional<std::string> next_cursor;
};
BOOST_DESCRIBE_STRUCT(ObjectPage, (), (items, next_cursor))

struct ObjectRequest {
  ObjectId id;
  std::optional<DateOrInstant> start;
  std::optional<DateOrInstant> end;
};
BOOST_DESCRIBE_STRUCT(ObjectRequest, (), (id, start, end))

// One object, or any object of the type or the model: a day is free when at least one is. One of
// the three.
struct AvailabilityRequest {
  std::optional<ObjectId> object_id;
  std::optional<std::string> type;
  std::optional<ModelId> model_id;
  std::optional<LocationId> location_id;
  LocalDate from;
  LocalDate to;  // exclusive; at most 62 days
};
BOOST_DESCRIBE_STRUCT(AvailabilityRequest, (), (object_id, type, model_id, location_id, from, to))

struct Availability {
  std::string time_zone;
  std::vector<Day> days;
};
BOOST_DESCRIBE_STRUCT(Availability, (), (time_zone, days))

// What could not be had.
struct AlternativesRequest {
  ObjectId object_id;
  DateOrInstant start;
  DateOrInstant end;
};
BOOST_DESCRIBE_STRUCT(AlternativesRequest, (), (object_id, start, end))

enum class AlternativeKind { other_dates, same_model, same_type };
BOOST_DESCRIBE_ENUM(AlternativeKind, other_dates, same_model, same_type)

struct Alternative {
  AlternativeKind kind = AlternativeKind::other_dates;
  ObjectId object_id;
  LocalizedText name;
  std::string unit_label;
  std::string start;  // with the zone's offset
  std::string end;
  LocalDate start_date;
  LocalDate end_date;
  Money total;
};
BOOST_DESCRIBE_STRUCT(Alternative, (),
                      (kind, object_id, name, unit_label, start, end, start_date, end_date, total))
struct Alternatives {
  std::vector<Alternative> items;
};
BOOST_DESCRIBE_STRUCT(Alternatives, (), (items))

struct RateCardRequest {
  ObjectId object_id;
};
BOOST_DESCRIBE_STRUCT(RateCardRequest, (), (object_id))

class Service {
 public:
  virtual ~Service() = default;
  virtual Task<Result<ObjectTypeList>> list_types(const CallContext& context, rpc::Empty) = 0;
  virtual Task<Result<LocationList>> list_locations(const CallContext& context, rpc::Empty) = 0;
  virtual Task<Result<ObjectPage>> search(const CallContext& context,
                                          SearchRequest request) = 0;  // validation-failed
  virtual Task<Result<Object>> find(const CallContext& context,
                                    ObjectRequest request) = 0;  // not-found
  virtual Task<Result<Availability>> availability(const CallContext& context,
                                                  AvailabilityRequest request) = 0;
  // At most three, free at this moment and priced; none under load.
  virtual Task<Result<Alternatives>> alternatives(const CallContext&, AlternativesRequest) {
    co_return Alternatives{};
  }
  // Straight from the database: callers keep it and let the version decide. not-found when archived
  // or unknown.
  virtual Task<Result<rental::RateCard>> rate_card(const CallContext& context,
                                                   RateCardRequest request) = 0;
};

}  // namespace prokat::objects

template <>
struct prokat::rpc::Methods<prokat::objects::Service> {
  using S = prokat::objects::Service;
  static constexpr std::string_view service = "objects";
  static constexpr auto list = std::tuple{Method{"list_types", &S::list_types},
                                          Method{"list_locations", &S::list_locations},
                                          Method{"search", &S::search},
                                          Method{"find", &S::find},
                                          Method{"availability", &S::availability},
                                          Method{"alternatives", &S::alternatives},
                                          Method{"rate_card", &S::rate_card}};
};
