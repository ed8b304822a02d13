#include "services/objects/price_lists/price_lists.hpp"

#include "services/objects/test_catalogue.hpp"

namespace prokat::objects {
namespace {

std::string header(const http::Reply& reply, std::string_view name) {
  for (const auto& [key, value] : reply.headers)
    if (key == name) return value;
  return "";
}

class PriceListRoutes : public Catalogue {
 protected:
  void SetUp() override {
    Catalogue::SetUp();
    execute("UPDATE cancellation_policies SET archived_at = '2027-01-01Z' WHERE code <> 'law'");
    execute("UPDATE addons SET active = false");
    add_price_list_routes(router, lists);
    granta = add({});
    big = add({.type = "boat", .location = "irkutsk", .name = "Катер", .tariff = "empty"});
  }

  Result<http::Reply> send(http::Method method, std::string path, std::string body = "",
                           http::Headers headers = {}) {
    const auto match = router.match(method, path);
    if (match.route == nullptr) throw std::logic_error("no route for " + path);
    http::Request request{.method = method,
                          .path = path,
                          .path_params = match.path_params,
                          .headers = std::move(headers),
                          .body = std::move(body),
                          .context = context(Role::operator_)};
    return run(match.route->handler(request));
  }
  std::string made(const std::string& path, const std::string& body) {
    auto reply = send(http::Method::post, path, body);
    if (!reply) throw std::runtime_error(fault_of(reply));
    return header(*reply, "location");
  }
  Result<http::Reply> patch(const std::string& path, std::string body) {
    return send(http::Method::patch, path, std::move(body), {{"if-match", "*"}});
  }
  rental::RateCard card(ObjectId id) { return run(service.rate_card(context(), {id})).value(); }

  int changes = 0;
  PriceLists lists{pool, clock, [this] { ++changes; }};
  http::Router router;
  ObjectId granta;
  ObjectId big;
};

constexpr const char* seasonal =
    R"({"name":{"ru":"Сезонный","en":"Seasonal"},)"
    R"("seasons":[{"key":"summer","name":{"ru":"Лето","en":"Summer"},"first":"2027-06-01",)"
    R"("last":"2027-08-31","yearly":true}],)"
    R"("rates":[{"units_from":1,"price_minor":300000},{"units_from":3,"price_minor":250000},)"
    R"({"units_from":1,"price_minor":400000,"season":"summer"}],)"
    R"("day_rules":[{"name":{"ru":"выходные","en":"weekend"},"weekdays":[6,7],"holidays":true,)"
    R"("percent":20}],"capped_by_longer":true,"rounding_minor":10000})";

TEST_F(PriceListRoutes, a_tariff_is_one_document_and_reaches_the_rate_card_whole) {
  const auto path = made("/api/v1/tariffs", seasonal);
  execute("UPDATE objects SET tariff_id = $2::uuid WHERE id = $1::uuid",
          pg::Params().add(granta).add(path.substr(path.rfind('/') + 1)));
  const auto tariff = card(granta).tariff;
  EXPECT_EQ(tariff.name, (LocalizedText{"Сезонный", "Seasonal"}));
  ASSERT_EQ(tariff.seasons.size(), 1U);
  EXPECT_EQ(tariff.seasons[0].first, date("2027-06-01"));
  ASSERT_EQ(tariff.rates.size(), 3U);
  EXPECT_EQ(tariff.rates[2].season, "summer");
  EXPECT_FALSE(tariff.rates[0].weekdays);
  ASSERT_EQ(tariff.day_rules.size(), 1U);
  EXPECT_EQ(tariff.day_rules[0].weekdays, (std::vector{6, 7}));
  EXPECT_TRUE(tariff.capped_by_longer);
  EXPECT_EQ(tariff.rounding_minor, 10'000);

  const auto changed =
      patch(path, R"({"mode":"packages","seasons":[],"day_rules":[],"capped_by_longer":false,)"
                  R"("rates":[{"units_from":1,"price_minor":300000},)"
                  R"({"units_from":2,"price_minor":500000,"weekdays":[6]}]})");
  ASSERT_TRUE(changed) << fault_of(changed);
  const auto listed =
      execute("SELECT price_minor FROM objects WHERE id = $1::uuid", pg::Params().add(granta));
  EXPECT_EQ(listed.only().get<int>("price_minor"), 300'000);
  const auto packages = card(granta).tariff;
  EXPECT_EQ(packages.mode, rental::TariffMode::packages);
  ASSERT_EQ(packages.rates.size(), 2U);
  EXPECT_EQ(packages.rates[1].weekdays, (std::vector{6}));
  EXPECT_EQ(changes, 2);
}

TEST_F(PriceListRoutes, a_changed_rate_keeps_its_trace_and_the_others_have_none) {
  const auto path = made("/api/v1/tariffs", seasonal);
  execute("TRUNCATE audit_log");
  ASSERT_TRUE(
      patch(path, R"({"seasons":[],"day_rules":[],"rates":[{"units_from":1,"price_minor":310000},)"
                  R"({"units_from":3,"price_minor":250000}]})"));
  const auto rows = execute(
      "SELECT action, before ->> 'price_minor' AS was, after ->> 'price_minor' AS is, actor "
      "FROM audit_log WHERE table_name = 'tariff_rates' ORDER BY action");
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].text("action"), "delete");
  EXPECT_EQ(rows[0].text("was"), "400000");
  EXPECT_EQ(rows[1].text("was"), "300000");
  EXPECT_EQ(rows[1].text("is"), "310000");
  EXPECT_EQ(rows[1].text("actor"), "system:test");
}

TEST_F(PriceListRoutes, holidays_taxes_and_policies_reach_the_rate_card) {
  made("/api/v1/holidays", R"({"date":"2027-05-09","name":{"ru":"День Победы"}})");
  made("/api/v1/holidays", R"({"date":"2027-06-24","name":{"ru":"День города"},"location_id":")" +
                               LocationId::derive("irkutsk").to_string() + "\"}");
  made("/api/v1/tax-rates", R"({"legal_entity_id":")" + entity.to_string() +
                                R"(","name":{"ru":"НДС 22 %","en":"VAT 22 %"},)"
                                R"("percent_thousandths":22000,"valid_from":"2026-01-01"})");
  made("/api/v1/tax-rates", R"({"legal_entity_id":")" + entity.to_string() +
                                R"(","name":{"ru":"НДС 20 %"},"percent_thousandths":20000,)"
                                R"("valid_until":"2025-12-31"})");
  made("/api/v1/cancellation-policies",
       R"({"code":"strict","name":{"ru":"Строгая"},"tiers":[{"hours_before":72,)"
       R"("fee_percent_thousandths":0},{"hours_before":0,"fee_percent_thousandths":50000}]})");
  execute("UPDATE object_types SET cancellation_policy = 'strict' WHERE code = 'boat'");
  const auto car = card(granta);
  EXPECT_EQ(car.holidays, std::vector{date("2027-05-09")});
  ASSERT_EQ(car.taxes.size(), 2U);
  EXPECT_EQ(car.taxes[0].percent_thousandths, 22'000);
  EXPECT_TRUE(car.tax_inclusive);
  EXPECT_EQ(car.cancellation.code, "law");
  const auto boat = card(big);
  EXPECT_EQ(boat.holidays, (std::vector{date("2027-05-09"), date("2027-06-24")}));
  ASSERT_EQ(boat.cancellation.tiers.size(), 2U);
  EXPECT_EQ(boat.cancellation.tiers[1].fee_percent_thousandths, 50'000);
}

TEST_F(PriceListRoutes, are_read_and_archived_like_every_document) {
  struct Case {
    const char* path;
    std::string body;
  };
  const std::vector<Case> cases{
      {"/api/v1/tariffs", seasonal},
      {"/api/v1/holidays", R"({"date":"2027-05-09","name":{"ru":"День Победы"}})"},
      {"/api/v1/tax-rates", R"({"legal_entity_id":")" + entity.to_string() +
                                R"(","name":{"ru":"НДС"},"percent_thousandths":22000})"},
      {"/api/v1/cancellation-policies", R"({"code":"none","name":{"ru":"Без возврата"}})"}};
  for (const auto& kind : cases) {
    const auto path = made(kind.path, kind.body);
    const auto id = path.substr(path.rfind('/') + 1);
    EXPECT_NE(send(http::Method::get, kind.path)->body.find(id), std::string::npos);
    EXPECT_EQ(send(http::Method::patch, path, "{}").error().code,
              ProblemCode::precondition_required)
        << path;
    const auto changed =
        send(http::Method::patch, path, R"({"name":{"ru":"Другое"}})", {{"if-match", "\"1\""}});
    ASSERT_TRUE(changed) << path << fault_of(changed);
    EXPECT_EQ(header(*changed, "etag"), "\"2\"");
    const auto late =
        send(http::Method::patch, path, R"({"name":{"ru":"Иное"}})", {{"if-match", "\"1\""}});
    EXPECT_EQ(
        late.error().extension,
        R"({"version":2,"fields":[{"pointer":"/name/ru","yours":"Иное","current":"Другое"}]})");
    EXPECT_EQ(send(http::Method::delete_, path)->status, 204);
    EXPECT_EQ(send(http::Method::delete_, path)->status, 204);
    EXPECT_EQ(send(http::Method::get, path).error().code, ProblemCode::not_found);
    EXPECT_EQ(send(http::Method::get, kind.path)->body.find(id), std::string::npos);
  }
}

TEST_F(PriceListRoutes, what_is_in_use_stays) {
  const auto tariff = "/api/v1/tariffs/" + TariffId::derive("tiered").to_string();
  EXPECT_EQ(send(http::Method::delete_, tariff).error().code, ProblemCode::in_use);
  const auto law = execute("SELECT id FROM cancellation_policies WHERE code = 'law'");
  const auto policy = "/api/v1/cancellation-policies/" + std::string(law.only().text("id"));
  EXPECT_EQ(send(http::Method::delete_, policy).error().code, ProblemCode::in_use);
  EXPECT_EQ(fault_of(patch(policy, R"({"code":"other"})")), "/code in-use");
}

TEST_F(PriceListRoutes, every_malformed_document_is_named_and_writes_nothing) {
  struct Case {
    const char* path;
    std::string body;
    const char* fault;  // "pointer code", or the problem's name
  };
  const char* tariffs = "/api/v1/tariffs";
  const char* holidays = "/api/v1/holidays";
  const char* taxes = "/api/v1/tax-rates";
  const char* policies = "/api/v1/cancellation-policies";
  const auto rates = [](const std::string& list) {
    return R"({"name":{"ru":"Т"},"rates":[)" + list + "]}";
  };
  const auto tax = [&](const std::string& more) {
    return R"({"legal_entity_id":")" + entity.to_string() + R"(","name":{"ru":"НДС"})" + more + "}";
  };
  const auto policy = [](const std::string& tiers) {
    return R"({"code":"x","name":{"ru":"П"},"tiers":[)" + tiers + "]}";
  };
  made(holidays, R"({"date":"2027-05-09","name":{"ru":"День Победы"}})");
  made(taxes, tax(R"(,"percent_thousandths":22000,"valid_from":"2026-01-01")"));
  const std::vector<Case> cases{
      {tariffs, "", "bad-json"},
      {tariffs, "[]", " wrong-type"},
      {tariffs, "{}", "/name/ru required"},
      {tariffs, rates(""), "/rates required"},
      {tariffs, rates(R"({"units_from":2,"price_minor":1})"), "/rates required"},
      {tariffs, rates(R"({"units_from":0,"price_minor":1})"), "/rates/0/units_from out-of-range"},
      {tariffs, rates(R"({"units_from":1,"price_minor":-1})"), "/rates/0/price_minor out-of-range"},
      {tariffs, rates(R"({"units_from":1})"), "/rates/0/price_minor required"},
      {tariffs, rates(R"({"units_from":1,"price_minor":1,"season":"x"})"),
       "/rates/0/season unknown"},
      {tariffs, R"({"name":{"ru":"Т"},"mode":"cheap"})", "/mode bad-value"},
      {tariffs, R"({"name":{"ru":"Т"},"colour":1})", "/colour unknown-field"},
      {holidays, "{}", "/date required"},
      {holidays, R"({"date":"2027-05-09"})", "/name/ru required"},
      {holidays, R"({"date":"2027-02-30","name":{"ru":"Х"}})", "/date bad-date"},
      {holidays, R"({"date":"2027-05-09","name":{"ru":"Х"}})", "/date repeated"},
      {holidays,
       R"({"date":"2027-05-10","name":{"ru":"Х"},"location_id":")" +
           LocationId::derive("moon").to_string() + "\"}",
       "/location_id unknown"},
      {taxes, R"({"name":{"ru":"НДС"}})", "/legal_entity_id required"},
      {taxes, tax(R"(,"percent_thousandths":100001)"), "/percent_thousandths out-of-range"},
      {taxes, tax(R"(,"valid_from":"2027-01-01")"), "/valid_from overlaps"},
      {taxes,
       R"({"legal_entity_id":")" + LegalEntityId::derive("moon").to_string() +
           R"(","name":{"ru":"НДС"},"percent_thousandths":1})",
       "/legal_entity_id unknown"},
      {policies, "{}", "/code required"},
      {policies, R"({"code":"Ж","name":{"ru":"П"}})", "/code bad-value"},
      {policies, R"({"code":"law","name":{"ru":"П"}})", "/code repeated"},
      {policies, policy(R"({"hours_before":-1,"fee_percent_thousandths":0})"),
       "/tiers/0/hours_before out-of-range"},
      {policies, policy(R"({"hours_before":1,"fee_percent_thousandths":100001})"),
       "/tiers/0/fee_percent_thousandths out-of-range"},
      {policies,
       policy(R"({"hours_before":1,"fee_percent_thousandths":0},)"
              R"({"hours_before":2,"fee_percent_thousandths":0})"),
       "/tiers/1/hours_before not-descending"},
  };
  const auto count = [&] {
    return execute(
               "SELECT (SELECT count(*) FROM tariffs) + (SELECT count(*) FROM holidays) "
               "+ (SELECT count(*) FROM tax_rates) + (SELECT count(*) FROM cancellation_policies) "
               "AS n")
        .only()
        .get<int>("n");
  };
  const auto before = count();
  for (const auto& wrong : cases) {
    const auto reply = send(http::Method::post, wrong.path, wrong.body);
    EXPECT_EQ(fault_of(reply), wrong.fault) << wrong.path << " " << wrong.body;
  }
  EXPECT_EQ(count(), before);
}

// What a price depends on, and whose.
TEST_F(PriceListRoutes, rate_versions_rise_with_every_kind_of_change) {
  const auto with_model = add({.type = "car", .name = "Третья"});
  execute(
      "INSERT INTO addons (id, name_ru, price_minor, currency, object_types, created_at) "
      "VALUES ($1::uuid, 'Кресло', 1, 'RUB', '{car}', '2027-01-01Z')",
      pg::Params().add(AddonId::derive("seat")));
  execute(
      "INSERT INTO holidays (id, date, name_ru, location_id, created_at) "
      "VALUES ($1::uuid, '2027-01-01', 'Новый год', $2::uuid, '2027-01-01Z')",
      pg::Params().add(AddonId::derive("holiday")).add(LocationId::derive("kazan")));
  const auto quoted = [](const auto& id) { return "'" + id.to_string() + "'"; };
  const std::string tiered = quoted(TariffId::derive("tiered"));
  const std::string seat = quoted(AddonId::derive("seat"));
  // The change, and whether it is seen by the Granta in Kazan (tariff "tiered"), and by the boat.
  const std::vector<std::tuple<std::string, bool, bool>> cases{
      {"UPDATE tariff_rates SET price_minor = price_minor + 1 WHERE tariff_id = " + tiered, 1, 0},
      {"INSERT INTO tariff_rates (tariff_id, units_from, price_minor) VALUES (" + tiered +
           ", 9, 1)",
       1, 0},
      {"DELETE FROM tariff_rates WHERE units_from = 9", 1, 0},
      {"UPDATE tariffs SET rounding_minor = 100 WHERE id = " + tiered, 1, 0},
      {"UPDATE holidays SET date = '2027-01-02'", 1, 0},
      {"UPDATE holidays SET location_id = NULL", 1, 1},
      {"INSERT INTO holidays (id, date, name_ru, created_at) VALUES (gen_random_uuid(), "
       "'2027-03-08', 'Праздник', '2027-01-01Z')",
       1, 1},
      {"INSERT INTO tax_rates (id, legal_entity_id, name_ru, percent_thousandths, created_at) "
       "VALUES (gen_random_uuid(), " +
           quoted(entity) + ", 'НДС', 22000, '2027-01-01Z')",
       1, 1},
      {"UPDATE tax_rates SET percent_thousandths = 20000", 1, 1},
      {"UPDATE legal_entities SET tax_inclusive = false", 1, 1},
      {"UPDATE legal_entities SET short_name = 'П'", 0, 0},
      {"UPDATE cancellation_policies SET tiers = '[]' WHERE code = 'law'", 1, 1},
      {"UPDATE object_types SET hold_minutes = 30 WHERE code = 'boat'", 0, 1},
      {"UPDATE addons SET price_minor = 2 WHERE id = " + seat, 1, 0},
      {"UPDATE addons SET object_types = '{boat}' WHERE id = " + seat, 1, 1},
      {"UPDATE addons SET object_types = '{}' WHERE id = " + seat, 1, 1},
      {"INSERT INTO addon_stocks (addon_id, quantity) VALUES (" + seat + ", 3)", 1, 1},
      {"UPDATE addon_stocks SET quantity = 4", 0, 0},
      {"DELETE FROM addon_stocks", 1, 1},
      {"UPDATE addons SET active = false WHERE id = " + seat, 1, 1},
      {"UPDATE addons SET price_minor = 3 WHERE id = " + seat, 0, 0},
      {"UPDATE locations SET time_zone = 'Asia/Omsk' WHERE time_zone = 'Asia/Irkutsk'", 0, 1},
      {"UPDATE objects SET deposit_minor = 5 WHERE type = 'car'", 1, 0},
      {"UPDATE objects SET price_minor = 5 WHERE type = 'boat'", 0, 1},
      {"UPDATE objects SET position = 5", 0, 0},
  };
  const auto version = [&](ObjectId id) {
    return execute("SELECT rate_version FROM objects WHERE id = $1::uuid", pg::Params().add(id))
        .only()
        .get<int>("rate_version");
  };
  for (const auto& [change, car, boat] : cases) {
    const auto before = std::pair(version(granta), version(big));
    execute(change);
    EXPECT_EQ(version(granta) > before.first, car) << change;
    EXPECT_EQ(version(big) > before.second, boat) << change;
  }
  EXPECT_GT(version(with_model), 1);
  execute(
      "UPDATE cancellation_policies SET tiers = '[{\"hours_before\": 0, "
      "\"fee_percent_thousandths\": 0}]' WHERE code = 'law'");
}

TEST_F(PriceListRoutes, a_raise_of_rate_versions_alone_is_not_audited) {
  execute("TRUNCATE audit_log");
  made("/api/v1/holidays", R"({"date":"2027-05-09","name":{"ru":"День Победы"}})");
  const auto rows = execute("SELECT table_name FROM audit_log");
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].text("table_name"), "holidays");
  execute("UPDATE objects SET deposit_minor = 7 WHERE id = $1::uuid", pg::Params().add(granta));
  EXPECT_EQ(execute("SELECT 1 FROM audit_log WHERE table_name = 'objects'").size(), 1U);
}

}  // namespace
}  // namespace prokat::objects
