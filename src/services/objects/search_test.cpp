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
  for (const char* sort : {"price", "name"}) {
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
    if (std::string_view(sort) == "price") {
      for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], by_price[i].second);
    }
    std::ranges::sort(all);
    EXPECT_EQ(std::ranges::adjacent_find(all), all.end());
  }
}

TEST_F(Search, faults_of_the_request_are_named) {
  const std::pair<SearchRequest, const char*> table[] = {
      {{.start = when("2027-05-01")}, "/end required"},
      {{.end = when("2027-05-01")}, "/start required"},
      {{.sort = "random"}, "/sort unknown-value"},
      {{.limit = 0}, "/limit out-of-range"},
      {{.limit = 101}, "/limit out-of-range"},
      {{.q = std::string(201, 'q')}, "/q too-long"},
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

// The promise of search: what it offers can be inserted, what it leaves out cannot.
TEST_F(Search, agrees_with_attempted_bookings_on_random_histories) {
  const auto seed = std::random_device{}();
  SCOPED_TRACE(seed);
  std::mt19937 random(seed);
  const auto up_to = [&](int max) { return std::uniform_int_distribution<int>(0, max)(random); };
  const Instant first_day = at("2027-04-02T00:00:00Z");
  const auto some_period = [&] {
    const Instant start = first_day + std::chrono::hours(up_to(24 * 20));
    return Period{start, start + std::chrono::hours(1 + up_to(60))};
  };
  std::vector<std::pair<ObjectId, TestObject>> objects;
  for (int i = 0; i < 8; ++i) {
    const TestObject object{.buffer_before = up_to(3) * 30, .buffer_after = up_to(3) * 30};
    objects.emplace_back(add(object), object);
  }
  const char* statuses[] = {"paid", "confirmed", "cancelled"};
  const auto blocked = [](const Period& period, const TestObject& object) {
    return rental::blocked_period(period, object.buffer_before, object.buffer_after);
  };
  for (int i = 0; i < 80; ++i) {
    const auto& [id, object] = objects[up_to(7)];
    const Period period = some_period();
    book(id, period, blocked(period, object), statuses[up_to(2)]);
  }
  for (int round = 0; round < 25; ++round) {
    const Period wanted = some_period();
    const auto free =
        ids(search({.start = DateOrInstant(wanted.start), .end = DateOrInstant(wanted.end)}));
    for (const auto& [id, object] : objects) {
      const bool offered = std::ranges::find(free, id) != free.end();
      const bool booked = book(id, wanted, blocked(wanted, object));
      ASSERT_EQ(offered, booked) << format_instant(wanted.start) << " round " << round;
      if (booked) {
        execute(
            "UPDATE bookings SET status = 'cancelled', cancel_reason = 'customer', "
            "version = version + 1 WHERE object_id = $1 AND date_start = $2 "
            "AND date_end = $3 AND status = 'paid'",
            pg::Params().add(id).add(wanted.start).add(wanted.end));
      }
    }
  }
}

}  // namespace
}  // namespace prokat::objects
