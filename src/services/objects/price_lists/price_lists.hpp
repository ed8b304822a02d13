// What operators write about prices: tariffs with their rates, seasons and day rules, holidays,
// taxes of a legal entity, cancellation policies. Whatever changes here raises rate_version of the
// objects it concerns (triggers), so that no kept rate card outlives it. Reached over HTTP alone:
// others see the outcome in rental::RateCard.
#pragma once

#include "documents/documents.hpp"
#include "http/router.hpp"
#include "rental/cancellation.hpp"
#include "rental/extras.hpp"
#include "rental/tariff.hpp"

namespace prokat::objects {

struct TariffDocument : rental::Tariff {
  Currency currency;
};
BOOST_DESCRIBE_STRUCT(TariffDocument, (rental::Tariff), (currency))
void check(const TariffDocument& tariff, json::Issues& issues);

struct HolidayDocument {
  std::optional<LocalDate> date;  // required; a blank document has none
  LocalizedText name;
  std::optional<LocationId> location_id;  // none: everywhere
};
BOOST_DESCRIBE_STRUCT(HolidayDocument, (), (date, name, location_id))
void check(const HolidayDocument& holiday, json::Issues& issues);

struct TaxRateDocument : rental::TaxRate {
  LegalEntityId legal_entity_id;
};
BOOST_DESCRIBE_STRUCT(TaxRateDocument, (rental::TaxRate), (legal_entity_id))
void check(const TaxRateDocument& rate, json::Issues& issues);

struct CancellationPolicyDocument : rental::CancellationPolicy {};
BOOST_DESCRIBE_STRUCT(CancellationPolicyDocument, (rental::CancellationPolicy), ())
void check(const CancellationPolicyDocument& policy, json::Issues& issues);

class PriceLists {
 public:
  // `after_commit` tells caches of other processes.
  PriceLists(pg::Pool& pool, const runtime::Clock& clock, std::function<void()> after_commit = {});

  documents::Table tariffs;
  documents::Table holidays;
  documents::Table tax_rates;
  documents::Table cancellation_policies;
};

// /api/v1/tariffs, /holidays, /tax-rates, /cancellation-policies. Holidays and cancellation
// policies are read by everybody, the others by operators.
void add_price_list_routes(http::Router& router, PriceLists& lists);

}  // namespace prokat::objects
