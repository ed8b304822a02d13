// What a cancellation costs, by how long before the start it comes. Copied into the booking when it
// is made: later changes do not touch it. Pure data.
#pragma once

#include <boost/describe.hpp>
#include <string>
#include <vector>

#include "base/text.hpp"

namespace prokat::rental {

struct CancellationTier {
  int hours_before = 0;             // cancelled at least this long before the start
  int fee_percent_thousandths = 0;  // of the booking's amount: 0 .. 100'000
  bool operator==(const CancellationTier&) const = default;
};
BOOST_DESCRIBE_STRUCT(CancellationTier, (), (hours_before, fee_percent_thousandths))

struct CancellationPolicy {
  std::string
      code;  // "law": art. 32 of the consumer protection law, everything back before the start
  LocalizedText name;
  std::vector<CancellationTier> tiers;  // descending by hours_before; later than all: no refund
  bool operator==(const CancellationPolicy&) const = default;
};
BOOST_DESCRIBE_STRUCT(CancellationPolicy, (), (code, name, tiers))

}  // namespace prokat::rental
