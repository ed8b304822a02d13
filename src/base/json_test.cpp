#include "base/json.hpp"

#include <gmock/gmock.h>

#include <limits>

namespace prokat::json {
namespace {

enum class Fuel { petrol, diesel_, electric };
BOOST_DESCRIBE_ENUM(Fuel, petrol, diesel_, electric)

struct Seat {
  int row = 0;
  std::optional<std::string> note;
};
BOOST_DESCRIBE_STRUCT(Seat, (), (row, note))

struct Everything {
  bool flag = false;
  std::int8_t tiny = 0;
  std::uint16_t port = 0;
  std::int64_t big = 0;
  std::string text;
  std::optional<int> maybe;
  std::vector<Seat> seats;
  std::map<std::string, int> counts;
  ObjectId object_id;
  Instant at{};
  LocalDate day{};
  DateOrInstant start;
  Currency currency;
  Money price;
  LocalizedText name;
  Language language = Language::ru;
  Fuel fuel = Fuel::petrol;
  Raw extra;
};
BOOST_DESCRIBE_STRUCT(Everything, (),
                      (flag, tiny, port, big, text, maybe, seats, counts, object_id, at, day, start,
                       currency, price, name, language, fuel, extra))

struct Order {
  int quantity = 0;
  std::string operator_;
};
BOOST_DESCRIBE_STRUCT(Order, (), (quantity, operator_))

void check(const Order& order, Issues& issues) {
  if (order.quantity < 1) issues.add("quantity", "out-of-range", "must be at least 1");
}

struct Cart {
  std::vector<Order> orders;
};
BOOST_DESCRIBE_STRUCT(Cart, (), (orders))

struct Nothing {};
BOOST_DESCRIBE_STRUCT(Nothing, (), ())

constexpr std::string_view everything =
    R"({"flag":true,"tiny":-128,"port":65535,"big":-9223372036854775808,"text":"Катер \"Нева\"\n",)"
    R"("maybe":5,"seats":[{"row":1},{"row":2,"note":"у окна"}],"counts":{"a":1,"b":2},)"
    R"("object_id":"0190163d-8694-739b-aea5-966c26f8ad91","at":"2027-05-01T09:00:00Z",)"
    R"("day":"2027-05-01","start":"2027-05-02","currency":"USD",)"
    R"("price":{"amount_minor":150000,"currency":"RUB"},"name":{"ru":"Катер","en":"Boat"},)"
    R"("language":"en","fuel":"diesel","extra":{"seats":5,"volume":2.5,"tags":["a",null,true]}})";

// The faults of a failed parse as "pointer code".
template <class T>
std::vector<std::string> faults_of(std::string_view text, ParseOptions options = {}) {
  const auto parsed = parse<T>(text, options);
  if (parsed) return {"no fault"};
  std::vector<std::string> faults;
  for (const FieldError& error : parsed.error().errors) {
    EXPECT_FALSE(error.detail.empty()) << error.pointer;
    faults.push_back(error.pointer + " " + error.code);
  }
  if (parsed.error().code == ProblemCode::bad_json) faults.emplace_back("bad-json");
  return faults;
}

// `everything` with one member's value replaced.
std::string with(std::string_view member, std::string_view value) {
  std::string text(everything);
  const auto replace = [&](std::string_view from, std::string_view to) {
    const auto at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
  };
  const std::string key = "\"" + std::string(member) + "\":";
  const auto begin = text.find(key) + key.size();
  const auto value_text = [&]() -> std::string {
    const auto parsed = parse<std::map<std::string, Raw>>(text);
    return parsed->at(std::string(member)).text;
  }();
  EXPECT_EQ(text.substr(begin, value_text.size()), value_text);
  replace(key + value_text, key + std::string(value));
  return text;
}

TEST(JsonRead, every_type_goes_there_and_back) {
  const auto parsed = parse<Everything>(everything);
  ASSERT_TRUE(parsed) << parsed.error().detail << parsed.error().errors.front().pointer;
  EXPECT_EQ(parsed->tiny, -128);
  EXPECT_EQ(parsed->port, 65535);
  EXPECT_EQ(parsed->big, std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(parsed->text, "Катер \"Нева\"\n");
  EXPECT_EQ(parsed->maybe, 5);
  EXPECT_EQ(parsed->seats.at(1).note, "у окна");
  EXPECT_EQ(parsed->counts.at("b"), 2);
  EXPECT_TRUE(std::holds_alternative<LocalDate>(parsed->start));
  EXPECT_EQ(parsed->currency.code(), "USD");
  EXPECT_EQ(parsed->price, (Money{150'000, Currency()}));
  EXPECT_EQ(parsed->name.en, "Boat");
  EXPECT_EQ(parsed->language, Language::en);
  EXPECT_EQ(parsed->fuel, Fuel::diesel_);
  EXPECT_EQ(parsed->extra.text, R"({"seats":5,"volume":2.5,"tags":["a",null,true]})");
  EXPECT_EQ(write(*parsed), everything);
}

TEST(JsonRead, one_wrong_value_gives_one_fault_with_its_pointer) {
  struct Row {
    const char* member;
    const char* value;
    const char* fault;
  };
  const Row table[] = {
      {"flag", "1", "/flag wrong-type"},
      {"flag", "\"true\"", "/flag wrong-type"},
      {"flag", "null", "/flag wrong-type"},
      {"tiny", "128", "/tiny out-of-range"},
      {"tiny", "-129", "/tiny out-of-range"},
      {"tiny", "1.0", "/tiny wrong-type"},
      {"tiny", "1.5", "/tiny wrong-type"},
      {"tiny", "1e2", "/tiny wrong-type"},
      {"tiny", "\"1\"", "/tiny wrong-type"},
      {"port", "-1", "/port out-of-range"},
      {"port", "65536", "/port out-of-range"},
      {"port", "[]", "/port wrong-type"},
      {"big", "9223372036854775808", "/big out-of-range"},
      {"big", "18446744073709551616", "/big out-of-range"},
      {"big", "-9223372036854775809", "/big out-of-range"},
      {"big", "1e300", "/big out-of-range"},
      {"text", "5", "/text wrong-type"},
      {"text", "null", "/text wrong-type"},
      {"text", "\"a\\u0000b\"", "/text bad-value"},
      {"maybe", "\"5\"", "/maybe wrong-type"},
      {"maybe", "99999999999", "/maybe out-of-range"},
      {"seats", "{}", "/seats wrong-type"},
      {"seats", "[{\"row\":1},{}]", "/seats/1/row required"},
      {"seats", "[{\"row\":1},2]", "/seats/1 wrong-type"},
      {"seats", "[{\"row\":1,\"note\":7}]", "/seats/0/note wrong-type"},
      {"seats", "[{\"row\":1,\"color\":7}]", "/seats/0/color unknown-field"},
      {"counts", "[]", "/counts wrong-type"},
      {"counts", "{\"a/b~c\":\"x\"}", "/counts/a~1b~0c wrong-type"},
      {"object_id", "\"42\"", "/object_id bad-uuid"},
      {"object_id", "42", "/object_id wrong-type"},
      {"at", "\"2027-05-01\"", "/at bad-date"},
      {"at", "\"2027-02-30T10:00:00Z\"", "/at bad-date"},
      {"at", "1714564800", "/at wrong-type"},
      {"day", "\"2027-02-29\"", "/day bad-date"},
      {"day", "\"01.05.2027\"", "/day bad-date"},
      {"start", "\"soon\"", "/start bad-date"},
      {"start", "\"2027-05-01T10:00:00\"", "/start bad-date"},
      {"start", "{}", "/start wrong-type"},
      {"currency", "\"rub\"", "/currency bad-value"},
      {"currency", "643", "/currency wrong-type"},
      {"price", "150000", "/price wrong-type"},
      {"price", "{\"amount_minor\":1}", "/price/currency required"},
      {"price", "{\"amount_minor\":1.5,\"currency\":\"RUB\"}", "/price/amount_minor wrong-type"},
      {"price", "{\"amount_minor\":1,\"currency\":\"???\"}", "/price/currency bad-value"},
      {"price", "{\"amount_minor\":1,\"currency\":\"RUB\",\"x\":1}", "/price/x unknown-field"},
      {"name", "\"Катер\"", "/name wrong-type"},
      {"name", "{\"en\":\"Boat\"}", "/name/ru required"},
      {"name", "{\"ru\":\"Катер\",\"de\":\"Boot\"}", "/name/de unknown-field"},
      {"language", "\"de\"", "/language bad-value"},
      {"language", "true", "/language wrong-type"},
      {"fuel", "\"diesel_\"", "/fuel bad-value"},
      {"fuel", "\"Petrol\"", "/fuel bad-value"},
      {"fuel", "0", "/fuel wrong-type"},
  };
  for (const Row& row : table) {
    EXPECT_THAT(faults_of<Everything>(with(row.member, row.value)), testing::ElementsAre(row.fault))
        << row.member << " = " << row.value;
  }
}

TEST(JsonRead, all_faults_are_reported_at_once_in_declaration_order) {
  EXPECT_THAT(faults_of<Seat>(R"({"colour":1,"note":5,"row":"x"})"),
              testing::ElementsAre("/row wrong-type", "/note wrong-type", "/colour unknown-field"));
  EXPECT_THAT(faults_of<Order>("{}"),
              testing::ElementsAre("/quantity required", "/operator required"));
  EXPECT_EQ(faults_of<Everything>("{}").size(), 17U) << "all but the optional one";
}

TEST(JsonRead, texts_that_are_no_json_are_refused_as_a_whole) {
  const std::string deep = std::string(40, '[') + std::string(40, ']');
  for (const std::string& text :
       std::initializer_list<std::string>{"",
                                          " ",
                                          "{",
                                          "}",
                                          "nul",
                                          "{\"row\":1",
                                          "{\"row\":}",
                                          "{row:1}",
                                          "{'row':1}",
                                          "{\"row\":1,}",
                                          "[1,]",
                                          "{\"row\":01}",
                                          "{\"row\":+1}",
                                          "{\"row\":.5}",
                                          "{\"row\":1}x",
                                          "{\"row\":1} {}",
                                          "{\"row\":NaN}",
                                          "// hi\n{\"row\":1}",
                                          "{\"row\":1 /* one */}",
                                          "{\"row\":1,\"row\":2}",
                                          "{\"row\":1,\"note\":\"a\",\"note\":\"a\"}",
                                          "{\"x\":{\"y\":1,\"y\":1},\"row\":1}",
                                          "{\"x\":{\"y\":1,\"y\":1},\"x\":1,\"row\":1}",
                                          "{\"row\":1,\"note\":\"\xC3\x28\"}",
                                          "{\"row\":1,\"note\":\"\xED\xA0\x80\"}",
                                          "{\"row\":1,\"note\":\"\xFF\"}",
                                          "{\"row\":1,\"note\":\"\\ud800\"}",
                                          "{\"row\":1,\"note\":\"\\x41\"}",
                                          "{\"row\":1,\"note\":\"a\nb\"}",
                                          "\xEF\xBB\xBF{\"row\":1}",
                                          deep,
                                          std::string("{\"row\":1}\0", 10)}) {
    EXPECT_THAT(faults_of<Seat>(text), testing::ElementsAre("bad-json")) << text;
  }
}

TEST(JsonRead, depth_is_counted_and_may_be_set) {
  const auto nested = [](int depth) {
    return std::string(static_cast<std::size_t>(depth), '[') +
           std::string(static_cast<std::size_t>(depth), ']');
  };
  EXPECT_TRUE(parse<Raw>(nested(32)));
  EXPECT_THAT(faults_of<Raw>(nested(33)), testing::ElementsAre("bad-json"));
  EXPECT_TRUE(parse<Raw>(nested(60), {.depth_max = 64}));
}

TEST(JsonRead, another_root_than_an_object_is_a_wrong_type_of_the_whole_document) {
  for (const char* text : {"[]", "1", "\"x\"", "null", "true"}) {
    EXPECT_THAT(faults_of<Seat>(text), testing::ElementsAre(" wrong-type")) << text;
  }
  EXPECT_EQ(parse<std::vector<int>>("[1,2]").value(), (std::vector<int>{1, 2}));
}

TEST(JsonRead, unknown_fields_of_others_may_be_ignored) {
  const ParseOptions lenient{.unknown_fields = UnknownFields::ignore};
  EXPECT_EQ(parse<Seat>(R"({"row":3,"later":{"a":[1]}})", lenient)->row, 3);
  EXPECT_THAT(faults_of<Seat>(R"({"row":3,"later":1})"),
              testing::ElementsAre("/later unknown-field"));
  EXPECT_TRUE(parse<Nothing>("{}"));
  EXPECT_THAT(faults_of<Nothing>(R"({"a":1})"), testing::ElementsAre("/a unknown-field"));
}

TEST(JsonRead, null_and_absence_are_the_same_for_an_optional_field) {
  EXPECT_FALSE(parse<Seat>(R"({"row":1})")->note);
  EXPECT_FALSE(parse<Seat>(R"({"row":1,"note":null})")->note);
  EXPECT_EQ(parse<Seat>(R"({"row":1,"note":""})")->note, "");
}

TEST(JsonRead, own_rules_of_a_type_are_checked_once_it_is_well_formed) {
  EXPECT_THAT(faults_of<Cart>(R"({"orders":[{"quantity":1,"operator":"a"},)"
                              R"({"quantity":0,"operator":"b"}]})"),
              testing::ElementsAre("/orders/1/quantity out-of-range"));
  EXPECT_THAT(faults_of<Order>(R"({"quantity":0,"operator":5})"),
              testing::ElementsAre("/operator wrong-type"));
}

TEST(JsonRead, a_flood_of_faults_is_cut) {
  std::string text = "{\"row\":1";
  for (int i = 0; i < 1000; ++i) text += ",\"f" + std::to_string(i) + "\":1";
  EXPECT_EQ(faults_of<Seat>(text + "}").size(), 50U);
}

TEST(JsonRead, escapes_and_keys_of_any_kind_are_understood) {
  EXPECT_EQ(parse<Seat>(R"({"\u0072ow":7,"note":"\u041a\ud83d\ude97\t\/"})")->note, "К🚗\t/");
  EXPECT_THAT(faults_of<Seat>(R"({"row":1,"r\u006fw":2})"), testing::ElementsAre("bad-json"))
      << "the same key in two spellings";
}

TEST(JsonWrite, strings_are_always_valid_json) {
  struct Row {
    std::string text;
    const char* json;
  };
  const Row table[] = {
      {"", R"("")"},
      {"a\"b\\c/", R"("a\"b\\c/")"},
      {"\n\r\t\b\x1f", R"("\n\r\t\u0008\u001f")"},
      {std::string("a\0b", 3), R"("a\u0000b")"},
      {"Катер ₽ 🚗 é", "\"Катер ₽ 🚗 é\""},
      {"\xFF ok", "\"\uFFFD ok\""},
      {"cut \xD0", "\"cut \uFFFD\""},
      {"\xED\xA0\x80", "\"\uFFFD\uFFFD\uFFFD\""},
      {"\xC0\xAF", "\"\uFFFD\uFFFD\""},
      {"\xF4\x90\x80\x80", "\"\uFFFD\uFFFD\uFFFD\uFFFD\""},
      {"\x7f", "\"\x7f\""},
  };
  for (const Row& row : table) {
    std::string out;
    write_string(out, row.text);
    EXPECT_EQ(out, row.json);
    EXPECT_TRUE(parse<Raw>(out)) << out;
  }
}

TEST(JsonWrite, unset_optionals_are_left_out_of_objects_and_null_elsewhere) {
  EXPECT_EQ(write(Seat{1, std::nullopt}), R"({"row":1})");
  EXPECT_EQ(write(std::vector<std::optional<int>>{1, std::nullopt}), "[1,null]");
  EXPECT_EQ(write(Nothing{}), "{}");
  EXPECT_EQ(write(std::map<std::string, int>{}), "{}");
  EXPECT_EQ(write(std::vector<int>{}), "[]");
  EXPECT_EQ(write(Raw{}), "null");
  EXPECT_EQ(write(std::vector<bool>{true, false}), "[true,false]");
}

TEST(JsonWrite, numbers_are_exact) {
  EXPECT_EQ(write(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(write(0.1), "0.1");
  EXPECT_EQ(write(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(parse<double>("2.5").value(), 2.5);
  EXPECT_EQ(parse<double>("2").value(), 2.0);
}

TEST(EnumNames, drop_the_underscore_that_dodges_keywords) {
  EXPECT_EQ(enum_name(Fuel::diesel_), "diesel");
  EXPECT_EQ(parse_enum<Fuel>("electric"), Fuel::electric);
  EXPECT_FALSE(parse_enum<Fuel>("steam"));
}

}  // namespace
}  // namespace prokat::json
