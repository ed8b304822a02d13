// Units and their models: who says what, what follows a change, what stops an archive.
#include <gmock/gmock.h>

#include "services/objects/inventory/list_prices.hpp"
#include "services/objects/inventory/test_inventory.hpp"
#include "services/objects/inventory/unit.hpp"

namespace prokat::objects::inventory {
namespace {

class UnitsOfModels : public InventoryRoutes {
 protected:
  void SetUp() override {
    InventoryRoutes::SetUp();
    execute(
        "INSERT INTO tariffs (id, name_ru, mode, currency, created_at) "
        "VALUES ($1, 'Дорогой', 'by_length', 'RUB', '2027-01-01Z')",
        pg::Params().add(TariffId::derive("dear")));
    execute("INSERT INTO tariff_rates (tariff_id, units_from, price_minor) VALUES ($1, 1, 900000)",
            pg::Params().add(TariffId::derive("dear")));
    const auto made =
        post("/api/v1/object-models", R"({"type":"car","name":{"ru":"Гранта","en":"Granta"},)"
                                      R"("deposit_minor":500,"buffer_after_minutes":30,)" +
                                          tariff() + R"(,"properties":{"seats":5}})");
    model = header(made.value(), "location");
  }
  std::string model_id() const { return model.substr(model.rfind('/') + 1); }
  std::string make(const std::string& more = "") {
    const auto made = post("/api/v1/objects", unit_body(R"("model_id":")" + model_id() + "\"" +
                                                        (more.empty() ? "" : "," + more)));
    if (!made) throw std::runtime_error(fault_of(made));
    return header(*made, "location");
  }
  UnitView view(const std::string& place) {
    const auto id = ObjectId::parse(place.substr(place.rfind('/') + 1)).value();
    return run(Units::find(Reader(pool, context().deadline), id)).value();
  }
  int rate_version(const std::string& place) { return view(place).rate_version; }

  std::string model;
};

TEST_F(UnitsOfModels, what_a_unit_does_not_set_is_its_models) {
  const auto unit = view(make(R"("unit_label":"А 1")"));
  EXPECT_EQ(unit.type, "car");
  EXPECT_EQ(unit.name, std::nullopt);
  EXPECT_EQ(unit.tariff_id, std::nullopt);
  EXPECT_EQ(unit.effective.name, (LocalizedText{"Гранта", "Granta"}));
  EXPECT_EQ(unit.effective.deposit.amount_minor, 500);
  EXPECT_EQ(unit.effective.buffer_before_minutes, 0);
  EXPECT_EQ(unit.effective.buffer_after_minutes, 30);
  EXPECT_EQ(unit.effective.price.amount_minor, 300'000);
  EXPECT_EQ(unit.effective.legal_entity_id, entity);
  EXPECT_EQ(unit.effective.properties.text, R"({"seats":5})");
}

TEST_F(UnitsOfModels, a_change_of_the_model_reaches_the_units_that_do_not_set_it_themselves) {
  const auto plain = make();
  const auto own = make(R"("deposit_minor":777,"name":{"ru":"Моя"},"time_rules":{"units_min":2})");
  const int plain_before = rate_version(plain);
  ASSERT_TRUE(patch(model, "*",
                    R"({"deposit_minor":900,"name":{"ru":"Гранта 2"},)" + tariff("dear") +
                        R"(,"time_rules":{"units_min":3,"lead_minutes":60}})"));
  EXPECT_EQ(view(plain).effective.deposit.amount_minor, 900);
  EXPECT_EQ(view(plain).effective.name.ru, "Гранта 2");
  EXPECT_EQ(view(plain).effective.price.amount_minor, 900'000);
  EXPECT_EQ(view(plain).effective.time_rules.units_min, 3);
  EXPECT_GT(rate_version(plain), plain_before) << "a kept rate card is out of force";
  EXPECT_EQ(view(own).effective.deposit.amount_minor, 777);
  EXPECT_EQ(view(own).effective.name.ru, "Моя");
  EXPECT_EQ(view(own).effective.price.amount_minor, 900'000);
  EXPECT_EQ(view(own).effective.time_rules.units_min, 2);
  EXPECT_EQ(view(own).effective.time_rules.lead_minutes, 60);
}

TEST_F(UnitsOfModels, clearing_an_own_field_gives_it_back_to_the_model) {
  const auto place = make(R"("deposit_minor":777,)" + tariff("dear"));
  EXPECT_EQ(view(place).effective.price.amount_minor, 900'000);
  ASSERT_TRUE(patch(place, "*", R"({"deposit_minor":null,"tariff_id":null})"));
  EXPECT_EQ(view(place).deposit_minor, std::nullopt);
  EXPECT_EQ(view(place).effective.deposit.amount_minor, 500);
  EXPECT_EQ(view(place).effective.price.amount_minor, 300'000);
}

TEST_F(UnitsOfModels, a_model_keeps_its_tariff_while_units_take_it) {
  const auto place = make();
  EXPECT_EQ(fault_of(patch(model, "*", R"({"tariff_id":null})")), "/tariff_id in-use");
  ASSERT_TRUE(patch(place, "*", "{" + tariff("dear") + "}"));
  EXPECT_TRUE(patch(model, "*", R"({"tariff_id":null})"));
}

TEST_F(UnitsOfModels, rules_of_unit_and_model_must_make_sense_together) {
  make(R"("time_rules":{"units_max":4})");
  EXPECT_EQ(fault_of(patch(model, "*", R"({"time_rules":{"units_min":5}})")), "/time_rules in-use");
  EXPECT_EQ(fault_of(post("/api/v1/objects", unit_body(R"("model_id":")" + model_id() +
                                                       R"(","time_rules":{"units_min":61})"))),
            "/time_rules/units_max out-of-range");
}

TEST_F(UnitsOfModels, a_unit_stays_what_it_is_and_its_references_must_be_in_use) {
  const auto place = make();
  EXPECT_EQ(fault_of(patch(place, "*", R"({"type":"boat"})")), "/type immutable");
  const auto other = header(
      *post("/api/v1/object-models", R"({"type":"boat","name":{"ru":"Лодка"}})"), "location");
  EXPECT_EQ(
      fault_of(patch(place, "*", R"({"model_id":")" + other.substr(other.rfind('/') + 1) + "\"}")),
      "/model_id other-type");
  ASSERT_TRUE(remove(model));
  EXPECT_TRUE(patch(place, "*", R"({"unit_label":"А 2"})")) << "what has it keeps it";
  EXPECT_EQ(fault_of(post("/api/v1/objects", unit_body(R"("model_id":")" + model_id() + "\""))),
            "/model_id unknown");
}

TEST_F(UnitsOfModels, a_required_property_may_come_from_either) {
  ASSERT_TRUE(patch("/api/v1/object-types/car", "*",
                    R"({"property_schema":[{"key":"seats","kind":"number","name":{"ru":"Мест"},)"
                    R"("required":true}]})"));
  EXPECT_NO_THROW(make());
  EXPECT_EQ(
      fault_of(post("/api/v1/objects", unit_body(R"("type":"car","name":{"ru":"Р"},)" + tariff()))),
      "/properties/seats required");
}

TEST_F(UnitsOfModels, list_prices_follow_a_tariff) {
  const auto place = make();
  execute("UPDATE tariff_rates SET price_minor = 111 WHERE tariff_id = $1 AND units_from = 1",
          pg::Params().add(TariffId::derive("tiered")));
  const auto refresh = [](pg::Pool& pool) -> Task<void> {
    auto tx = co_await pool.transaction(context().deadline);
    co_await refresh_list_prices(tx, {.tariff_id = TariffId::derive("tiered")});
    co_await tx.commit();
  };
  run(refresh(pool));
  EXPECT_LE(view(place).effective.price.amount_minor, 250'000);
}

TEST_F(UnitsOfModels, operators_list_units_in_pages_by_filter) {
  const auto first = make();
  const auto second = make(R"("status":"stopped")");
  const auto id = [](const std::string& place) { return place.substr(place.rfind('/') + 1); };
  const std::string list = "/api/v1/inventory";
  EXPECT_THAT(get(list, {{"status", "stopped"}})->body, testing::HasSubstr(id(second)));
  EXPECT_THAT(get(list, {{"status", "stopped"}})->body,
              testing::Not(testing::HasSubstr(id(first))));
  const auto page = get(list, {{"model", model_id()}, {"limit", "1"}});
  EXPECT_THAT(page->body, testing::HasSubstr("\"next_cursor\":\"" + id(first)));
  EXPECT_THAT(get(list, {{"model", model_id()}, {"limit", "1"}, {"cursor", id(first)}})->body,
              testing::HasSubstr(id(second)));
}

TEST_F(UnitsOfModels, rentals_ahead_stop_an_archive_unless_it_is_forced) {
  const auto place = make();
  const auto id = ObjectId::parse(place.substr(place.rfind('/') + 1)).value();
  ASSERT_TRUE(book(id, "2027-03-01T10:00:00Z", "2027-03-03T10:00:00Z", "completed"));
  ASSERT_TRUE(book(id, "2027-05-01T10:00:00Z", "2027-05-03T10:00:00Z"));
  ASSERT_TRUE(book(id, "2027-06-01T10:00:00Z", "2027-06-03T10:00:00Z", "cancelled"));
  const auto refused = remove(place);
  ASSERT_EQ(fault_of(refused), "illegal-transition");
  EXPECT_THAT(refused.error().extension, testing::MatchesRegex(R"(\{"bookings":\["[^"]+"\]\})"));
  EXPECT_EQ(remove(place, {{"force", "true"}})->status, 204);
  EXPECT_EQ(remove(place)->status, 204) << "twice is fine";
  EXPECT_THAT(get("/api/v1/inventory", {{"archived", "true"}})->body,
              testing::HasSubstr(id.to_string()));
  EXPECT_EQ(execute("SELECT count(*) AS n FROM bookings").only().get<int>("n"), 3);
}

}  // namespace
}  // namespace prokat::objects::inventory
