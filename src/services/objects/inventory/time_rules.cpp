#include "services/objects/inventory/time_rules.hpp"

#include <stdexcept>

#include "services/objects/inventory/fields.hpp"

namespace prokat::objects::inventory {
namespace {

constexpr int day_minutes = 1440;
constexpr int horizon_days_max = 1095;
constexpr int units_limit = 10'000;
constexpr int lead_minutes_limit = 60 * day_minutes;

template <class T>
void take(T& place, const std::optional<T>& value) {
  if (value) place = *value;
}

}  // namespace

void check(const TimeRulesPart& part, json::Issues& issues) {
  check_range(issues, "grace_minutes", part.grace_minutes, 0, day_minutes);
  if (const auto step = part.start_step_minutes; step && *step != 15 && *step != 30 && *step != 60)
    issues.add("start_step_minutes", "bad-value", "15, 30 or 60");
  check_range(issues, "check_in_minutes", part.check_in_minutes, 0, day_minutes - 1);
  check_range(issues, "check_out_minutes", part.check_out_minutes, 0, day_minutes - 1);
  check_range(issues, "units_min", part.units_min, 1, units_limit);
  check_range(issues, "units_max", part.units_max, 1, units_limit);
  check_range(issues, "lead_minutes", part.lead_minutes, 0, lead_minutes_limit);
  check_range(issues, "horizon_days", part.horizon_days, 1, horizon_days_max);
  if (part.units_min && part.units_max && *part.units_max < *part.units_min)
    issues.add("units_max", "out-of-range", "below units_min");
}

rental::TimeRules applied(const rental::TimeRules& base, const TimeRulesPart& part) {
  rental::TimeRules rules = base;
  take(rules.rental_unit, part.rental_unit);
  take(rules.grace_minutes, part.grace_minutes);
  take(rules.start_step_minutes, part.start_step_minutes);
  take(rules.check_in_minutes, part.check_in_minutes);
  take(rules.check_out_minutes, part.check_out_minutes);
  take(rules.units_min, part.units_min);
  take(rules.units_max, part.units_max);
  take(rules.lead_minutes, part.lead_minutes);
  take(rules.horizon_days, part.horizon_days);
  return rules;
}

TimeRulesPart whole(const rental::TimeRules& rules) {
  return {rules.rental_unit,      rules.grace_minutes,     rules.start_step_minutes,
          rules.check_in_minutes, rules.check_out_minutes, rules.units_min,
          rules.units_max,        rules.lead_minutes,      rules.horizon_days};
}

TimeRulesPart read_time_rules(const pg::Row& row, std::string_view prefix) {
  const auto column = [&](std::string_view name) { return std::string(prefix).append(name); };
  const auto number = [&](std::string_view name) {
    return row.get<std::optional<int>>(column(name));
  };
  TimeRulesPart part;
  if (const auto unit = row.get<std::optional<std::string>>(column("rental_unit"))) {
    part.rental_unit = parse_enum<rental::RentalUnit>(*unit);
    if (!part.rental_unit) throw std::logic_error("rental_unit holds an unknown unit");
  }
  part.grace_minutes = number("grace_minutes");
  part.start_step_minutes = number("start_step_minutes");
  part.check_in_minutes = number("check_in_minutes");
  part.check_out_minutes = number("check_out_minutes");
  part.units_min = number("units_min");
  part.units_max = number("units_max");
  part.lead_minutes = number("lead_minutes");
  part.horizon_days = number("horizon_days");
  return part;
}

void add_time_rules(pg::Params& params, const TimeRulesPart& part) {
  if (part.rental_unit) {
    params.add(enum_name(*part.rental_unit));
  } else {
    params.add_null();
  }
  params.add(part.grace_minutes).add(part.start_step_minutes).add(part.check_in_minutes);
  params.add(part.check_out_minutes).add(part.units_min).add(part.units_max);
  params.add(part.lead_minutes).add(part.horizon_days);
}

}  // namespace prokat::objects::inventory
