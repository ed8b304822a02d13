// The form that is hashed is a promise to every chain there is: figures computed by hand
// (sha256sum).
#include "services/audit/domain/chain.hpp"

#include <gtest/gtest.h>

namespace prokat::audit {
namespace {

Row sample() {
  Row row;
  row.id = 7;
  row.recorded_at = "1764350401.123456";
  row.table_name = "things";
  row.row_id = "01900000-0000-7000-8000-000000000001";
  row.action = "update";
  row.actor = "user:1";
  row.channel = "panel";
  row.before = R"({"name": "Лада"})";
  row.after = R"({"name": "Киа"})";
  return row;
}

TEST(Chain, has_a_canonical_form_that_never_changes) {
  EXPECT_EQ(canonical(sample()),
            "prokat audit row 1\n1:7\n17:1764350401.123456\n6:things\n"
            "36:01900000-0000-7000-8000-000000000001\n-\n6:update\n6:user:1\n5:panel\n-\n"
            "20:{\"name\": \"Лада\"}\n18:{\"name\": \"Киа\"}\n");
  EXPECT_EQ(to_hex(digest_of(sample())),
            "808cc58d7e55d03110ce171551d20e45e5eed39385eccd8c7091c3781dbe9fd7");
  EXPECT_EQ(to_hex(link(genesis, 1, digest_of(sample()))),
            "a132306bbc8cc3b076a0a8951ae5a84dea0f5e713e173e78e99deef509b3ab3b");
}

TEST(Chain, has_no_two_rows_of_one_form) {
  auto a = sample();
  auto b = sample();
  a.actor = "user:1\n5:panel";
  EXPECT_NE(canonical(a), canonical(b));
  a = sample();
  a.request_id = "";
  EXPECT_NE(canonical(a), canonical(b)) << "an empty text is not NULL";
  a = sample();
  std::swap(a.before, a.after);
  EXPECT_NE(canonical(a), canonical(b));
}

TEST(Chain, depends_on_what_came_before_and_on_the_number) {
  const auto digest = digest_of(sample());
  const auto first = link(genesis, 1, digest);
  EXPECT_NE(first, link(genesis, 2, digest));
  EXPECT_NE(link(first, 2, digest), link(genesis, 2, digest));
}

TEST(Chain, reads_hashes_as_it_writes_them) {
  const auto digest = digest_of(sample());
  EXPECT_EQ(parse_hash(to_hex(digest)), digest);
  for (const char* wrong : {"", "00", "zz"}) EXPECT_FALSE(parse_hash(wrong)) << wrong;
  EXPECT_FALSE(parse_hash(std::string(63, '0') + "G"));
}

}  // namespace
}  // namespace prokat::audit
