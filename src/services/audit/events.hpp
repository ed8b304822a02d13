// The domain events that the audit publishes.
#pragma once

#include <boost/describe.hpp>
#include <cstdint>
#include <string>
#include <string_view>

namespace prokat::audit {

// The chain's head left the database.
struct HeadAnchored {
  static constexpr std::string_view type = "audit.anchored";
  std::int64_t seal_no = 0;
  std::string hash;  // 64 hexadecimal digits
  std::string storage_key;
};
BOOST_DESCRIBE_STRUCT(HeadAnchored, (), (seal_no, hash, storage_key))

}  // namespace prokat::audit
