// Orders of several units, bookings of a model, and what customers may hold unpaid.
#include <random>

#include "services/booking/test_world.hpp"

namespace prokat::booking {
namespace {

class OrderWorld : public World {
 protected:
  const ModelId atv = ModelId::derive("atv");

  // A model and its units "atv-1", "atv-2", ...
  void add_model(int units) {
    execute(
        "INSERT INTO object_models (id, type, name_ru, created_at) "
        "VALUES ($1::uuid, 'car', 'Квадроцикл', '2027-01-01Z') ON CONFLICT DO NOTHING",
        pg::Params().add(atv));
    for (int i = 1; i <= units; ++i) {
      const auto name = "atv-" + std::to_string(i);
      add_object(name, 0);
      execute("UPDATE objects SET model_id = $2::uuid WHERE id = $1::uuid",
              pg::Params().add(ObjectId::derive(name)).add(atv));
      objects.cards.at(ObjectId::derive(name)).rate_version =
          execute("SELECT rate_version FROM objects WHERE id = $1::uuid",
                  pg::Params().add(ObjectId::derive(name)))
              .only()
              .get<int>("rate_version");
    }
  }
  static OrderItem item(const char* start, const char* end) {
    OrderItem one;
    one.start = when(start);
    one.end = when(end);
    return one;
  }
  OrderItem of_model(int quantity, const char* start, const char* end) const {
    auto one = item(start, end);
    one.model_id = atv;
    one.quantity = quantity;
    return one;
  }
  static OrderItem of_object(const char* name, const char* start, const char* end) {
    auto one = item(start, end);
    one.object_id = ObjectId::derive(name);
    return one;
  }
  CreateOrderRequest order_of(std::vector<OrderItem> items) const {
    CreateOrderRequest request;
    request.bookings = std::move(items);
    request.customer_id = anna;
    return request;
  }
  Result<CreatedOrder> ordered(CreateOrderRequest request) {
    return run(orders.create(as_operator(), std::move(request)));
  }
  int count(const std::string& table) {
    return execute("SELECT count(*) AS n FROM " + table).only().get<int>("n");
  }
};

using Ordering = OrderWorld;
using OfModel = OrderWorld;

TEST_F(Ordering, books_several_units_as_one_order_with_one_payment) {
  const auto made = ordered(order_of({of_object("kia", "2027-05-01", "2027-05-02"),
                                      of_object("gazelle", "2027-05-01", "2027-05-03")}));
  ASSERT_TRUE(made) << made.error().detail;
  const auto& order = made->order;
  EXPECT_TRUE(order.code->starts_with("PO-"));
  EXPECT_EQ(order.total.amount_minor, 900'000);
  EXPECT_EQ(order.deposit.amount_minor, 2'000'000);
  ASSERT_EQ(order.bookings.size(), 2U);
  for (const auto& booking : order.bookings) {
    EXPECT_EQ(booking.order_id, order.id);
    EXPECT_EQ(booking.order_code, order.code);
    EXPECT_EQ(booking.hold_expires_at, order.bookings[0].hold_expires_at);
  }
  EXPECT_EQ(count("orders"), 1);
  pay(order.bookings[0], 900'000);
  const auto paid = run(orders.find(as_operator(), order.id));
  EXPECT_EQ(paid->balance.amount_minor, 0);
  for (const auto& booking : paid->bookings) EXPECT_EQ(booking.status, Status::paid);
}

TEST_F(Ordering, is_all_or_nothing) {
  created("lada", "2027-05-02", "2027-05-03");
  const auto refused = ordered(order_of({of_object("kia", "2027-05-01", "2027-05-03"),
                                         of_object("lada", "2027-05-01", "2027-05-03")}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ProblemCode::dates_taken);
  EXPECT_EQ(count("bookings"), 1);
  EXPECT_EQ(count("orders"), 1);
  EXPECT_EQ(count("outbox"), 1);
}

TEST_F(Ordering, of_one_unit_twice_needs_two_times) {
  EXPECT_TRUE(ordered(order_of({of_object("kia", "2027-05-01", "2027-05-03"),
                                of_object("kia", "2027-05-03", "2027-05-05")})));
  EXPECT_EQ(ordered(order_of({of_object("lada", "2027-05-01", "2027-05-03"),
                              of_object("lada", "2027-05-02", "2027-05-05")}))
                .error()
                .code,
            ProblemCode::dates_taken);
}

TEST_F(Ordering, of_two_sellers_or_currencies_is_refused) {
  auto& card = objects.cards.at(ObjectId::derive("lada"));
  const auto items = std::vector{of_object("kia", "2027-05-01", "2027-05-03"),
                                 of_object("lada", "2027-05-01", "2027-05-03")};
  card.legal_entity_id = LegalEntityId::derive("another");
  const auto refused = ordered(order_of(items));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().errors.at(0).pointer, "/bookings/1");
  EXPECT_EQ(refused.error().errors.at(0).code, "other-seller");
}

TEST_F(Ordering, names_what_is_wrong_with_an_item_under_it) {
  EXPECT_EQ(ordered(order_of({of_object("kia", "2027-05-01", "2027-05-02"),
                              of_object("lada", "2027-05-03", "2027-05-02")}))
                .error()
                .errors.at(0)
                .pointer,
            "/bookings/1/end");
  EXPECT_EQ(ordered(order_of({})).error().errors.at(0).pointer, "/bookings");
  EXPECT_EQ(ordered(order_of({of_object("nothing", "2027-05-01", "2027-05-02")})).error().code,
            ProblemCode::not_found);
  auto priced = order_of({of_object("kia", "2027-05-01", "2027-05-02")});
  priced.expected_total = Money{1, Currency()};
  EXPECT_EQ(ordered(priced).error().code, ProblemCode::price_changed);
  EXPECT_EQ(count("bookings"), 0);
}

TEST_F(Ordering, again_with_its_key_makes_nothing_more) {
  auto request = order_of({of_object("kia", "2027-05-01", "2027-05-02")});
  request.customer_id = CustomerId();
  request.contact = Contact{"Борис", "+79990000000", {}};
  request.idempotency_key = "order-1";
  const auto first = ordered(request);
  ASSERT_TRUE(first) << first.error().detail;
  const auto again = ordered(request);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->order.id, first->order.id);
  EXPECT_EQ(auth.resolved, 1);
  request.note = "другой";
  EXPECT_EQ(ordered(request).error().code, ProblemCode::idempotency_mismatch);
}

TEST_F(Ordering, is_cancelled_as_a_whole_unless_one_is_handed_out) {
  const auto order = ordered(order_of({of_object("kia", "2027-05-01", "2027-05-02"),
                                       of_object("lada", "2027-05-01", "2027-05-02")}))
                         ->order;
  pay(order.bookings[0], 600'000);
  set_time(at("2027-05-01T08:00:00Z"));
  ASSERT_TRUE(run(operations.hand_over(
      as_operator(), {order.bookings[1].id, HandoverKind::pickup, {}, {}, "", {}, {}})));
  EXPECT_EQ(run(orders.cancel(as_operator(), {order.id, CancelReason::operator_, {}})).error().code,
            ProblemCode::illegal_transition);
  EXPECT_EQ(find(order.bookings[0].id).status, Status::paid);
  const auto other = ordered(order_of({of_object("kia", "2027-05-11", "2027-05-12"),
                                       of_object("lada", "2027-05-11", "2027-05-12")}))
                         ->order;
  const auto cancelled =
      run(orders.cancel(as_operator(), {other.id, CancelReason::customer, "нет"}));
  ASSERT_TRUE(cancelled);
  EXPECT_EQ(cancelled->total.amount_minor, 0);
  for (const auto& booking : cancelled->bookings) EXPECT_EQ(booking.status, Status::cancelled);
}

TEST_F(Ordering, shows_orders_newest_first_page_by_page) {
  std::vector<OrderId> made;
  for (const char* day : {"2027-05-01", "2027-05-03", "2027-05-05"}) {
    pass(1min);
    const auto end = format_date(add_days(*parse_date(day), 1));
    made.insert(made.begin(), ordered(order_of({of_object("kia", day, end.c_str())}))->order.id);
  }
  created("lada", "2027-05-01", "2027-05-02");
  for (const auto& customer : {std::optional<CustomerId>(), std::optional(anna)}) {
    OrderListRequest request{customer, true, 2, {}};
    std::vector<OrderId> seen;
    do {
      const auto page = run(orders.list(as_operator(), request));
      ASSERT_TRUE(page);
      for (const auto& order : page->items) seen.push_back(order.id);
      request.cursor = page->next_cursor;
    } while (request.cursor);
    EXPECT_EQ(seen, made);
  }
  EXPECT_EQ(run(orders.list(as_operator(), {{}, false, 10, {}}))->items.size(), 4U);
  EXPECT_EQ(run(orders.list(as_operator(), {boris, false, 10, {}}))->items.size(), 0U);
  EXPECT_EQ(run(orders.list(as_operator(), {{}, false, 10, "x"})).error().errors.at(0).pointer,
            "?cursor");
}

TEST_F(OfModel, the_unit_with_the_tightest_gap_is_taken) {
  add_model(3);
  created("atv-2", "2027-05-01", "2027-05-03");
  created("atv-2", "2027-05-05", "2027-05-07");
  created("atv-3", "2027-05-01", "2027-05-02");
  CreateRequest request;
  request.model_id = atv;
  request.customer_id = anna;
  request.start = when("2027-05-03");
  request.end = when("2027-05-05");
  std::vector<std::string> order;
  for (int i = 0; i < 3; ++i)
    order.push_back(create(as_operator(), request).value().booking.object.name.ru);
  EXPECT_EQ(order, (std::vector<std::string>{"atv-2", "atv-3", "atv-1"}));
  EXPECT_EQ(create(as_operator(), request).error().code, ProblemCode::dates_taken);
  request.model_id = ModelId::derive("nothing");
  EXPECT_EQ(create(as_operator(), request).error().code, ProblemCode::not_found);
}

TEST_F(OfModel, a_repeated_create_gives_the_same_unit) {
  add_model(2);
  CreateRequest request;
  request.model_id = atv;
  request.customer_id = anna;
  request.start = when("2027-05-03");
  request.end = when("2027-05-05");
  request.idempotency_key = "any-atv";
  const auto first = create(as_operator(), request);
  const auto again = create(as_operator(), request);
  ASSERT_TRUE(first && again);
  EXPECT_TRUE(again->replayed);
  EXPECT_EQ(again->booking.id, first->booking.id);
}

TEST_F(OfModel, an_order_says_how_many_are_free) {
  add_model(3);
  created("atv-1", "2027-05-01", "2027-05-03");
  const auto refused = ordered(order_of({of_model(3, "2027-05-02", "2027-05-04")}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ProblemCode::dates_taken);
  EXPECT_EQ(refused.error().detail, "2 of 3 units are free on these dates");
  EXPECT_EQ(ordered(order_of({of_model(2, "2027-05-02", "2027-05-04")}))->order.bookings.size(),
            2U);
}

Task<void> order_quietly(Orders& orders, CallContext context, CreateOrderRequest request,
                         std::map<ProblemCode, int>& refused, int& units) {
  const auto size = request.bookings.front().quantity.value();
  const auto made = co_await orders.create(context, std::move(request));
  if (!made) {
    ++refused[made.error().code];
  } else {
    EXPECT_EQ(static_cast<int>(made->order.bookings.size()), size);
    units += size;
  }
}

// 64 clients take 1 to 4 units each of a model of ten, while single bookings of its units go in
// between: never more than ten are out at once, no order is there by half, nobody deadlocks.
TEST_F(OfModel, ten_units_are_never_sold_eleven_times_to_64_at_once) {
  const auto seed = std::random_device()();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::minstd_rand random(seed);
  add_model(10);
  const auto deadlocks = [&] {
    return execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        .only()
        .get<std::int64_t>("deadlocks");
  };
  const auto before = deadlocks();
  std::map<ProblemCode, int> refused;
  int units = 0;
  Crowd crowd(loop);
  static const auto single = [](LocalService& service, CallContext context, CreateRequest request,
                                int& taken) -> Task<void> {
    if (co_await service.create(context, std::move(request))) ++taken;
  };
  for (int i = 0; i < 64; ++i) {
    const auto size = 1 + static_cast<int>(random() % 4);
    crowd.add(order_quietly(orders, as_operator(),
                            order_of({of_model(size, "2027-05-01", "2027-05-03")}), refused,
                            units));
    if (i % 8 == 0) {
      const auto unit = "atv-" + std::to_string(1 + random() % 10);
      crowd.add(
          single(service, as_operator(), request_for(unit, "2027-05-02", "2027-05-04"), units));
    }
  }
  run(crowd.wait(soon()));
  EXPECT_LE(units, 10);
  EXPECT_GE(units, 7);  // what is left is less than the smallest order that was refused
  for (const auto& [code, times] : refused)
    EXPECT_TRUE(code == ProblemCode::dates_taken || code == ProblemCode::unavailable)
        << problem_info(code).name;
  EXPECT_EQ(count("bookings"), units);
  EXPECT_EQ(deadlocks(), before);
}

class Holds : public OrderWorld {
 protected:
  Result<Created> hold(CustomerId customer, const char* object, const char* start,
                       const char* end) {
    auto request = request_for(object, start, end);
    request.customer_id = customer;
    return run(limited.create(as_customer(customer), std::move(request)));
  }
  ProblemCode refusal(CustomerId customer, const char* object, const char* start, const char* end) {
    const auto made = hold(customer, object, start, end);
    EXPECT_FALSE(made);
    return made ? ProblemCode::internal : made.error().code;
  }

  LocalService limited{pool, clock,  objects,
                       auth, wakeup, ServiceOptions{.hold = {.unpaid_max = 2}}};
};

TEST_F(Holds, of_a_customer_are_two_at_most_and_come_back_however_they_end) {
  const auto first = hold(anna, "kia", "2027-05-01", "2027-05-02");
  const auto second = hold(anna, "lada", "2027-05-01", "2027-05-02");
  ASSERT_TRUE(first && second);
  EXPECT_EQ(refusal(anna, "gazelle", "2027-05-01", "2027-05-02"), ProblemCode::too_many_holds);
  EXPECT_TRUE(hold(boris, "gazelle", "2027-05-01", "2027-05-02"));
  pay(first->booking, 300'000);
  ASSERT_TRUE(hold(anna, "gazelle", "2027-06-01", "2027-06-02"));
  EXPECT_EQ(refusal(anna, "kia", "2027-06-01", "2027-06-02"), ProblemCode::too_many_holds);
  ASSERT_TRUE(
      run(limited.cancel(as_customer(anna), {second->booking.id, CancelReason::customer, {}, {}})));
  ASSERT_TRUE(hold(anna, "kia", "2027-06-01", "2027-06-02"));
  pass(2h);
  run(expiry.expire_due());
  EXPECT_EQ(count("unpaid_holds"), 0);
  pass(1h);
  EXPECT_TRUE(hold(anna, "lada", "2027-06-01", "2027-06-02"));
}

TEST_F(Holds, are_one_for_an_object_and_do_not_bind_operators) {
  ASSERT_TRUE(hold(anna, "kia", "2027-05-01", "2027-05-02"));
  EXPECT_EQ(refusal(anna, "kia", "2027-06-01", "2027-06-02"), ProblemCode::too_many_holds);
  for (const char* day : {"2027-07-01", "2027-07-03", "2027-07-05"}) {
    const auto end = format_date(add_days(*parse_date(day), 1));
    EXPECT_TRUE(run(limited.create(as_operator(), request_for("kia", day, end.c_str()))));
  }
  EXPECT_EQ(count("unpaid_holds"), 1);
}

TEST_F(Holds, that_lose_their_dates_count_for_nothing) {
  created("kia", "2027-05-01", "2027-05-02");
  EXPECT_EQ(refusal(anna, "kia", "2027-05-01", "2027-05-02"), ProblemCode::dates_taken);
  EXPECT_EQ(count("unpaid_holds"), 0);
}

TEST_F(Holds, that_ran_out_make_the_object_wait_unless_the_customer_can_be_called) {
  ASSERT_TRUE(hold(anna, "kia", "2027-05-01", "2027-05-02"));
  pass(61min);
  run(expiry.expire_due());
  EXPECT_EQ(refusal(anna, "kia", "2027-05-01", "2027-05-02"), ProblemCode::too_many_holds);
  EXPECT_TRUE(hold(anna, "lada", "2027-05-01", "2027-05-02"));
  EXPECT_TRUE(hold(boris, "kia", "2027-06-01", "2027-06-02"));
  execute(
      "INSERT INTO identities (id, customer_id, kind, value, verified_at, created_at) "
      "VALUES ($1::uuid, $2::uuid, 'phone', '+79000000001', '2027-01-01Z', '2027-01-01Z')",
      pg::Params().add(IdentityId::make()).add(anna));
  EXPECT_TRUE(hold(anna, "kia", "2027-05-01", "2027-05-02"));
}

TEST_F(Holds, that_ran_out_are_forgiven_after_half_an_hour) {
  ASSERT_TRUE(hold(anna, "kia", "2027-05-01", "2027-05-02"));
  pass(61min);
  run(expiry.expire_due());
  pass(28min);
  EXPECT_EQ(refusal(anna, "kia", "2027-05-01", "2027-05-02"), ProblemCode::too_many_holds);
  pass(2min);
  EXPECT_TRUE(hold(anna, "kia", "2027-05-01", "2027-05-02"));
}

Task<void> hold_quietly(LocalService& service, CallContext context, CreateRequest request,
                        std::map<std::string, int>& outcomes) {
  const auto made = co_await service.create(context, std::move(request));
  ++outcomes[made ? "created" : std::string(problem_info(made.error().code).name)];
}

TEST_F(Holds, taken_by_one_customer_on_many_objects_at_once_stay_two) {
  add_model(10);
  std::map<std::string, int> outcomes;
  Crowd crowd(loop);
  for (int i = 0; i < 40; ++i) {
    crowd.add(hold_quietly(
        limited, as_customer(anna),
        request_for("atv-" + std::to_string(1 + i % 10), "2027-05-01", "2027-05-02"), outcomes));
  }
  run(crowd.wait(soon()));
  EXPECT_EQ(outcomes["created"], 2);
  EXPECT_EQ(outcomes["created"] + outcomes["too-many-holds"] + outcomes["dates-taken"], 40);
  EXPECT_EQ(count("unpaid_holds"), 2);
}

}  // namespace
}  // namespace prokat::booking
