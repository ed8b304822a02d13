// Promo codes as operators keep them: terms, how often, for how much in all. Uses and spent money
// are counted by triggers on promo_uses (db/migrations/0013), never here. Reached over HTTP alone;
// quotes and creates look a code up by itself (store/extras_store.hpp).
#pragma once

#include "documents/documents.hpp"
#include "http/router.hpp"
#include "rental/extras.hpp"

namespace prokat::booking {

struct PromoCodeDocument {
  std::string code;  // letters, digits, - and _; compared without case
  LocalizedText name;
  int percent_thousandths = 0;    // 10'000 is 10 %; or
  std::int64_t amount_minor = 0;  // so much, in `currency`
  Currency currency;
  std::optional<std::int64_t> discount_max_minor;
  bool covers_addons = false;
  int units_min = 1;
  std::vector<std::string> object_types;  // empty: all
  std::optional<LocalDate> starts_from;   // the rental starts within these days, both included
  std::optional<LocalDate> starts_until;
  std::optional<Instant> valid_from;   // the booking is made from then on
  std::optional<Instant> valid_until;  // and before
  std::optional<int> max_uses;
  std::optional<int> customer_uses_max;
  std::optional<std::int64_t> budget_minor;  // of all discounts together
};
BOOST_DESCRIBE_STRUCT(PromoCodeDocument, (),
                      (code, name, percent_thousandths, amount_minor, currency, discount_max_minor,
                       covers_addons, units_min, object_types, starts_from, starts_until,
                       valid_from, valid_until, max_uses, customer_uses_max, budget_minor))
void check(const PromoCodeDocument& promo, json::Issues& issues);

documents::Table promo_codes_table(pg::Pool& pool, const runtime::Clock& clock);

// GET and POST /api/v1/promo-codes; GET, PATCH, DELETE /api/v1/promo-codes/{id}: operators. The
// table must outlive the router.
void add_promo_code_routes(http::Router& router, documents::Table& promo_codes);

}  // namespace prokat::booking
