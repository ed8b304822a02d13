// Finds the faults of a text table before a customer does; used by the tests of whoever has a
// texts.yaml:
//   EXPECT_THAT(texts::find_faults(texts_table::entries), testing::IsEmpty());
// Every entry is compiled in both languages and formatted for several numbers (0, 1, 2, 5, 11, 21,
// 1000), and both languages must name the same arguments. Not for use while serving: it compiles
// everything anew.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "texts/catalog.hpp"

namespace prokat::texts {

std::vector<std::string> find_faults(std::span<const Entry> entries);

}  // namespace prokat::texts
