#include "services/objects/domain/tax_numbers.hpp"

#include <gtest/gtest.h>

#include <string>

namespace prokat::objects {
namespace {

// Of Sberbank, as its site publishes them; the others are made up and fit their check digits.
TEST(TaxNumbers, real_numbers_fit) {
  EXPECT_TRUE(is_inn("7707083893"));
  EXPECT_TRUE(is_kpp("773601001"));
  EXPECT_TRUE(is_ogrn("1027700132195"));
  EXPECT_TRUE(is_bic("044525225"));
  EXPECT_TRUE(is_inn("500100732259")) << "a person's";
  EXPECT_TRUE(is_ogrn("304500116000157")) << "an entrepreneur's";
}

TEST(TaxNumbers, any_other_last_digit_is_refused) {
  for (const char* number : {"7707083893", "1027700132195", "500100732259", "304500116000157"}) {
    for (char digit = '0'; digit <= '9'; ++digit) {
      std::string other = number;
      if (other.back() == digit) continue;
      other.back() = digit;
      EXPECT_FALSE(is_inn(other)) << other;
      EXPECT_FALSE(is_ogrn(other)) << other;
    }
  }
}

TEST(TaxNumbers, two_neighbours_in_the_wrong_order_are_refused) {
  EXPECT_FALSE(is_inn("7770083893"));
  EXPECT_FALSE(is_inn("501000732259"));
  EXPECT_FALSE(is_ogrn("1072700132195"));
}

TEST(TaxNumbers, length_and_letters_are_looked_at) {
  for (const char* text : {"", "770708389", "77070838930", "770708389X", " 7707083893"}) {
    EXPECT_FALSE(is_inn(text)) << text;
  }
  EXPECT_FALSE(is_ogrn("102770013219"));
  EXPECT_TRUE(is_kpp("7736AB001"));
  EXPECT_FALSE(is_kpp("A73601001"));
  EXPECT_FALSE(is_kpp("77360100"));
  EXPECT_FALSE(is_bic("04452522"));
}

TEST(TaxNumbers, an_account_fits_its_bank_only) {
  EXPECT_TRUE(is_account("40702810200000000001", "044525225"));
  EXPECT_FALSE(is_account("40702810200000000001", "044525226"));
  int fitting = 0;
  for (char key = '0'; key <= '9'; ++key) {
    std::string account = "40702810000000000001";
    account[8] = key;
    fitting += is_account(account, "044525225") ? 1 : 0;
  }
  EXPECT_EQ(fitting, 1);
  EXPECT_FALSE(is_account("4070281000000000000", "044525225"));
}

}  // namespace
}  // namespace prokat::objects
