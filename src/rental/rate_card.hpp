// What the price and the length of a rental depend on, as one value: read by `objects` (which owns
// tariffs), kept by whoever prices, checked by version when a booking is created. Pure data;
// objects and booking share these rules, so that a price shown is the price charged.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "base/id.hpp"
#include "base/money.hpp"
#include "rental/cancellation.hpp"
#include "rental/extras.hpp"
#include "rental/opening_hours.hpp"
#include "rental/tariff.hpp"

namespace prokat::rental {

enum class RentalUnit { hour, day_24h, calendar_day, night };
BOOST_DESCRIBE_ENUM(RentalUnit, hour, day_24h, calendar_day, night)

// Of the object's type: how its time is counted and when it may be booked. Minutes are whole
// minutes; check_in/out are local minutes since midnight.
struct TimeRules {
  RentalUnit rental_unit = RentalUnit::day_24h;
  int grace_minutes = 60;       // day_24h: this much over a whole number of days costs nothing
  int start_step_minutes = 60;  // starts lie on this grid of the local clock
  int check_in_minutes = 600;   // stands for a bare start date
  int check_out_minutes = 600;  // stands for a bare end date
  int units_min = 1;
  int units_max = 60;
  int lead_minutes = 0;    // customers book at least this long before the start
  int horizon_days = 365;  // and not further ahead than this

  bool operator==(const TimeRules&) const = default;
};
BOOST_DESCRIBE_STRUCT(TimeRules, (),
                      (rental_unit, grace_minutes, start_step_minutes, check_in_minutes,
                       check_out_minutes, units_min, units_max, lead_minutes, horizon_days))

struct RateCard {
  ObjectId object_id;
  int rate_version = 0;
  std::string type;
  LocalizedText name;
  std::string unit_label;
  LocationId location_id;
  LegalEntityId legal_entity_id;
  std::string time_zone;
  TimeRules time_rules;
  OpeningHours hours;
  Tariff tariff;
  std::vector<LocalDate> holidays;  // of the business, from today to the horizon; ascending
  std::vector<AddonRule> addons;    // those that this object can be booked with, as listed
  std::vector<TaxRate> taxes;       // of the legal entity; the first that fits the date counts
  bool tax_inclusive = true;        // prices have the tax in them
  CancellationPolicy cancellation;
  Currency currency;
  std::int64_t deposit_minor = 0;
  int buffer_before_minutes = 0;
  int buffer_after_minutes = 0;
  int hold_minutes = 0;  // 0: the configured default
  bool active = true;

  bool operator==(const RateCard&) const = default;
};
BOOST_DESCRIBE_STRUCT(RateCard, (),
                      (object_id, rate_version, type, name, unit_label, location_id,
                       legal_entity_id, time_zone, time_rules, hours, tariff, holidays, addons,
                       taxes, tax_inclusive, cancellation, currency, deposit_minor,
                       buffer_before_minutes, buffer_after_minutes, hold_minutes, active))

}  // namespace prokat::rental
