#include <gmock/gmock.h>

#include <random>

#include "services/objects/search_cursor.hpp"
#include "services/objects/test_catalogue.hpp"

namespace prokat::objects {
namespace {

class Search : public Catalogue {
 protected:
  Result<ObjectPage> search(SearchRequest request, Role role = Role::customer) {
    const CallContext who = context(role);
    return run(service.search(who, std::move(request)));
  }

  static SearchRequest dates(const char* start, const char* end) {
    return {.start = when(start), .end = when(end)};
  }

  static std::vector<ObjectId> ids(const Result<ObjectPage>& page) {
    std::vector<ObjectId> out;
    EXPECT_TRUE(page) << fault_of(page);
    if (page) {
      for (const Object& object : page->items) out.push_back(object.id);
    }
    return out;
  }
};

using Ids = std::vector<ObjectId>;

TEST_F(Search, without_dates_everything_on_offer_comes_cheapest_first) {
  const auto dear = add({.price_minor = 900'000});
  const auto cheap = add({.type = "boat", .price_minor = 100'000});
  const auto stopped = add({.price_minor = 50'000});
  const auto archived = add({.price_minor = 60'000});
  execute("UPDATE objects SET status = 'stopped' WHERE id = $1", pg::Params().add(stopped));
  execute("UPDATE objects SET archived_at = '2027-02-01Z' WHERE id = $1",
          pg::Params().add(archived));
  const auto page = search({});
  EXPECT_EQ(ids(page), (Ids{cheap, dear}));
  EXPECT_EQ(page->next_cursor, std::nullopt);
  EXPECT_FALSE(page->items[0].price_from);
}

TEST_F(Search, only_what_is_free_on_the_dates_is_found_with_its_price_for_them) {
  const auto taken = add({});
  const auto free = add({});
  ASSERT_TRUE(book(taken, "2027-05-02T07:00:00Z", "2027-05-03T07:00:00Z"));
  const auto page = search(dates("2027-05-01", "2027-05-04"));
  ASSERT_EQ(ids(page), (Ids{free}));
  const auto& price = page->items[0].price_from;
  ASSERT_TRUE(price);
  EXPECT_EQ(price->total.amount_minor, 750'000) << "from three days on 2,500 each";
  EXPECT_EQ(price->deposit.amount_minor, 1'000'000);
  EXPECT_EQ(price->lines[0].title.ru, "Аренда: 3 суток");
}

TEST_F(Search, rentals_may_touch_but_buffers_of_either_side_may_not_overlap) {
  const auto plain = add({});
  const auto buffered = add({.buffer_before = 30});
  const auto after = add({.buffer_after = 30});
  for (const ObjectId& id : {plain, buffered, after}) {
    ASSERT_TRUE(book(id, "2027-05-01T07:00:00Z", "2027-05-03T07:00:00Z"));
    ASSERT_TRUE(book(id, "2027-05-05T07:00:00Z", "2027-05-06T07:00:00Z"));
  }
  EXPECT_EQ(ids(search(dates("2027-05-03", "2027-05-05"))), (Ids{plain}));
  const auto half_hour_later = search(
      {.start = when("2027-05-03T11:00:00+03:00"), .end = when("2027-05-05T09:00:00+03:00")});
  EXPECT_THAT(ids(half_hour_later), testing::UnorderedElementsAre(plain, buffered, after));
}

TEST_F(Search, a_hold_takes_the_dates_and_a_cancelled_booking_does_not) {
  const auto held = add({});
  const auto given_back = add({});
  const Period may{at("2027-05-01T07:00:00Z"), at("2027-05-03T07:00:00Z")};
  execute(
      "INSERT INTO bookings (id, code, order_id, object_id, pickup_location_id, "
      "return_location_id, date_start, date_end, blocked, time_zone, status, hold_expires_at, "
      "amount_minor, currency, created_at, updated_at) "
      "VALUES ($1, 'PR-HOLD', $2, $3, $4, $4, $5, $6, tstzrange($5, $6), 'UTC', "
      "'awaiting_payment', $5, 0, 'RUB', $5, $5)",
      pg::Params()
          .add(BookingId::make())
          .add(order)
          .add(held)
          .add(LocationId::derive("kazan"))
          .add(may.start)
          .add(may.end));
  ASSERT_TRUE(book(given_back, may, may, "cancelled"));
  EXPECT_EQ(ids(search(dates("2027-05-01", "2027-05-03"))), (Ids{given_back}));
}

TEST_F(Search, a_window_that_begins_in_the_past_meets_completed_bookings_too) {
  const auto used = add({});
  const auto unused = add({});
  ASSERT_TRUE(book(used, "2027-03-31T07:00:00Z", "2027-04-01T07:00:00Z", "completed"));
  EXPECT_EQ(ids(search(dates("2027-03-31", "2027-04-02"), Role::operator_)), (Ids{unused}));
  EXPECT_THAT(ids(search(dates("2027-04-01", "2027-04-02"), Role::operator_)),
              testing::UnorderedElementsAre(used, unused));
}

TEST_F(Search, a_date_means_another_instant_for_each_type_and_zone) {
  const auto kazan = add({});
  const auto irkutsk = add({.location = "irkutsk"});
  // 10:00 in Irkutsk is 05:00 in Kazan: this takes the day there alone.
  for (const ObjectId& id : {kazan, irkutsk}) {
    ASSERT_TRUE(book(id, "2027-05-01T02:00:00Z", "2027-05-01T06:00:00Z"));
  }
  const auto cottage = add({.type = "cottage"});
  EXPECT_THAT(ids(search(dates("2027-05-01", "2027-05-02"))),
              testing::UnorderedElementsAre(kazan, cottage));
}

TEST_F(Search, types_that_the_dates_do_not_suit_drop_out_and_the_only_one_says_why) {
  const auto car = add({});
  add({.type = "camper"});
  EXPECT_EQ(ids(search(dates("2027-05-01", "2027-05-02"))), (Ids{car}));
  SearchRequest campers = dates("2027-05-01", "2027-05-02");
  campers.type = "camper";
  EXPECT_EQ(fault_of(search(campers)), "/end too-short");
  EXPECT_EQ(fault_of(search(dates("2027-03-01", "2027-03-05"))), "/start in-the-past");
}

TEST_F(Search, filters_narrow_by_type_place_price_and_words) {
  const auto granta = add({.name = "Lada Granta", .price_minor = 200'000});
  const auto rio = add({.location = "irkutsk", .name = "Kia Rio", .price_minor = 300'000});
  const auto boat = add({.type = "boat", .name = "Волга 100%", .price_minor = 400'000});
  EXPECT_EQ(ids(search({.type = "car"})), (Ids{granta, rio}));
  EXPECT_EQ(ids(search({.location_id = LocationId::derive("irkutsk")})), (Ids{rio}));
  EXPECT_EQ(ids(search({.price_max_minor = 300'000})), (Ids{granta, rio}));
  EXPECT_EQ(ids(search({.q = "gran"})), (Ids{granta}));
  EXPECT_EQ(ids(search({.q = "ВОЛГА"})), (Ids{boat})) << "letters of either case";
  EXPECT_EQ(ids(search({.q = "0%"})), (Ids{boat})) << "a percent sign is itself";
  EXPECT_EQ(ids(search({.q = "_"})), (Ids{}));
  EXPECT_EQ(ids(search({.type = "spaceship"})), (Ids{}));
  EXPECT_EQ(ids(search({.location_id = LocationId::make()})), (Ids{}));
}

TEST_F(Search, words_are_found_in_any_form_in_any_order_and_all_of_them) {
  const auto boat = add({.type = "boat", .name = "Катер Волга с каютой"});
  const auto ship = add({.type = "boat", .name = "Яхта Чёрная Мечта"});
  execute("UPDATE objects SET description_en = 'Happy boats for two' WHERE id = $1",
          pg::Params().add(ship));
  EXPECT_EQ(ids(search({.q = "катера"})), (Ids{boat}));
  EXPECT_EQ(ids(search({.q = "каюты катеру"})), (Ids{boat}));
  EXPECT_EQ(ids(search({.q = "катер на Волге"})), (Ids{boat})) << "'на' says nothing";
  EXPECT_EQ(ids(search({.q = "катер мечта"})), (Ids{})) << "all of the words";
  EXPECT_EQ(ids(search({.q = "черной мечты"})), (Ids{ship})) << "е stands for ё";
  EXPECT_EQ(ids(search({.q = "boat, happy"})), (Ids{ship}));
}

TEST_F(Search, properties_are_compared_by_the_schema_of_their_type) {
  execute(
      "UPDATE object_types SET property_schema = '[{\"key\": \"gearbox\", \"kind\": "
      "\"choice\"}, {\"key\": \"seats\", \"kind\": \"number\"}, {\"key\": \"sauna\", "
      "\"kind\": \"flag\"}]' WHERE code = 'car'");
  execute(
      "INSERT INTO object_models (id, type, name_ru, properties, created_at) VALUES ($1, 'car', "
      "'Rio', '{\"gearbox\": \"automatic\", \"seats\": 5}', '2027-01-01Z')",
      pg::Params().add(ModelId::derive("rio")));
  const auto rio = add({.price_minor = 1, .model_id = ModelId::derive("rio")});
  const auto bus = add({.price_minor = 2, .model_id = ModelId::derive("rio")});
  const auto plain = add({.price_minor = 3});
  execute("UPDATE objects SET properties = '{\"seats\": 8.5, \"sauna\": true}' WHERE id = $1",
          pg::Params().add(bus));
  const auto by = [this](std::vector<PropertyFilter> filters) {
    return search({.type = "car", .properties = std::move(filters)});
  };
  EXPECT_EQ(ids(by({{.key = "gearbox", .value = "automatic"}})), (Ids{rio, bus}));
  EXPECT_EQ(ids(by({{.key = "gearbox", .value = "manual"}})), (Ids{}));
  EXPECT_EQ(ids(by({{.key = "seats", .value = "5"}})), (Ids{rio})) << "a unit's own stands first";
  EXPECT_EQ(ids(by({{.key = "seats", .min = "5", .max = "8.5"}})), (Ids{rio, bus}));
  EXPECT_EQ(ids(by({{.key = "seats", .min = "6"}, {.key = "sauna", .value = "true"}})), (Ids{bus}));
  EXPECT_EQ(ids(by({})), (Ids{rio, bus, plain}));
  const std::pair<PropertyFilter, const char*> faults[] = {
      {{.key = "wings", .value = "2"}, "/property.wings unknown"},
      {{.key = "seats", .value = "many"}, "/property.seats bad-value"},
      {{.key = "seats", .min = "1e3"}, "/property.seats bad-value"},
      {{.key = "seats", .min = "5", .max = "4"}, "/property.seats out-of-range"},
      {{.key = "sauna", .value = "yes"}, "/property.sauna bad-value"},
      {{.key = "gearbox", .min = "1"}, "/property.gearbox bad-value"},
  };
  for (const auto& [filter, fault] : faults) EXPECT_EQ(fault_of(by({filter})), fault);
}

TEST_F(Search, models_with_enough_free_units_come_once_with_how_many_are_free) {
  for (const char* name : {"rio", "granta"}) {
    execute(
        "INSERT INTO object_models (id, type, name_ru, created_at) VALUES ($1, 'car', $2, "
        "'2027-01-01Z')",
        pg::Params().add(ModelId::derive(name)).add(name));
  }
  Ids rios;
  for (int i = 0; i < 3; ++i)
    rios.push_back(add({.price_minor = 10 + i, .model_id = ModelId::derive("rio")}));
  const auto granta = add({.price_minor = 5, .model_id = ModelId::derive("granta")});
  const auto lonely = add({.price_minor = 1});
  add({.location = "irkutsk", .price_minor = 2, .model_id = ModelId::derive("rio")});
  ASSERT_TRUE(book(rios[0], "2027-05-01T07:00:00Z", "2027-05-03T07:00:00Z"));
  SearchRequest request = dates("2027-05-01", "2027-05-02");
  request.location_id = LocationId::derive("kazan");
  request.group = "model";
  const auto all = search(request);
  EXPECT_EQ(ids(all), (Ids{lonely, granta, rios[1]}));
  EXPECT_EQ(all->items[2].free_units, 2);
  request.quantity = 2;
  EXPECT_EQ(ids(search(request)), (Ids{rios[1]}));
  request.quantity = 3;
  EXPECT_EQ(ids(search(request)), (Ids{}));
  request.quantity.reset();
  request.limit = 2;
  const auto first = search(request);
  EXPECT_EQ(ids(first), (Ids{lonely, granta}));
  request.cursor = first->next_cursor;
  EXPECT_EQ(ids(search(request)), (Ids{rios[1]}));
}

TEST_F(Search, units_may_have_rules_of_their_own_and_places_hours) {
  const auto usual = add({.price_minor = 1});
  const auto weekly = add({.price_minor = 2});
  const auto closed = add({.location = "irkutsk", .price_minor = 3});
  execute("UPDATE objects SET units_min = 7 WHERE id = $1", pg::Params().add(weekly));
  // 1 May 2027 is a Saturday.
  execute(
      "UPDATE locations SET hours = '{\"weekly\": [{\"weekday\": 1, \"open\": [{"
      "\"from_minutes\": 0, \"until_minutes\": 1440}]}]}' WHERE id = $1",
      pg::Params().add(LocationId::derive("irkutsk")));
  EXPECT_EQ(ids(search(dates("2027-05-01", "2027-05-03"))), (Ids{usual}));
  EXPECT_EQ(ids(search(dates("2027-05-03", "2027-05-10"))), (Ids{usual, weekly, closed}));
  EXPECT_EQ(ids(search(dates("2027-05-01", "2027-05-03"), Role::operator_)), (Ids{usual, closed}))
      << "hours do not bind operators";
  SearchRequest there = dates("2027-05-01", "2027-05-03");
  there.city = "Иркутск";
  EXPECT_EQ(fault_of(search(there)), "/start closed");
}

TEST_F(Search, who_is_out_and_overdue_is_not_offered_for_the_next_hours) {
  const auto late = add({});
  // Until 11:00 in Kazan; it is 12:00.
  ASSERT_TRUE(book(late, "2027-03-30T08:00:00Z", "2027-04-01T08:00:00Z"));
  const auto offered_at = [&](const char* start, const char* end) {
    return !ids(search({.start = when(start), .end = when(end)})).empty();
  };
  EXPECT_TRUE(offered_at("2027-04-01T13:00:00+03:00", "2027-04-02T13:00:00+03:00"));
  execute("UPDATE bookings SET picked_up_at = date_start WHERE object_id = $1",
          pg::Params().add(late));
  EXPECT_FALSE(offered_at("2027-04-01T13:00:00+03:00", "2027-04-02T13:00:00+03:00"));
  EXPECT_TRUE(offered_at("2027-04-01T17:00:00+03:00", "2027-04-02T17:00:00+03:00"))
      << "more than four hours from now";
  execute("UPDATE bookings SET returned_at = date_end WHERE object_id = $1",
          pg::Params().add(late));
  EXPECT_TRUE(offered_at("2027-04-01T13:00:00+03:00", "2027-04-02T13:00:00+03:00"));
}

TEST_F(Search, what_is_kept_of_the_catalogue_follows_its_changes) {
  const auto first = add({.price_minor = 1});
  EXPECT_EQ(ids(search({})), (Ids{first}));
  const auto second = add({.type = "cottage", .price_minor = 2});
  EXPECT_EQ(ids(search({})), (Ids{first, second})) << "a group that was not there";
  execute("UPDATE objects SET name_ru = 'Новое имя' WHERE id = $1", pg::Params().add(first));
  EXPECT_EQ(search({})->items[0].name.ru, "Новое имя");
  execute("UPDATE locations SET phone = '+7' WHERE id = $1",
          pg::Params().add(LocationId::derive("kazan")));
  EXPECT_EQ(search({})->items[0].location.phone, "+7");
  execute("UPDATE tariff_rates SET price_minor = 1 WHERE tariff_id = $1",
          pg::Params().add(TariffId::derive("tiered")));
  EXPECT_EQ(search(dates("2027-05-01", "2027-05-02"))->items[0].price_from->total.amount_minor, 1);
}

TEST_F(Search, price_limit_is_of_the_whole_rental_when_there_are_dates) {
  // Both cost 3,000 a day by the tariff, whatever lists sort by.
  const auto first = add({.price_minor = 1});
  const auto second = add({.price_minor = 2});
  SearchRequest request = dates("2027-05-01", "2027-05-03");
  request.price_max_minor = 599'999;
  EXPECT_EQ(ids(search(request)), (Ids{}));
  request.price_max_minor = 600'000;
  EXPECT_EQ(ids(search(request)), (Ids{first, second}));
}

TEST_F(Search, a_price_limit_reads_on_until_the_page_is_full) {
  Ids cheap;
  for (int i = 0; i < 30; ++i) {
    const bool fits = i % 10 == 9;
    const auto id = add({.price_minor = i + 1, .tariff = fits ? "empty" : "tiered"});
    if (fits) cheap.push_back(id);
  }
  SearchRequest request = dates("2027-05-01", "2027-05-02");
  request.price_max_minor = 1'000;  // the empty tariff falls back to the object's own price
  request.limit = 2;
  const auto first = search(request);
  EXPECT_EQ(ids(first), (Ids{cheap[0], cheap[1]}));
  ASSERT_TRUE(first->next_cursor);
  request.cursor = first->next_cursor;
  const auto second = search(request);
  EXPECT_EQ(ids(second), (Ids{cheap[2]}));
  EXPECT_EQ(second->next_cursor, std::nullopt);
}

TEST_F(Search, pages_join_without_gaps_or_repeats_in_either_order) {
  std::vector<std::pair<std::int64_t, ObjectId>> by_price;
  for (int i = 0; i < 23; ++i) {
    const std::int64_t price = 100 * (i % 4);
    by_price.emplace_back(price, add({.type = i % 2 == 0 ? "car" : "boat",
                                      .location = i % 3 == 0 ? "kazan" : "irkutsk",
                                      .name = "Имя " + std::to_string(i % 5),
                                      .price_minor = price}));
  }
  std::ranges::sort(by_price);
  for (const char* sort : {"price", "-price", "name", "newest"}) {
    SearchRequest request{.sort = sort, .limit = 5};
    Ids all;
    for (int pages = 0; pages < 10; ++pages) {
      const auto page = search(request);
      for (const ObjectId& id : ids(page)) all.push_back(id);
      request.cursor = page->next_cursor;
      if (!request.cursor) break;
      EXPECT_EQ(page->items.size(), 5U);
    }
    ASSERT_EQ(all.size(), by_price.size()) << sort;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (std::string_view(sort) == "price") EXPECT_EQ(all[i], by_price[i].second);
      if (std::string_view(sort) == "-price")
        EXPECT_EQ(all[i], by_price[all.size() - 1 - i].second);
    }
    std::ranges::sort(all);
    EXPECT_EQ(std::ranges::adjacent_find(all), all.end());
  }
}

TEST_F(Search, faults_of_the_request_are_named) {
  add({});
  const std::pair<SearchRequest, const char*> table[] = {
      {{.start = when("2027-05-01")}, "/end required"},
      {{.end = when("2027-05-01")}, "/start required"},
      {{.sort = "random"}, "/sort unknown-value"},
      {{.limit = 0}, "/limit out-of-range"},
      {{.limit = 101}, "/limit out-of-range"},
      {{.q = std::string(201, 'q')}, "/q too-long"},
      {{.q = "a b c d e f g h i"}, "/q too-long"},
      {{.price_min_minor = 2, .price_max_minor = 1}, "/price_min_minor out-of-range"},
      {{.group = "colour"}, "/group unknown-value"},
      {{.quantity = 0}, "/quantity out-of-range"},
      {{.group = "model", .sort = "name"}, "/sort unknown-value"},
      {{.cursor = "!"}, "/cursor bad-cursor"},
      {{.sort = "name", .cursor = write_cursor(SearchSort::price, {"1", ObjectId::make()})},
       "/cursor bad-cursor"},
      {{.start = when("2027-05-02"), .end = when("2027-05-01")}, "/end end-before-start"},
  };
  for (const auto& [request, fault] : table) EXPECT_EQ(fault_of(search(request)), fault);
}

TEST(SearchCursor, comes_back_as_the_place_it_was_made_of) {
  const SearchPlace place{"Яхта \"Мечта\"", ObjectId::make()};
  const auto read = read_cursor(SearchSort::name, write_cursor(SearchSort::name, place));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->key, place.key);
  EXPECT_EQ(read->id, place.id);
}

TEST(SearchCursor, what_we_did_not_make_is_refused) {
  const auto id = ObjectId::make();
  EXPECT_FALSE(read_cursor(SearchSort::price, ""));
  EXPECT_FALSE(read_cursor(SearchSort::price, "cA"));
  EXPECT_FALSE(read_cursor(SearchSort::price, "not base64!"));
  EXPECT_FALSE(read_cursor(SearchSort::price, write_cursor(SearchSort::price, {"1; --", id})));
  EXPECT_FALSE(read_cursor(SearchSort::price, write_cursor(SearchSort::name, {"1", id})));
  EXPECT_FALSE(read_cursor(SearchSort::name, write_cursor(SearchSort::name, {"\xff", id})));
}

}  // namespace
}  // namespace prokat::objects
