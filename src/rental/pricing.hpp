// The price of a rental as lines that each name their rule, in both languages. Total = sum of the
// lines; the deposit stands apart.
#pragma once

#include <vector>

#include "rental/rate_card.hpp"
#include "rental/rental_period.hpp"

namespace prokat::rental {

enum class LineKind { rental, addon, discount, tax, fee };
BOOST_DESCRIBE_ENUM(LineKind, rental, addon, discount, tax, fee)

struct PriceLine {
  LineKind kind = LineKind::rental;
  LocalizedText title;                       // "Аренда: 3 суток" / "Rental: 3 days"
  std::int64_t quantity_thousandths = 1000;  // 2500 = 2.5 l
  Money unit_price;
  Money amount;
  LocalizedText rule;  // "от 3 суток — 4 500 ₽ за сутки" / "from 3 days: ₽4,500 a day"
};
BOOST_DESCRIBE_STRUCT(PriceLine, (), (kind, title, quantity_thousandths, unit_price, amount, rule))

struct Price {
  std::vector<PriceLine> lines;
  Money total;
  Money deposit;
};
BOOST_DESCRIBE_STRUCT(Price, (), (lines, total, deposit))

Price price_by_length(const RateCard& card, const RentalPeriod& rental);

}  // namespace prokat::rental
