#include "texts/catalog.hpp"

#include <gmock/gmock.h>

#include "texts/table_check.hpp"

namespace prokat::texts {
namespace {

constexpr Entry entries[] = {
    {"plain", "Назад", "Back"},
    {"nights", "{n, plural, one{# ночь} few{# ночи} many{# ночей} other{# ночи}}",
     "{n, plural, one{# night} other{# nights}}"},
    {"greeting", "Здравствуйте, {name}!", "Hello, {name}!"},
    {"quoted", "Бронь '{'не оплачена'}'", "Don't pay twice, {name}"},
};

TEST(Catalog, plain_text_is_given_as_it_is) {
  const Catalog catalog(entries);
  EXPECT_EQ(catalog.format("plain", Language::ru), "Назад");
  EXPECT_EQ(catalog.format("plain", Language::en), "Back");
}

TEST(Catalog, russian_has_its_three_plural_forms) {
  const Catalog catalog(entries);
  const std::pair<int, const char*> table[] = {{0, "0 ночей"},
                                               {1, "1 ночь"},
                                               {2, "2 ночи"},
                                               {4, "4 ночи"},
                                               {5, "5 ночей"},
                                               {11, "11 ночей"},
                                               {12, "12 ночей"},
                                               {21, "21 ночь"},
                                               {22, "22 ночи"},
                                               {111, "111 ночей"},
                                               {1001, "1\u00a0001 ночь"}};
  for (const auto& [n, text] : table) {
    EXPECT_EQ(catalog.format("nights", Language::ru, {{"n", n}}), text) << n;
  }
  EXPECT_EQ(catalog.format("nights", Language::en, {{"n", 1}}), "1 night");
  EXPECT_EQ(catalog.format("nights", Language::en, {{"n", 21}}), "21 nights");
}

TEST(Catalog, strings_are_inserted_as_they_are) {
  const Catalog catalog(entries);
  EXPECT_EQ(catalog.format("greeting", Language::ru, {{"name", "{n} 'Анна' <b>"}}),
            "Здравствуйте, {n} 'Анна' <b>!");
}

TEST(Catalog, apostrophes_quote_braces_and_else_mean_themselves) {
  const Catalog catalog(entries);
  EXPECT_EQ(catalog.format("quoted", Language::ru), "Бронь {не оплачена}");
  EXPECT_EQ(catalog.format("quoted", Language::en, {{"name", "Ann"}}), "Don't pay twice, Ann");
}

TEST(Catalog, knows_which_keys_it_has) {
  const Catalog catalog(entries);
  EXPECT_TRUE(catalog.has("plain"));
  EXPECT_FALSE(catalog.has("missing"));
}

TEST(CatalogDeathTest, unknown_key_ends_the_program) {
  const Catalog catalog(entries);
  EXPECT_DEATH(catalog.format("missing", Language::ru), "no such text");
}

TEST(TableCheck, sound_table_has_no_faults_but_for_arguments_that_differ) {
  EXPECT_THAT(find_faults(std::span(entries, 3)), testing::IsEmpty());
  EXPECT_THAT(find_faults(entries), testing::ElementsAre(testing::HasSubstr("quoted")));
}

TEST(TableCheck, names_every_kind_of_fault) {
  constexpr Entry broken[] = {{"open", "{n, plural, one{#}", "x"},
                              {"no_other", "{n, plural, one{#}}", "{n}"},
                              {"empty", "", "x"},
                              {"empty", "a", "b"}};
  EXPECT_THAT(find_faults(broken),
              testing::IsSupersetOf({testing::HasSubstr("open: ru does not compile"),
                                     testing::HasSubstr("no_other: ru does not compile"),
                                     testing::HasSubstr("empty: ru is empty"),
                                     testing::HasSubstr("empty: twice")}));
}

TEST(TableCheck, a_select_is_formatted_with_a_word) {
  constexpr Entry select[] = {{"who", "{who, select, customer{Клиент} other{Сотрудник}}",
                               "{who, select, customer{Customer} other{Staff}}"}};
  EXPECT_THAT(find_faults(select), testing::IsEmpty());
}

}  // namespace
}  // namespace prokat::texts
