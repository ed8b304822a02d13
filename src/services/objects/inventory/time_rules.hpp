// The rules of time in pieces: a type has all of them, a model or a unit those in which it departs
// from what it belongs to.
#pragma once

#include <array>

#include "base/json.hpp"
#include "pg/params.hpp"
#include "pg/rows.hpp"
#include "rental/rate_card.hpp"

namespace prokat::objects::inventory {

struct TimeRulesPart {
  std::optional<rental::RentalUnit> rental_unit;
  std::optional<int> grace_minutes;
  std::optional<int> start_step_minutes;
  std::optional<int> check_in_minutes;
  std::optional<int> check_out_minutes;
  std::optional<int> units_min;
  std::optional<int> units_max;
  std::optional<int> lead_minutes;
  std::optional<int> horizon_days;
  bool operator==(const TimeRulesPart&) const = default;
};
BOOST_DESCRIBE_STRUCT(TimeRulesPart, (),
                      (rental_unit, grace_minutes, start_step_minutes, check_in_minutes,
                       check_out_minutes, units_min, units_max, lead_minutes, horizon_days))
// Bounds of each; how they go together is known only when nothing is missing.
void check(const TimeRulesPart& part, json::Issues& issues);

rental::TimeRules applied(const rental::TimeRules& base, const TimeRulesPart& part);
TimeRulesPart whole(const rental::TimeRules& rules);

// Columns "<prefix>rental_unit", ... NULL is what the part does not say.
TimeRulesPart read_time_rules(const pg::Row& row, std::string_view prefix = "");
// Nine values, in the order of the members.
void add_time_rules(pg::Params& params, const TimeRulesPart& part);

}  // namespace prokat::objects::inventory
