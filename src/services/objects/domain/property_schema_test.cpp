#include "services/objects/domain/property_schema.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace prokat::objects {
namespace {

Property number(std::string key) {
  return {.key = std::move(key), .kind = PropertyKind::number, .name = {"Мест", "Seats"}};
}

PropertySchema schema() {
  Property gearbox{.key = "gearbox",
                   .kind = PropertyKind::choice,
                   .name = {"Коробка", "Gearbox"},
                   .choices = std::vector<PropertyChoice>{{"manual", {"механика", "manual"}},
                                                          {"automatic", {"автомат", ""}}}};
  Property seats = number("seats");
  seats.unit = LocalizedText{"чел.", ""};
  seats.min = 1;
  seats.max = 9;
  seats.required = true;
  return {gearbox,
          seats,
          {.key = "sauna", .kind = PropertyKind::flag, .name = {"Баня", "Sauna"}},
          {.key = "plate", .kind = PropertyKind::text, .name = {"Номер", ""}}};
}

std::string first(const std::vector<FieldError>& errors) {
  return errors.empty() ? "" : errors[0].pointer + " " + errors[0].code;
}

TEST(PropertySchema, values_that_fit_are_fine) {
  const PropertyValues values{{"gearbox", std::string("manual")},
                              {"seats", 5.0},
                              {"sauna", true},
                              {"plate", std::string("А 101 АА")}};
  EXPECT_EQ(first(check_schema(schema())), "");
  EXPECT_EQ(first(check_values(schema(), values, true)), "");
}

TEST(PropertySchema, each_value_that_does_not_fit_is_named) {
  struct Row {
    const char* key;
    PropertyValue value;
    const char* fault;
  };
  const Row table[] = {
      {"seats", std::string("5"), "/seats wrong-type"},
      {"seats", 0.0, "/seats out-of-range"},
      {"seats", 9.5, "/seats out-of-range"},
      {"seats", std::monostate(), "/seats wrong-type"},
      {"gearbox", std::string("robot"), "/gearbox unknown-value"},
      {"gearbox", 1.0, "/gearbox wrong-type"},
      {"sauna", std::string("yes"), "/sauna wrong-type"},
      {"plate", true, "/plate wrong-type"},
      {"plate", std::string(1001, 'x'), "/plate too-long"},
      {"colour", std::string("red"), "/colour unknown-field"},
  };
  for (const Row& row : table) {
    EXPECT_EQ(first(check_values(schema(), {{row.key, row.value}}, false)), row.fault);
  }
}

TEST(PropertySchema, what_is_required_may_come_from_unit_or_model) {
  EXPECT_EQ(first(check_values(schema(), {}, false)), "");
  EXPECT_EQ(first(check_values(schema(), {}, true)), "/seats required");
}

TEST(PropertySchema, each_fault_of_a_schema_is_named) {
  struct Row {
    std::function<void(PropertySchema&)> spoil;
    const char* fault;
  };
  const Row table[] = {
      {[](auto& s) { s[0].key = "Gearbox"; }, "/0/key bad-value"},
      {[](auto& s) { s[0].key = ""; }, "/0/key bad-value"},
      {[](auto& s) { s[1].key = "gearbox"; }, "/1/key repeated"},
      {[](auto& s) { s[2].name.ru = ""; }, "/2/name required"},
      {[](auto& s) { s[0].choices.reset(); }, "/0/choices required"},
      {[](auto& s) { s[0].choices->clear(); }, "/0/choices required"},
      {[](auto& s) { (*s[0].choices)[1].value = "manual"; }, "/0/choices/1/value repeated"},
      {[](auto& s) { (*s[0].choices)[1].value = "a b"; }, "/0/choices/1/value bad-value"},
      {[](auto& s) { (*s[0].choices)[0].name.ru = ""; }, "/0/choices/0/name required"},
      {[](auto& s) { s[2].choices.emplace(); }, "/2/choices not-applicable"},
      {[](auto& s) { s[2].unit.emplace(); }, "/2/unit not-applicable"},
      {[](auto& s) { s[3].min = 1; }, "/3/min not-applicable"},
      {[](auto& s) { s[3].max = 1; }, "/3/max not-applicable"},
      {[](auto& s) { s[1].min = 10; }, "/1/max out-of-range"},
      {[](auto& s) { s.assign(51, number("seats")); }, " too-long"},
  };
  for (const Row& row : table) {
    PropertySchema spoiled = schema();
    row.spoil(spoiled);
    EXPECT_EQ(first(check_schema(spoiled)), row.fault);
  }
}

}  // namespace
}  // namespace prokat::objects
