#include "services/payments/provider/yookassa_addresses.hpp"

#include <gtest/gtest.h>

namespace prokat::payments {
namespace {

struct Row {
  std::string_view address;
  bool inside;
};

TEST(YooKassaAddresses, the_list_ends_where_it_ends) {
  const std::vector<Row> rows = {
      {"185.71.76.0", true},
      {"185.71.76.31", true},
      {"185.71.76.32", false},
      {"185.71.77.31", true},
      {"185.71.77.32", false},
      {"77.75.153.127", true},
      {"77.75.153.128", false},
      {"77.75.154.127", false},
      {"77.75.154.128", true},
      {"77.75.154.255", true},
      {"77.75.156.11", true},
      {"77.75.156.12", false},
      {"77.75.156.35", true},
      {"2a02:5180::1", true},
      {"2a02:5180:ffff:ffff:ffff:ffff:ffff:ffff", true},
      {"2a02:5181::", false},
      {"::ffff:185.71.76.1", true},
      {"::ffff:185.71.76.32", false},
      {"127.0.0.1", false},
      {"", false},
      {"185.71.76.1, 10.0.0.1", false},
      {"not an address", false},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(AddressList::of_yookassa().contains(row.address), row.inside) << row.address;
  }
}

TEST(YooKassaAddresses, a_list_with_a_mistake_is_no_list) {
  EXPECT_TRUE(AddressList::parse({"10.0.0.0/8", "0.0.0.0/0", "::1"}));
  for (const char* wrong :
       {"10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "10.0.0/8", "::/129", ""}) {
    EXPECT_FALSE(AddressList::parse({"127.0.0.1", wrong})) << wrong;
  }
}

}  // namespace
}  // namespace prokat::payments
