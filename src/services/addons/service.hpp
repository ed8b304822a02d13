// addons-service: what can be booked with an object (a child seat, delivery, «грязный приём»), what
// it costs and of what there is only so much. Owns addons and addon_stocks. What of it applies to
// an object is also in that object's rental::RateCard, from which prices are computed; bookings
// count the pieces.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rental/extras.hpp"
#include "rpc/method.hpp"

namespace prokat::addons {

// One entry without a location: pieces that all locations share. Else one for each location that
// has some; objects of other locations are not offered the add-on.
struct Stock {
  std::optional<LocationId> location_id;
  int quantity = 0;
};
BOOST_DESCRIBE_STRUCT(Stock, (), (location_id, quantity))

// What operators edit.
struct AddonDocument {
  LocalizedText name;
  LocalizedText description;
  rental::AddonCharge charge = rental::AddonCharge::per_rental;
  Money price;                  // of one rental, unit of time, piece, km or litre
  int percent_thousandths = 0;  // charge percent: of the rent
  std::optional<std::int64_t> amount_max_minor;
  std::optional<int> free_from_units;
  bool mandatory = false;
  std::string exclusive_group;
  int quantity_max = 1;
  std::vector<std::string> object_types;  // empty: all
  std::vector<Stock> stock;               // empty: not limited
  int position = 0;
  bool active = true;  // offered
};
BOOST_DESCRIBE_STRUCT(AddonDocument, (),
                      (name, description, charge, price, percent_thousandths, amount_max_minor,
                       free_from_units, mandatory, exclusive_group, quantity_max, object_types,
                       stock, position, active))
void check(const AddonDocument& addon, json::Issues& issues);

struct Addon : AddonDocument {
  AddonId id;
  int version = 1;
};
BOOST_DESCRIBE_STRUCT(Addon, (AddonDocument), (id, version))
struct AddonList {
  std::vector<Addon> items;
};
BOOST_DESCRIBE_STRUCT(AddonList, (), (items))

struct ListRequest {
  std::optional<std::string> object_type;
  std::optional<ObjectId>
      object_id;            // those it can be booked with: type, currency, pieces where it is
  std::optional<bool> all;  // operators: those that are not offered too
};
BOOST_DESCRIBE_STRUCT(ListRequest, (), (object_type, object_id, all))

class Service {
 public:
  virtual ~Service() = default;
  // In the order in which they are shown. forbidden for `all` by others than operators.
  virtual Task<Result<AddonList>> list(const CallContext& context, ListRequest request) = 0;
};

}  // namespace prokat::addons

template <>
struct prokat::rpc::Methods<prokat::addons::Service> {
  using S = prokat::addons::Service;
  static constexpr std::string_view service = "addons";
  static constexpr auto list = std::tuple{Method{"list", &S::list}};
};
