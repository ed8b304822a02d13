// A slow price, written from docs/pricing.md rule by rule and not from the program: unit by unit,
// length by length, every combination of packages. Figures alone: texts are held by the examples.
#pragma once

#include <optional>
#include <ostream>
#include <vector>

#include "rental/pricing.hpp"

namespace prokat::rental::reference {

struct Line {
  LineKind kind = LineKind::rental;
  std::int64_t quantity = 0;
  std::int64_t unit_price = 0;
  std::int64_t amount = 0;
  bool operator==(const Line&) const = default;
};
void PrintTo(const Line& line, std::ostream* out);

struct Outcome {
  bool refused = false;
  std::vector<Line> lines;
  std::int64_t total = 0;
  std::int64_t deposit = 0;
  std::optional<std::int64_t> tax_base;
  std::optional<std::int64_t> tax;
};

// Packages are tried in every combination: rentals of up to a dozen units.
Outcome price(const RateCard& card, const RentalPeriod& rental, const TimeZone& zone,
              const Extras& extras, Instant now);

// What price_rental answered, in the same form.
Outcome outcome_of(const Result<Price>& answered);

}  // namespace prokat::rental::reference
