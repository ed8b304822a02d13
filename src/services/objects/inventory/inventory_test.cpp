// The routes of the inventory over a real database: every resource is made, read, changed under its
// ETag and archived; a faulty body writes nothing.
#include <gmock/gmock.h>

#include "services/objects/inventory/list_prices.hpp"
#include "services/objects/inventory/routes.hpp"
#include "services/objects/inventory/test_inventory.hpp"

namespace prokat::objects::inventory {
namespace {

using testing::HasSubstr;

TEST_F(InventoryRoutes, a_resource_is_made_read_changed_and_archived) {
  struct Row {
    const char* path;
    std::string body;
    const char* patch;
    const char* changed;
  };
  const std::string model_body = R"({"type":"car","name":{"ru":"Гранта"}})";
  const Row table[] = {
      {"/api/v1/legal-entities", R"({"name":"ИП Петров","short_name":"Петров"})",
       R"({"signatory":"П. Петров"})", R"("signatory":"П. Петров")"},
      {"/api/v1/locations", location_body(), R"({"phone":"+78432000002"})",
       R"("phone":"+78432000002")"},
      {"/api/v1/object-types",
       R"({"code":"kayak","name":{"ru":"Байдарки"},"time_rules":{"rental_unit":"hour"}})",
       R"({"time_rules":{"units_min":2}})", R"("units_min":2)"},
      {"/api/v1/object-models", model_body, R"({"deposit_minor":100})", R"("deposit_minor":100)"},
      {"/api/v1/object-deadlines", deadline_body(), R"({"note":"у Ивана"})", R"("note":"у Ивана")"},
  };
  for (const Row& row : table) {
    SCOPED_TRACE(row.path);
    const auto made = post(row.path, row.body);
    ASSERT_TRUE(made) << fault_of(made);
    EXPECT_EQ(made->status, 201);
    EXPECT_EQ(header(*made, "etag"), "\"1\"");
    const std::string place = header(*made, "location");
    const auto read = get(place);
    ASSERT_TRUE(read) << place;
    EXPECT_EQ(read->body, made->body);
    const auto changed = patch(place, "\"1\"", row.patch);
    ASSERT_TRUE(changed) << fault_of(changed);
    EXPECT_EQ(header(*changed, "etag"), "\"2\"");
    EXPECT_THAT(changed->body, HasSubstr(row.changed));
    EXPECT_EQ(remove(place)->status, 204);
    EXPECT_EQ(remove(place)->status, 204) << "twice is fine";
    EXPECT_THAT(get(place)->body, HasSubstr("\"archived_at\""));
    const std::string id = place.substr(place.rfind('/') + 1);
    EXPECT_THAT(get(row.path)->body, testing::Not(HasSubstr(id)));
    EXPECT_THAT(get(row.path, {{"archived", "true"}})->body, HasSubstr(id));
    EXPECT_EQ(fault_of(patch(place, "*", "{}")), "not-found") << "archived";
  }
}

TEST_F(InventoryRoutes, the_public_sees_nothing_archived_and_no_units_of_operators) {
  const auto location = header(*post("/api/v1/locations", location_body()), "location");
  ASSERT_EQ(remove(location)->status, 204);
  role = Role::anonymous;
  EXPECT_EQ(fault_of(get(location)), "not-found");
  EXPECT_EQ(fault_of(get("/api/v1/locations", {{"archived", "true"}})), "unauthenticated");
  role = Role::customer;
  EXPECT_EQ(fault_of(get("/api/v1/locations", {{"archived", "true"}})), "forbidden");
  EXPECT_EQ(access_of(http::Method::get, "/api/v1/locations"), Role::anonymous);
  EXPECT_EQ(access_of(http::Method::get, "/api/v1/legal-entities"), Role::operator_);
  EXPECT_EQ(access_of(http::Method::get, "/api/v1/inventory"), Role::operator_);
  EXPECT_EQ(access_of(http::Method::post, "/api/v1/legal-entities"), Role::administrator);
  EXPECT_EQ(access_of(http::Method::post, "/api/v1/objects"), Role::operator_);
}

TEST_F(InventoryRoutes, an_update_needs_the_version_and_hears_what_differs) {
  const auto place = header(*post("/api/v1/locations", location_body()), "location");
  EXPECT_EQ(fault_of(patch(place, nullptr, "{}")), "precondition-required");
  ASSERT_TRUE(patch(place, "\"1\"", R"({"phone":"+78432000002"})"));
  const auto late =
      patch(place, "\"1\"", R"({"phone":"+78432000003","city":{"ru":"Казань","en":"Kazan"}})");
  ASSERT_EQ(fault_of(late), "version-conflict");
  EXPECT_EQ(late.error().extension,
            R"({"version":2,"fields":[{"pointer":"/phone","yours":"+78432000003",)"
            R"("current":"+78432000002"},{"pointer":"/city/en","yours":"Kazan","current":""}]})");
  const auto same = patch(place, "\"2\"", R"({"phone":"+78432000002"})");
  EXPECT_EQ(header(*same, "etag"), "\"2\"") << "nothing changed";
}

TEST_F(InventoryRoutes, a_create_is_named_by_its_idempotency_key) {
  const auto first = post("/api/v1/locations", location_body(), "key-1");
  const auto again = post("/api/v1/locations", location_body(), "key-1");
  ASSERT_TRUE(again) << fault_of(again);
  EXPECT_EQ(header(*again, "location"), header(*first, "location"));
  EXPECT_EQ(header(*again, "idempotency-replayed"), "true");
  EXPECT_EQ(fault_of(post("/api/v1/locations", location_body("Порт"), "key-1")),
            "idempotency-mismatch");
  const std::string type =
      R"({"code":"sup","name":{"ru":"Сапы"},"time_rules":{"rental_unit":"hour"}})";
  ASSERT_TRUE(post("/api/v1/object-types", type, "key-2"));
  EXPECT_EQ(header(*post("/api/v1/object-types", type, "key-2"), "location"),
            "/api/v1/object-types/sup");
  EXPECT_EQ(fault_of(post("/api/v1/object-types", type)), "/code taken");
}

TEST_F(InventoryRoutes, each_faulty_body_is_named_and_writes_nothing) {
  struct Row {
    const char* path;
    std::string body;
    const char* fault;
  };
  const auto entity_with = [](const char* member) {
    return R"({"name":"ООО","short_name":"ООО",)" + std::string(member) + "}";
  };
  const auto type_with = [](const char* member) {
    return R"({"code":"sup","name":{"ru":"Сап"},"time_rules":{"rental_unit":"hour"},)" +
           std::string(member) + "}";
  };
  const auto hours = [&](const char* text) {
    return location_body("Порт", R"("hours":)" + std::string(text));
  };
  const auto unit_with = [&](std::string members) { return unit_body(std::move(members)); };
  const std::string nobody = "\"018f0000-0000-7000-8000-00000000ffff\"";
  const Row table[] = {
      {"/api/v1/legal-entities", "{", "bad-json"},
      {"/api/v1/legal-entities", "[]", " wrong-type"},
      {"/api/v1/legal-entities", R"({"name":"ООО"})", "/short_name required"},
      {"/api/v1/legal-entities", R"({"name":"","short_name":"ООО"})", "/name required"},
      {"/api/v1/legal-entities", entity_with(R"("colour":1)"), "/colour unknown-field"},
      {"/api/v1/legal-entities", entity_with(R"("inn":"7707083894")"), "/inn bad-check-digit"},
      {"/api/v1/legal-entities", entity_with(R"("inn":7707083893)"), "/inn wrong-type"},
      {"/api/v1/legal-entities", entity_with(R"("ogrn":"1027700132196")"), "/ogrn bad-check-digit"},
      {"/api/v1/legal-entities", entity_with(R"("inn":"500100732259","kpp":"773601001")"),
       "/kpp not-applicable"},
      {"/api/v1/legal-entities", entity_with(R"("inn":"7707083893","ogrn":"304500116000157")"),
       "/ogrn bad-value"},
      {"/api/v1/legal-entities", entity_with(R"("kpp":"77360100")"), "/kpp bad-value"},
      {"/api/v1/legal-entities", entity_with(R"("tax_system":"usn")"), "/tax_system bad-value"},
      {"/api/v1/legal-entities", entity_with(R"("currency":"roubles")"), "/currency bad-value"},
      {"/api/v1/legal-entities",
       entity_with(R"("bank":{"name":"Сбер","bic":"04452522","account":"1"})"),
       "/bank/bic bad-value"},
      {"/api/v1/legal-entities",
       entity_with(R"("bank":{"name":"Сбер","bic":"044525225","account":"40702810100000000001"})"),
       "/bank/account bad-check-digit"},
      {"/api/v1/locations", location_body("", R"("phone":"12")"), "/phone bad-phone"},
      {"/api/v1/locations", location_body("", R"("point":{"latitude":91,"longitude":0})"),
       "/point/latitude out-of-range"},
      {"/api/v1/locations", location_body("", R"("point":{"latitude":1})"),
       "/point/longitude required"},
      {"/api/v1/locations",
       R"({"legal_entity_id":)" + nobody +
           R"(,"name":{"ru":"П"},"city":{"ru":"К"},"time_zone":"Europe/Moscow"})",
       "/legal_entity_id unknown"},
      {"/api/v1/locations",
       R"({"legal_entity_id":)" + nobody +
           R"(,"name":{"ru":"П"},"city":{"ru":"К"},"time_zone":"Kazan"})",
       "/time_zone unknown"},
      {"/api/v1/locations", hours(R"({"weekly":[]})"), "/hours/exceptions required"},
      {"/api/v1/locations", hours(R"({"weekly":[{"weekday":8,"open":[]}],"exceptions":[]})"),
       "/hours/weekly/0/weekday out-of-range"},
      {"/api/v1/locations",
       hours(R"({"weekly":[{"weekday":1,"open":[]},{"weekday":1,"open":[]}],"exceptions":[]})"),
       "/hours/weekly/1/weekday repeated"},
      {"/api/v1/locations",
       hours(R"({"weekly":[{"weekday":1,"open":[{"from_minutes":600,"until_minutes":600}]}],)"
             R"("exceptions":[]})"),
       "/hours/weekly/0/open/0/until_minutes end-before-start"},
      {"/api/v1/locations",
       hours(R"({"weekly":[{"weekday":1,"open":[{"from_minutes":0,"until_minutes":600},)"
             R"({"from_minutes":599,"until_minutes":700}]}],"exceptions":[]})"),
       "/hours/weekly/0/open/1/from_minutes overlaps"},
      {"/api/v1/locations",
       hours(R"({"weekly":[],"exceptions":[{"date":"2027-02-30","open":[]}]})"),
       "/hours/exceptions/0/date bad-date"},
      {"/api/v1/object-types", type_with(R"("hold_minutes":0)"), "/hold_minutes out-of-range"},
      {"/api/v1/object-types", R"({"code":"A b","name":{"ru":"С"},"time_rules":{}})",
       "/code bad-value"},
      {"/api/v1/object-types", R"({"code":"sup","name":{"ru":"С"},"time_rules":{}})",
       "/time_rules/rental_unit required"},
      {"/api/v1/object-types",
       R"({"code":"sup","name":{"ru":"С"},"time_rules":{"rental_unit":"hour","units_min":9,)"
       R"("units_max":8}})",
       "/time_rules/units_max out-of-range"},
      {"/api/v1/object-types",
       R"({"code":"sup","name":{"ru":"С"},"time_rules":{"rental_unit":"hour",)"
       R"("start_step_minutes":20}})",
       "/time_rules/start_step_minutes bad-value"},
      {"/api/v1/object-types",
       type_with(R"("property_schema":[{"key":"Seats","kind":"number","name":{"ru":"М"}}])"),
       "/property_schema/0/key bad-value"},
      {"/api/v1/object-types",
       type_with(R"("property_schema":[{"key":"g","kind":"choice","name":{"ru":"М"},)"
                 R"("choices":[{"value":"x","name":{"ru":""}}]}])"),
       "/property_schema/0/choices/0/name required"},
      {"/api/v1/object-models", R"({"type":"rocket","name":{"ru":"М"}})", "/type unknown"},
      {"/api/v1/object-models", R"({"type":"car","name":{"ru":"М"},"tariff_id":)" + nobody + "}",
       "/tariff_id unknown"},
      {"/api/v1/object-models",
       R"({"type":"car","name":{"ru":"М"},"tariff_id":")" + TariffId::derive("empty").to_string() +
           "\"}",
       "/tariff_id no-rates"},
      {"/api/v1/object-models", R"({"type":"car","name":{"ru":"М"},"properties":[]})",
       "/properties wrong-type"},
      {"/api/v1/object-models", R"({"type":"car","name":{"ru":"М"},"properties":{"wings":2}})",
       "/properties/wings unknown-field"},
      {"/api/v1/object-models", R"({"type":"car","name":{"ru":"М"},"time_rules":{"units_min":61}})",
       "/time_rules/units_max out-of-range"},
      {"/api/v1/objects", "{}", "/location_id required"},
      {"/api/v1/objects", R"({"location_id":)" + nobody + R"(,"name":{"ru":"М"}})",
       "/type required"},
      {"/api/v1/objects", unit_with(R"("model_id":)" + nobody), "/model_id unknown"},
      {"/api/v1/objects", unit_with(R"("type":"rocket","name":{"ru":"Р"})"), "/type unknown"},
      {"/api/v1/objects", unit_with(R"("type":"car","name":{"ru":"Р"})"), "/tariff_id required"},
      {"/api/v1/objects", unit_with(R"("type":"car","name":{"ru":"Р"},"tariff_id":)" + nobody),
       "/tariff_id unknown"},
      {"/api/v1/objects",
       unit_with(R"("type":"car","name":{"ru":"Р"},"buffer_after_minutes":10081)"),
       "/buffer_after_minutes out-of-range"},
      {"/api/v1/objects", unit_with(R"("type":"car","name":{"ru":"Р"},"status":"sold")"),
       "/status bad-value"},
      {"/api/v1/objects",
       unit_with(R"("type":"car","name":{"ru":"Р"},"properties":{"seats":"5"},)" + tariff()),
       "/properties/seats wrong-type"},
      {"/api/v1/object-deadlines", deadline_body(R"("due_date":null)"), "/due_date required"},
      {"/api/v1/object-deadlines", deadline_body(R"("due_date":"2027-09-01","remind_days":[400])"),
       "/remind_days/0 out-of-range"},
      {"/api/v1/object-deadlines",
       R"({"object_id":)" + nobody + R"(,"kind":"service","title":"ТО","due_km":1000})",
       "/object_id unknown"},
  };
  const auto before = written();
  for (const Row& row : table) {
    EXPECT_EQ(fault_of(post(row.path, row.body)), row.fault) << row.path << " " << row.body;
  }
  EXPECT_EQ(written(), before);
}

TEST_F(InventoryRoutes, a_faulty_query_or_path_is_refused) {
  EXPECT_EQ(fault_of(get("/api/v1/locations/7")), "not-found");
  EXPECT_EQ(fault_of(get("/api/v1/object-types/rocket")), "not-found");
  EXPECT_EQ(fault_of(get("/api/v1/locations", {{"archived", "yes"}})), "?archived unknown-value");
  EXPECT_EQ(fault_of(get("/api/v1/inventory", {{"limit", "101"}})), "?limit out-of-range");
  EXPECT_EQ(fault_of(get("/api/v1/inventory", {{"colour", "red"}})), "?colour unknown-field");
  EXPECT_EQ(fault_of(remove("/api/v1/objects/" + ObjectId::make().to_string())), "not-found");
}

TEST_F(InventoryRoutes, a_type_keeps_its_code_and_cannot_take_away_what_objects_have) {
  ASSERT_TRUE(post("/api/v1/objects", unit_body(R"("type":"car","name":{"ru":"Гранта"},)" +
                                                tariff() + R"(,"properties":{"seats":7})")));
  const auto change = [&](const char* body) {
    return fault_of(patch("/api/v1/object-types/car", "*", body));
  };
  EXPECT_EQ(change(R"({"code":"auto"})"), "/code immutable");
  EXPECT_EQ(change(R"({"property_schema":[]})"), "/property_schema in-use");
  EXPECT_EQ(change(R"({"property_schema":[{"key":"seats","kind":"number","name":{"ru":"Мест"},)"
                   R"("max":6}]})"),
            "/property_schema in-use");
  EXPECT_EQ(change(R"({"property_schema":[{"key":"seats","kind":"number","name":{"ru":"Мест"}},)"
                   R"({"key":"colour","kind":"text","name":{"ru":"Цвет"},"required":true}]})"),
            "")
      << "a new one binds when a unit is next changed";
}

TEST_F(InventoryRoutes, kept_deadlines_say_when_to_remind_and_are_listed_by_date) {
  const auto place = header(
      *post("/api/v1/object-deadlines",
            deadline_body(R"("due_date":"2027-09-01","remind_days":[30,7],"stops_sales":true)")),
      "location");
  EXPECT_THAT(get(place)->body, HasSubstr(R"("reminders":["2027-08-02","2027-08-25"])"));
  const auto id = place.substr(place.rfind('/') + 1);
  const std::string list = "/api/v1/object-deadlines";
  EXPECT_THAT(get(list, {{"until", "2027-09-01"}})->body, HasSubstr(id));
  EXPECT_THAT(get(list, {{"until", "2027-08-31"}})->body, testing::Not(HasSubstr(id)));
  ASSERT_TRUE(patch(place, "*", R"({"done_at":"2027-08-20T09:00:00Z"})"));
  EXPECT_THAT(get(list, {{"done", "false"}})->body, testing::Not(HasSubstr(id)));
}

}  // namespace
}  // namespace prokat::objects::inventory
