#include "services/objects/local_service.hpp"

#include <gmock/gmock.h>

#include "services/objects/test_catalogue.hpp"

namespace prokat::objects {
namespace {

class Objects : public Catalogue {
 protected:
  Result<Object> find(ObjectRequest request) {
    const CallContext who = context();
    return run(service.find(who, std::move(request)));
  }

  Result<Availability> availability(AvailabilityRequest request) {
    const CallContext who = context();
    return run(service.availability(who, std::move(request)));
  }

  static std::vector<DayState> states(const Result<Availability>& calendar) {
    std::vector<DayState> out;
    EXPECT_TRUE(calendar) << fault_of(calendar);
    if (calendar) {
      for (const Day& day : calendar->days) out.push_back(day.state);
    }
    return out;
  }

  ModelId add_model() {
    const auto id = ModelId::make();
    execute(
        "INSERT INTO object_models (id, type, name_ru, description_ru, description_en, "
        "properties, created_at) VALUES ($1, 'car', 'Granta', 'Описание', 'Description', "
        "'{\"seats\": 5, \"year\": 2024}', '2027-01-01Z')",
        pg::Params().add(id));
    return id;
  }

  PhotoId add_photo(std::optional<ModelId> model, std::optional<ObjectId> object, int position) {
    const auto id = PhotoId::make();
    execute(
        "INSERT INTO photos (id, model_id, object_id, position, storage_key, content_type, "
        "width, height, size_bytes, sha256, created_at) VALUES ($1, $2, $3, $4, 'photos/x.jpg', "
        "'image/jpeg', 800, 600, 10, '\\x00ff', '2027-01-01Z')",
        pg::Params().add(id).add(model).add(object).add(position));
    return id;
  }
};

using States = std::vector<DayState>;

TEST_F(Objects, types_come_in_order_with_their_rules_and_how_many_are_on_offer) {
  add({});
  add({});
  const auto stopped = add({});
  execute("UPDATE objects SET status = 'stopped' WHERE id = $1", pg::Params().add(stopped));
  const CallContext who = context();
  const auto types = run(service.list_types(who, {}));
  ASSERT_TRUE(types);
  ASSERT_EQ(types->items.size(), 4U);
  EXPECT_EQ(types->items[0].code, "car");
  EXPECT_EQ(types->items[0].objects, 2);
  EXPECT_EQ(types->items[3].code, "cottage");
  EXPECT_EQ(types->items[3].objects, 0);
  EXPECT_EQ(types->items[3].time_rules.rental_unit, rental::RentalUnit::night);
  EXPECT_EQ(types->items[3].time_rules.check_in_minutes, 900);
}

TEST_F(Objects, locations_come_in_order_with_their_zones) {
  const CallContext who = context();
  const auto locations = run(service.list_locations(who, {}));
  ASSERT_TRUE(locations);
  ASSERT_EQ(locations->items.size(), 2U);
  EXPECT_EQ(locations->items[0].city.ru, "Казань");
  EXPECT_EQ(locations->items[1].time_zone, "Asia/Irkutsk");
}

TEST_F(Objects, an_object_takes_from_its_model_what_it_does_not_say_itself) {
  const auto model = add_model();
  const auto model_photo = add_photo(model, std::nullopt, 1);
  const auto id = add({.model_id = model});
  execute("UPDATE objects SET properties = '{\"year\": 2026}' WHERE id = $1", pg::Params().add(id));
  auto found = find({.id = id});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->description, (LocalizedText{"Описание", "Description"}));
  EXPECT_EQ(found->properties.text, R"({"year": 2026, "seats": 5})");
  ASSERT_EQ(found->photos.size(), 1U);
  EXPECT_EQ(found->photos[0].id, model_photo);
  EXPECT_EQ(found->photos[0].sha256, "00ff");
  EXPECT_EQ(found->rates, (std::vector<rental::Rate>{{1, 300'000}, {3, 250'000}}));

  const auto second = add_photo(std::nullopt, id, 2);
  const auto first = add_photo(std::nullopt, id, 1);
  found = find({.id = id});
  ASSERT_EQ(found->photos.size(), 2U) << "its own photos stand in for the model's";
  EXPECT_EQ(found->photos[0].id, first);
  EXPECT_EQ(found->photos[1].id, second);
}

TEST_F(Objects, an_object_asked_for_with_dates_has_its_price_for_them) {
  const auto id = add({});
  const auto found = find({id, when("2027-05-01"), when("2027-05-03")});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->price_from->total.amount_minor, 600'000);
  EXPECT_EQ(fault_of(find({id, when("2027-05-01"), std::nullopt})), "/end required");
  EXPECT_EQ(fault_of(find({id, when("2027-03-01"), when("2027-03-02")})), "/start in-the-past");
}

TEST_F(Objects, unknown_and_archived_objects_are_not_found) {
  const auto id = add({});
  EXPECT_EQ(fault_of(find({.id = ObjectId::make()})), "not-found");
  execute("UPDATE objects SET archived_at = '2027-02-01Z' WHERE id = $1", pg::Params().add(id));
  EXPECT_EQ(fault_of(find({.id = id})), "not-found");
  const CallContext who = context();
  EXPECT_EQ(fault_of(run(service.rate_card(who, {id}))), "not-found");
}

TEST_F(Objects, rate_card_has_all_a_price_depends_on_and_its_version_follows_the_tariff) {
  const auto id = add({.buffer_before = 30, .buffer_after = 60});
  const CallContext who = context();
  const auto card = run(service.rate_card(who, {id}));
  ASSERT_TRUE(card);
  EXPECT_EQ(card->object_id, id);
  EXPECT_EQ(card->type, "car");
  EXPECT_EQ(card->time_zone, "Europe/Moscow");
  EXPECT_EQ(card->legal_entity_id, entity);
  EXPECT_EQ(card->location_id, LocationId::derive("kazan"));
  EXPECT_EQ(card->tariff.rates.size(), 2U);
  EXPECT_EQ(card->deposit_minor, 1'000'000);
  EXPECT_EQ(card->buffer_before_minutes, 30);
  EXPECT_EQ(card->buffer_after_minutes, 60);
  EXPECT_EQ(card->hold_minutes, 0);
  EXPECT_EQ(card->tariff.name.en, "Usual");
  EXPECT_TRUE(card->active);

  execute("UPDATE tariff_rates SET price_minor = 1 WHERE units_from = 3");
  execute("UPDATE objects SET status = 'stopped' WHERE id = $1", pg::Params().add(id));
  const auto changed = run(service.rate_card(who, {id}));
  EXPECT_GT(changed->rate_version, card->rate_version);
  EXPECT_EQ(changed->tariff.rates[1].price_minor, 1);
  EXPECT_FALSE(changed->active);
}

TEST_F(Objects, calendar_of_an_object_is_in_its_own_zone) {
  const auto id = add({.location = "irkutsk"});
  // From 10:00 on the 3rd to 10:00 on the 5th in Irkutsk.
  ASSERT_TRUE(book(id, "2027-05-03T02:00:00Z", "2027-05-05T02:00:00Z"));
  const auto calendar =
      availability({.object_id = id, .from = date("2027-05-01"), .to = date("2027-05-07")});
  using enum DayState;
  EXPECT_EQ(states(calendar), (States{free, free, partial, busy, free, free}));
  EXPECT_EQ(calendar->time_zone, "Asia/Irkutsk");
  EXPECT_EQ(calendar->days[0].price_from->amount_minor, 300'000);
  EXPECT_EQ(calendar->days[3].price_from, std::nullopt);
  EXPECT_EQ(calendar->days[3].reason, DayReason::booked);
}

TEST_F(Objects, calendar_of_a_type_shows_a_day_as_free_while_one_unit_is) {
  const auto first = add({.type = "cottage"});
  const auto second = add({.type = "cottage", .price_minor = 1, .tariff = "empty"});
  ASSERT_TRUE(book(first, "2027-05-02T12:00:00Z", "2027-05-04T09:00:00Z"));
  ASSERT_TRUE(book(second, "2027-05-03T12:00:00Z", "2027-05-05T09:00:00Z"));
  const auto calendar =
      availability({.type = "cottage", .from = date("2027-05-01"), .to = date("2027-05-06")});
  using enum DayState;
  EXPECT_EQ(states(calendar), (States{free, free, partial, free, free}));
  EXPECT_EQ(calendar->days[1].price_from->amount_minor, 1);
  EXPECT_EQ(calendar->days[3].price_from->amount_minor, 300'000) << "only the dear one is free";
}

TEST_F(Objects, calendar_of_a_type_can_be_that_of_one_location) {
  add({.location = "irkutsk"});
  const auto here = availability({.type = "car",
                                  .location_id = LocationId::derive("irkutsk"),
                                  .from = date("2027-05-01"),
                                  .to = date("2027-05-02")});
  ASSERT_TRUE(here);
  EXPECT_EQ(here->time_zone, "Asia/Irkutsk");
  EXPECT_EQ(fault_of(availability({.type = "car",
                                   .location_id = LocationId::derive("kazan"),
                                   .from = date("2027-05-01"),
                                   .to = date("2027-05-02")})),
            "not-found");
}

TEST_F(Objects, calendar_of_a_model_is_that_of_its_units) {
  execute(
      "INSERT INTO object_models (id, type, name_ru, created_at) VALUES ($1, 'car', 'Rio', "
      "'2027-01-01Z')",
      pg::Params().add(ModelId::derive("rio")));
  const auto rio = add({.model_id = ModelId::derive("rio")});
  add({});
  ASSERT_TRUE(book(rio, "2027-05-01T07:00:00Z", "2027-05-02T07:00:00Z"));
  const auto calendar = availability(
      {.model_id = ModelId::derive("rio"), .from = date("2027-05-01"), .to = date("2027-05-03")});
  using enum DayState;
  EXPECT_EQ(states(calendar), (States{partial, free}));
  EXPECT_EQ(calendar->days[0].free_hours, (std::vector<rental::OpenInterval>{{0, 600}}));
}

TEST_F(Objects, faults_of_a_calendar_request_are_named) {
  const auto id = add({});
  const std::pair<AvailabilityRequest, const char*> table[] = {
      {{.from = date("2027-05-01"), .to = date("2027-05-02")}, "/type required"},
      {{.object_id = id, .type = "car", .from = date("2027-05-01"), .to = date("2027-05-02")},
       "/type required"},
      {{.object_id = id, .from = date("2027-05-01"), .to = date("2027-05-01")},
       "/to end-before-start"},
      {{.object_id = id, .from = date("2027-05-01"), .to = date("2027-07-02")}, ""},
      {{.object_id = id, .from = date("2027-05-01"), .to = date("2027-07-03")}, "/to too-long"},
      {{.object_id = ObjectId::make(), .from = date("2027-05-01"), .to = date("2027-05-02")},
       "not-found"},
      {{.type = "spaceship", .from = date("2027-05-01"), .to = date("2027-05-02")}, "not-found"},
  };
  for (const auto& [request, fault] : table) EXPECT_EQ(fault_of(availability(request)), fault);
}

}  // namespace
}  // namespace prokat::objects
