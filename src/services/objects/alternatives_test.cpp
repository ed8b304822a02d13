#include <gmock/gmock.h>

#include "services/objects/nearest_dates.hpp"
#include "services/objects/test_catalogue.hpp"

namespace prokat::objects {
namespace {

class AlternativesOf : public Catalogue {
 protected:
  void SetUp() override {
    Catalogue::SetUp();
    execute(
        "INSERT INTO object_models (id, type, name_ru, created_at) VALUES ($1, 'car', 'Rio', "
        "'2027-01-01Z')",
        pg::Params().add(ModelId::derive("rio")));
  }

  std::vector<Alternative> find(ObjectId id, const char* start, const char* end,
                                Role role = Role::customer) {
    const CallContext who = context(role);
    auto found = run(service.alternatives(who, {id, when(start), when(end)}));
    EXPECT_TRUE(found);
    return found ? found->items : std::vector<Alternative>{};
  }

  // "kind start" of each.
  static std::vector<std::string> words(const std::vector<Alternative>& items) {
    std::vector<std::string> out;
    for (const Alternative& item : items) {
      constexpr const char* kinds[] = {"other_dates ", "same_model ", "same_type "};
      out.push_back(kinds[static_cast<int>(item.kind)] + format_date(item.start_date));
    }
    return out;
  }
};

using Words = std::vector<std::string>;

TEST_F(AlternativesOf, other_dates_then_the_model_then_the_type_each_free_and_priced) {
  const auto taken = add({.price_minor = 1, .model_id = ModelId::derive("rio")});
  const auto twin = add({.price_minor = 9, .model_id = ModelId::derive("rio")});
  const auto busy = add({.price_minor = 2, .model_id = ModelId::derive("rio")});
  const auto other = add({.price_minor = 3});
  add({.location = "irkutsk", .price_minor = 1});
  add({.type = "cottage", .price_minor = 1});
  for (const ObjectId& id : {taken, busy})
    ASSERT_TRUE(book(id, "2027-05-01T07:00:00Z", "2027-05-04T07:00:00Z"));
  const auto found = find(taken, "2027-05-02", "2027-05-04");
  ASSERT_EQ(words(found),
            (Words{"other_dates 2027-05-04", "same_model 2027-05-02", "same_type 2027-05-02"}));
  EXPECT_EQ(found[0].object_id, taken);
  EXPECT_EQ(found[1].object_id, twin);
  EXPECT_EQ(found[2].object_id, other);
  EXPECT_EQ(found[0].total.amount_minor, 600'000);
  EXPECT_EQ(found[0].start, "2027-05-04T10:00:00+03:00");
}

TEST_F(AlternativesOf, the_nearest_dates_on_both_sides_when_there_is_nothing_else) {
  const auto only = add({});
  ASSERT_TRUE(book(only, "2027-05-03T07:00:00Z", "2027-05-05T07:00:00Z"));
  EXPECT_EQ(words(find(only, "2027-05-03", "2027-05-05")),
            (Words{"other_dates 2027-05-05", "other_dates 2027-05-01", "other_dates 2027-05-06"}));
}

TEST_F(AlternativesOf, hours_move_by_the_grid_within_opening_hours) {
  const auto boat = add({.type = "boat"});
  execute(
      "UPDATE locations SET hours = '{\"weekly\": [{\"weekday\": 6, \"open\": [{"
      "\"from_minutes\": 600, \"until_minutes\": 1200}]}]}' WHERE id = $1",
      pg::Params().add(LocationId::derive("kazan")));
  ASSERT_TRUE(book(boat, "2027-05-01T08:00:00Z", "2027-05-01T11:00:00Z"));
  const auto found = find(boat, "2027-05-01T11:00:00+03:00", "2027-05-01T13:00:00+03:00");
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].start, "2027-05-01T14:00:00+03:00");
  EXPECT_EQ(found[1].start, "2027-05-01T15:00:00+03:00") << "not 9:00, before it opens";
}

TEST_F(AlternativesOf, an_unknown_object_has_none_and_a_stopped_one_no_dates_of_its_own) {
  EXPECT_TRUE(find(ObjectId::make(), "2027-05-01", "2027-05-02").empty());
  const auto stopped = add({});
  add({});
  execute("UPDATE objects SET status = 'stopped' WHERE id = $1", pg::Params().add(stopped));
  EXPECT_EQ(words(find(stopped, "2027-05-01", "2027-05-02")), (Words{"same_type 2027-05-01"}));
}

}  // namespace
}  // namespace prokat::objects
