// Parameters and values through a real server and back, and the refusals of rows.hpp.
#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "pg/database.hpp"
#include "pg/testing/database.hpp"
#include "pg/text_format.hpp"
#include "runtime/loop.hpp"

namespace prokat::pg {
namespace {

using namespace std::chrono_literals;

constexpr Statement round_trip{
    "test.round_trip",
    "SELECT $1::text AS text, $2::bigint AS number, $3::boolean AS flag, $4::timestamptz AS at, "
    "$5::date AS day, $6::char(3) AS currency, $7::uuid AS id, $8::bytea AS bytes, "
    "$9::text[] AS texts, $10::bigint[] AS numbers, $11::text AS nothing, $12::uuid[]::text AS "
    "ids, "
    "$13::bytea[] AS parts, ($13::bytea[])[2] AS second_part, ($14::timestamptz[])[2] AS later"};

class Values : public ::testing::Test {
 protected:
  Rows run(Params params) {
    return loop.run_until_done(pool.statement(round_trip, std::move(params), Deadline::in(5s)));
  }
  runtime::Loop loop{"test"};
  Pool pool{loop.executor(), {.url = testing::database_url(), .connections = 1}};
};

const auto instant = *parse_instant("2027-05-01T09:00:00.000250Z");
const LocalDate day = *parse_date("2028-02-29");
const ObjectId id = ObjectId::make();
const std::vector<std::string> awkward{"plain", "", "NULL", "a,b", "{c}", "d\"e", "f\\g", " h "};
const std::vector<std::uint8_t> bytes{0, 1, 127, 128, 255};

Params everything() {
  return Params()
      .add("привет, \"мир\"")
      .add(std::numeric_limits<std::int64_t>::min())
      .add(true)
      .add(instant)
      .add(day)
      .add(*Currency::parse("EUR"))
      .add(id)
      .add_bytes(bytes)
      .add_array(awkward)
      .add_array(std::vector<std::int64_t>{1, -2})
      .add(std::optional<std::string>{})
      .add_array(std::vector<ObjectId>{id})
      .add_array(std::vector<std::vector<std::uint8_t>>{{}, bytes})
      .add_array(std::vector<Instant>{instant, instant + 1us});
}

struct Part {
  std::string text;
  std::optional<std::int64_t> number;
  std::optional<std::array<std::uint8_t, 2>> bytes;
};

constexpr Statement parts_back{"test.parts_back",
                               "SELECT u.text, u.number, u.bytes, u.id::text AS id, u.at FROM "
                               "unnest($1::text[], $2::bigint[], "
                               "$3::bytea[], $4::uuid[], $5::timestamptz[]) WITH ORDINALITY AS u "
                               "(text, number, bytes, id, at, "
                               "n) ORDER BY u.n"};

TEST_F(Values, of_each_element_come_back_as_arrays_with_nulls) {
  std::vector<Part> parts{{"NULL", std::nullopt, std::nullopt}, {"a,\"b\\", -5, {{0, 255}}}};
  Params params;
  params.add_array_of(parts, &Part::text).add_array_of(parts, &Part::number);
  params.add_array_of(parts, &Part::bytes).add_array_of(parts, [](const Part&) { return id; });
  params.add_array_of(parts, [](const Part&) { return instant; });
  const Rows rows = loop.run_until_done(pool.statement(parts_back, params, Deadline::in(5s)));
  ASSERT_EQ(rows.size(), parts.size());
  for (std::size_t i = 0; i < parts.size(); ++i) {
    EXPECT_EQ(rows[i].get<std::string>("text"), parts[i].text);
    EXPECT_EQ(rows[i].get<std::optional<std::int64_t>>("number"), parts[i].number);
    EXPECT_EQ(rows[i].get<std::string>("id"), id.to_string());
    EXPECT_EQ(rows[i].get<Instant>("at"), instant);
  }
  EXPECT_TRUE(rows[0].is_null("bytes"));
  EXPECT_EQ(rows[1].get<std::vector<std::uint8_t>>("bytes"), (std::vector<std::uint8_t>{0, 255}));
}

TEST_F(Values, of_no_element_are_an_empty_array) {
  Params params;
  const std::vector<Part> none;
  params.add_array_of(none, &Part::text);
  EXPECT_STREQ(params.value(0), "{}");
}

TEST_F(Values, come_back_from_the_server_as_they_went) {
  const Rows rows = run(everything());
  const Row row = rows.only();
  EXPECT_EQ(row.get<std::string>("text"), "привет, \"мир\"");
  EXPECT_EQ(row.get<std::int64_t>("number"), std::numeric_limits<std::int64_t>::min());
  EXPECT_TRUE(row.get<bool>("flag"));
  EXPECT_EQ(row.get<Instant>("at"), instant);
  EXPECT_EQ(row.get<LocalDate>("day"), day);
  EXPECT_EQ(row.get<Currency>("currency"), *Currency::parse("EUR"));
  EXPECT_EQ(row.get<ObjectId>("id"), id);
  EXPECT_EQ(row.get<std::vector<std::uint8_t>>("bytes"), bytes);
  EXPECT_EQ(row.get<std::vector<std::string>>("texts"), awkward);
  EXPECT_EQ(row.get<std::vector<std::int64_t>>("numbers"), (std::vector<std::int64_t>{1, -2}));
  EXPECT_EQ(row.get<std::optional<int>>("nothing"), std::nullopt);
  EXPECT_EQ(row.text("ids"), "{" + id.to_string() + "}");
  EXPECT_EQ(row.get<std::vector<std::uint8_t>>("second_part"), bytes);
  EXPECT_EQ(row.get<Instant>("later"), instant + 1us);
}

TEST_F(Values, asked_for_in_a_wrong_way_are_a_defect_that_names_statement_and_column) {
  const Rows rows = run(everything());
  const auto message_of = [&rows](auto read) {
    try {
      read(rows.only());
    } catch (const std::logic_error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_EQ(message_of([](Row row) { row.get<int>("elsewhere"); }),
            "test.round_trip: column elsewhere: the statement answers no such column");
  EXPECT_EQ(message_of([](Row row) { row.get<int>("nothing"); }),
            "test.round_trip: column nothing: unexpected NULL");
  EXPECT_EQ(message_of([](Row row) { row.get<int>("number"); }),
            "test.round_trip: column number: the value has another form than asked for");
  EXPECT_EQ(message_of([](Row row) { row.get<Instant>("day"); }),
            "test.round_trip: column day: the value has another form than asked for");
}

TEST(Params, a_text_with_a_nul_is_refused_as_the_server_would) {
  try {
    Params().add(std::string_view("a\0b", 3));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.sqlstate(), "22021");
  }
}

TEST(TextFormat, timestamps_of_another_form_are_refused) {
  for (const char* text :
       {"", "2027-05-01", "infinity", "2027-05-01 09:00:00+03", "2027-13-01 09:00:00+00",
        "2027-05-01T09:00:00+00", "2027-05-01 09:00:00.+00", "20270-05-01 09:00:00+00"}) {
    EXPECT_EQ(text_format::parse_timestamp(text), std::nullopt) << text;
  }
  EXPECT_EQ(text_format::parse_timestamp("2027-05-01 09:00:00.5+00"),
            *parse_instant("2027-05-01T09:00:00.5Z"));
}

TEST(TextFormat, arrays_of_another_form_are_refused) {
  for (const char* text : {"", "{", "a,b", "{a,}", "{NULL}", "{{1,2}}", "{\"a}", "{\"a\"b}"}) {
    EXPECT_EQ(text_format::parse_array(text), std::nullopt) << text;
  }
  EXPECT_EQ(text_format::parse_array("{}"), std::vector<std::string>());
}

}  // namespace
}  // namespace prokat::pg
