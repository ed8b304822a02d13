#include "services/objects/price_lists/price_lists.hpp"

#include "documents/routes.hpp"
#include "services/objects/inventory/list_prices.hpp"
#include "services/objects/sql.hpp"

namespace prokat::objects {
namespace {

Problem refused(std::string pointer, std::string code, std::string detail) {
  return {ProblemCode::validation_failed,
          "the document cannot be kept like this",
          {{std::move(pointer), std::move(code), std::move(detail)}},
          {}};
}

std::optional<Problem> refusal_of(const pg::Error& error) {
  const auto& name = error.constraint();
  if (name == "holidays_date")
    return refused("/date", "repeated", "this day is a holiday there already");
  if (name == "holidays_location_id_fkey")
    return refused("/location_id", "unknown", "there is no such location");
  if (name == "tax_rates_legal_entity_id_fkey")
    return refused("/legal_entity_id", "unknown", "there is no such legal entity");
  if (name == "tax_rates_no_overlap")
    return refused("/valid_from", "overlaps", "another rate is in force on some of these days");
  if (name == "cancellation_policies_code")
    return refused("/code", "repeated", "another policy has this code");
  if (name == "object_types_cancellation_policy_fkey")
    return refused("/code", "in-use", "types of objects refer to the policy by this code");
  return std::nullopt;
}

// The price that lists show and sort by follows the tariff within the same transaction.
Task<void> follow_tariff(pg::Transaction& tx, UuidBytes id) {
  return inventory::refresh_list_prices(tx, {.tariff_id = TariffId(id)});
}

documents::Table::Options with(documents::Table::Options options,
                               const std::function<void()>& after_commit) {
  options.after_commit = after_commit;
  return options;
}

documents::Table::Options tariff_options(const std::function<void()>& after_commit) {
  auto options = documents::options_of<TariffDocument>(
      {sql::list_tariffs, sql::lock_tariff, sql::insert_tariff, sql::update_tariff,
       sql::archive_tariff},
      refusal_of);
  options.follow = follow_tariff;
  return with(std::move(options), after_commit);
}

}  // namespace

PriceLists::PriceLists(pg::Pool& pool, const runtime::Clock& clock,
                       std::function<void()> after_commit)
    : tariffs(pool, clock, tariff_options(after_commit)),
      holidays(pool, clock,
               with(documents::options_of<HolidayDocument>(
                        {sql::list_holidays, sql::lock_holiday, sql::insert_holiday,
                         sql::update_holiday, sql::archive_holiday},
                        refusal_of),
                    after_commit)),
      tax_rates(pool, clock,
                with(documents::options_of<TaxRateDocument>(
                         {sql::list_tax_rates, sql::lock_tax_rate, sql::insert_tax_rate,
                          sql::update_tax_rate, sql::archive_tax_rate},
                         refusal_of),
                     after_commit)),
      cancellation_policies(
          pool, clock,
          with(documents::options_of<CancellationPolicyDocument>(
                   {sql::list_cancellation_policies, sql::lock_cancellation_policy,
                    sql::insert_cancellation_policy, sql::update_cancellation_policy,
                    sql::archive_cancellation_policy},
                   refusal_of),
               after_commit)) {}

void add_price_list_routes(http::Router& router, PriceLists& lists) {
  documents::add_routes(router, lists.tariffs, {.path = "/api/v1/tariffs"});
  documents::add_routes(router, lists.holidays,
                        {.path = "/api/v1/holidays", .readers = Role::anonymous});
  documents::add_routes(router, lists.tax_rates, {.path = "/api/v1/tax-rates"});
  documents::add_routes(router, lists.cancellation_policies,
                        {.path = "/api/v1/cancellation-policies", .readers = Role::anonymous});
}

}  // namespace prokat::objects
