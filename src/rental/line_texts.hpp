// How price lines read, in both languages: titles and the rules they came from. Formatting by ICU
// costs more than the rest of a quote, and price lists have few different lines: what was written
// once is kept, per thread.
#pragma once

#include "base/money.hpp"
#include "rental/extras.hpp"
#include "rental/rate_card.hpp"
#include "rental/rent.hpp"

namespace prokat::rental {

struct LineTexts {
  LocalizedText title;
  LocalizedText rule;
};

// References live until the thread asks for the next text.
const LineTexts& rent_texts(const RateCard& card, const RentPart& part);
const LineTexts& cap_texts(const RateCard& card, const RentCap& cap);
const LineTexts& addon_texts(const RateCard& card, const AddonRule& addon, int quantity, bool free);
const LineTexts& promo_texts(const PromoTerms& promo);
const LineTexts& tax_texts(const TaxRate& rate);

// "12,5 %" / "12.5%".
std::string percent_text(std::int64_t percent_thousandths, Language language);

}  // namespace prokat::rental
