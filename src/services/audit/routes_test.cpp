// GET /api/v1/audit: what it answers and which index it rides on.
#include "services/audit/routes.hpp"

#include "services/audit/listing.hpp"
#include "services/audit/test_world.hpp"
#include "services/audit/texts.hpp"
#include "texts/table_check.hpp"

namespace prokat::audit {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(AuditTexts, have_no_faults) {
  EXPECT_THAT(texts::find_faults(texts_table::entries), IsEmpty());
}

class Listing : public World {
 protected:
  void SetUp() override {
    World::SetUp();
    add_routes(router, pool);
    execute(
        "INSERT INTO things (id, name, changed_by, changed_via, request_id) VALUES "
        "('01900000-0000-7000-8000-000000000001', 'Лада', 'user:1', 'panel', 'r1'), "
        "('01900000-0000-7000-8000-000000000002', 'Киа', 'customer:2', 'telegram', 'r2')");
    execute("INSERT INTO coded (code, place, name) VALUES ('car', 'moscow', 'Авто')");
    execute(
        "UPDATE things SET name = 'Гранта', version = 2, request_id = 'r3' WHERE name = 'Лада'");
  }

  Result<http::Reply> get(const std::string& query) {
    http::Request request{.context = CallContext::system("test", 60s)};
    request.method = http::Method::get;
    request.path = "/api/v1/audit";
    for (std::size_t at = 0; at < query.size();) {
      const auto end = std::min(query.find('&', at), query.size());
      const auto equals = query.find('=', at);
      request.query.emplace_back(query.substr(at, equals - at),
                                 query.substr(equals + 1, end - equals - 1));
      at = end + 1;
    }
    return run(router.match(request.method, request.path).route->handler(request));
  }

  AuditPage page(const std::string& query) {
    const auto reply = get(query);
    EXPECT_TRUE(reply) << query;
    return json::parse<AuditPage>(reply.value().body).value();
  }

  // "table action actor" of each, newest first.
  std::vector<std::string> list(const std::string& query) {
    std::vector<std::string> found;
    for (const auto& entry : page(query).items)
      found.push_back(entry.table + " " + entry.action + " " + entry.actor);
    return found;
  }

  http::Router router;
};

const std::string update = "things update user:1";
const std::string lada = "things insert user:1";
const std::string kia = "things insert customer:2";

TEST_F(Listing, is_newest_first_and_says_who_when_from_where_and_what) {
  const auto items = page("").items;
  ASSERT_EQ(items.size(), 4U);
  const auto& last = items[0];
  EXPECT_EQ(last.table, "things");
  EXPECT_EQ(last.row_id, "01900000-0000-7000-8000-000000000001");
  EXPECT_EQ(last.actor, "user:1");
  EXPECT_EQ(last.channel, "panel");
  EXPECT_EQ(last.request_id, "r3");
  EXPECT_EQ(last.before->text, R"({"name":"Лада","version":1,"request_id":"r1"})");
  EXPECT_EQ(last.after->text, R"({"name":"Гранта","version":2,"request_id":"r3"})");
  EXPECT_FALSE(last.sealed);
  EXPECT_EQ(items[1].row_id, "car/moscow");
  EXPECT_FALSE(items[1].before);
}

TEST_F(Listing, tells_what_is_sealed) {
  seal_all();
  execute("UPDATE coded SET name = 'Машины'");
  const auto items = page("").items;
  ASSERT_EQ(items.size(), 5U);
  EXPECT_FALSE(items[0].sealed);
  EXPECT_TRUE(items[1].sealed);
  EXPECT_EQ(items[1].seal_no, 4);
}

TEST_F(Listing, is_filtered_by_everything_it_says) {
  const auto coded = list("table=coded");
  ASSERT_EQ(coded.size(), 1U);
  EXPECT_EQ(coded[0].rfind("coded insert database:", 0), 0U);
  EXPECT_EQ(list("row_id=car/moscow"), coded);
  EXPECT_THAT(list("row_id=01900000-0000-7000-8000-000000000001"), ElementsAre(update, lada));
  EXPECT_THAT(list("row_id=01900000-0000-7000-8000-00000000000A"), IsEmpty());
  EXPECT_THAT(list("actor=user:1"), ElementsAre(update, lada));
  EXPECT_THAT(list("actor=customer:2"), ElementsAre(kia));
  EXPECT_THAT(list("channel=telegram"), ElementsAre(kia));
  EXPECT_THAT(list("action=update"), ElementsAre(update));
  EXPECT_THAT(list("table=things&actor=user:1&action=insert"), ElementsAre(lada));
  EXPECT_THAT(list("table=bookings"), IsEmpty());
  EXPECT_THAT(list("to=2026-01-01T00:00:00Z"), IsEmpty());
  EXPECT_EQ(list("from=2026-01-01T00:00:00Z").size(), 4U);
}

TEST_F(Listing, goes_on_where_a_page_ended_whatever_came_in_between) {
  const auto first = page("limit=2");
  ASSERT_EQ(first.items.size(), 2U);
  ASSERT_TRUE(first.next_cursor);
  execute("UPDATE coded SET name = 'Машины'");
  const auto second = page("limit=2&cursor=" + *first.next_cursor);
  ASSERT_EQ(second.items.size(), 2U);
  EXPECT_LT(second.items[0].id, first.items[1].id);
  EXPECT_FALSE(second.next_cursor);
}

TEST_F(Listing, refuses_a_faulty_query_by_name) {
  for (const auto& [query, pointer] :
       {std::pair("action=drop", "?action"), std::pair("limit=0", "?limit"),
        std::pair("cursor=abc", "?cursor"), std::pair("from=yesterday", "?from"),
        std::pair("who=me", "?who"),
        std::pair("from=2027-01-02T00:00:00Z&to=2027-01-01T00:00:00Z", "?to")}) {
    const auto reply = get(query);
    ASSERT_FALSE(reply) << query;
    EXPECT_EQ(reply.error().code, ProblemCode::validation_failed);
    EXPECT_EQ(reply.error().errors.at(0).pointer, pointer);
  }
}

TEST_F(Listing, is_for_operators) { EXPECT_EQ(router.routes().front()->access, Role::operator_); }

}  // namespace
}  // namespace prokat::audit
