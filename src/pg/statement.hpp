// One SQL statement: its text lives in a sql/ folder and is embedded at build time, so every
// Statement is a constant made by the build.
#pragma once

#include <string_view>

namespace prokat::pg {

struct Statement {
  std::string_view
      name;  // "booking.create_booking": the name it is prepared under, in logs and metrics
  std::string_view text;
};

}  // namespace prokat::pg
