#include "services/auth/domain/contact.hpp"

#include <gtest/gtest.h>

namespace prokat::auth {
namespace {

TEST(Phone, different_spellings_of_one_number_are_one) {
  for (const char* text :
       {"+79161234567", "89161234567", "79161234567", "9161234567", "8 (916) 123-45-67",
        "+7 916 123 45 67", " +7-916-123-45-67 ", "8.916.123.45.67", "+89161234567",
        "0079161234567", "8\u00a0916\u00a0123\u00a045\u00a067"}) {
    EXPECT_EQ(normalise_phone(text), "+79161234567") << text;
  }
}

TEST(Phone, numbers_of_other_countries_keep_their_code) {
  const std::pair<const char*, const char*> table[] = {
      {"+49 151 12345678", "+4915112345678"}, {"4915112345678", "+4915112345678"},
      {"+375 29 123-45-67", "+375291234567"}, {"0037129123456", "+37129123456"},
      {"+7 701 123 45 67", "+77011234567"},   {"+1 (202) 555-0143", "+12025550143"},
      {"8 (843) 200-00-01", "+78432000001"}};
  for (const auto& [text, phone] : table) EXPECT_EQ(normalise_phone(text), phone) << text;
}

TEST(Phone, what_is_no_phone_is_refused) {
  for (const char* text :
       {"", "+", "12345", "+7916123456", "+791612345678", "call me", "++79161234567",
        "916 123 45 6a", "+0123456789", "1234567890123456", "79161234567;", "٩١٦١٢٣٤٥٦٧"}) {
    EXPECT_EQ(normalise_phone(text), std::nullopt) << text;
  }
}

TEST(Email, is_lower_case_and_has_a_domain) {
  EXPECT_EQ(normalise_email(" Anna@Example.COM "), "anna@example.com");
  EXPECT_EQ(normalise_email("анна@пример.рф"), "анна@пример.рф");
  const std::string long_part(250, 'a');
  for (const std::string& text :
       {std::string(), std::string("anna"), std::string("@example.com"), std::string("a@b@c.de"),
        std::string("a@b"), std::string("a@.de"), std::string("a@b.d"), std::string("a b@c.de"),
        long_part + "@c.de"}) {
    EXPECT_EQ(normalise_email(text), std::nullopt) << text;
  }
}

TEST(Name, is_trimmed_and_cut_between_characters) {
  EXPECT_EQ(normalise_name("  Анна \n\t Петрова "), "Анна Петрова");
  EXPECT_EQ(normalise_name(" \n "), "");
  std::string long_name = "x";
  for (int i = 0; i < 150; ++i) long_name += "я";
  const std::string cut = normalise_name(long_name);
  EXPECT_EQ(cut.size(), 199U);
  EXPECT_TRUE(cut.ends_with("я"));
}

}  // namespace
}  // namespace prokat::auth
