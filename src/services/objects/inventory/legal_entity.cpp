#include "services/objects/inventory/legal_entity.hpp"

#include "services/objects/domain/tax_numbers.hpp"
#include "services/objects/inventory/fields.hpp"
#include "services/objects/inventory/sql.hpp"

namespace prokat::objects::inventory {
namespace {

constexpr std::string_view russia = "RU";

void check_bank(json::Issues& issues, const BankAccount& bank) {
  issues.enter("bank");
  check_text(issues, "name", bank.name, 300, Presence::required);
  if (!is_bic(bank.bic)) {
    issues.add("bic", "bad-value", "nine digits");
  } else if (!is_account(bank.account, bank.bic)) {
    issues.add("account", "bad-check-digit", "20 digits that fit the BIC");
  }
  check_text(issues, "correspondent_account", bank.correspondent_account.value_or(""), 20,
             Presence::optional);
  issues.leave();
}

// A company has ten digits of ИНН, a КПП and 13 of ОГРН; an entrepreneur 12, none and 15.
void check_numbers(json::Issues& issues, const LegalEntityBody& body) {
  const bool person = body.inn && body.inn->size() == 12;
  if (body.inn && !is_inn(*body.inn)) {
    issues.add("inn", "bad-check-digit", "10 or 12 digits, the last of which check the others");
  }
  if (body.kpp && person) {
    issues.add("kpp", "not-applicable", "an entrepreneur has none");
  } else if (body.kpp && !is_kpp(*body.kpp)) {
    issues.add("kpp", "bad-value", "nine characters like 773601001");
  }
  if (!body.ogrn) return;
  const bool length_fits = !body.inn || (body.ogrn->size() == 15) == person;
  if (!is_ogrn(*body.ogrn)) {
    issues.add("ogrn", "bad-check-digit", "13 or 15 digits, the last of which checks the others");
  } else if (!length_fits) {
    issues.add("ogrn", "bad-value", "13 digits for a company, 15 for an entrepreneur");
  }
}

pg::Params params_of(const LegalEntityId& key, const LegalEntityBody& body, const Change& change) {
  pg::Params params;
  params.add(key).add(body.name).add(body.short_name).add(body.inn).add(body.kpp).add(body.ogrn);
  params.add(body.address.value_or("")).add(body.bank ? json::write(*body.bank) : "{}");
  params.add(body.signatory.value_or(""));
  params.add(enum_name(body.tax_system.value_or(TaxSystem::usn_income)));
  params.add(enum_name(body.fiscal_scheme.value_or(FiscalScheme::none)));
  params.add(body.country.value_or(std::string(russia))).add(body.currency.value_or(Currency()));
  add_change(params, change);
  return params;
}

template <DescribedEnum E>
E enum_of(const pg::Row& row, std::string_view column) {
  return parse_enum<E>(row.text(column)).value();
}

LegalEntityView view_of(const pg::Row& row) {
  LegalEntityView view;
  view.id = row.get<LegalEntityId>("id");
  view.name = row.get<std::string>("name");
  view.short_name = row.get<std::string>("short_name");
  view.inn = row.get<std::optional<std::string>>("inn");
  view.kpp = row.get<std::optional<std::string>>("kpp");
  view.ogrn = row.get<std::optional<std::string>>("ogrn");
  view.address = row.get<std::string>("address");
  if (row.text("bank") != "{}") view.bank = parse_stored<BankAccount>(row, "bank");
  view.signatory = row.get<std::string>("signatory");
  view.tax_system = enum_of<TaxSystem>(row, "tax_system");
  view.fiscal_scheme = enum_of<FiscalScheme>(row, "fiscal_scheme");
  view.country = row.get<std::string>("country");
  view.currency = row.get<Currency>("currency");
  view.version = row.get<int>("version");
  view.archived_at = row.get<std::optional<Instant>>("archived_at");
  return view;
}

}  // namespace

void check(const LegalEntityBody& body, json::Issues& issues) {
  check_text(issues, "name", body.name, 500, Presence::required);
  check_text(issues, "short_name", body.short_name, 200, Presence::required);
  check_text(issues, "address", body.address.value_or(""), 500, Presence::optional);
  check_text(issues, "signatory", body.signatory.value_or(""), 300, Presence::optional);
  const std::string country = body.country.value_or(std::string(russia));
  if (country.size() != 2 || country[0] < 'A' || country[0] > 'Z' || country[1] < 'A' ||
      country[1] > 'Z') {
    issues.add("country", "bad-value", "two letters of ISO 3166");
  }
  if (country == russia) {
    check_numbers(issues, body);
    if (body.bank) check_bank(issues, *body.bank);
  }
}

Task<bool> LegalEntities::lock(pg::Transaction& tx, Key key) {
  const auto rows = co_await tx.statement(sql::lock_legal_entity, pg::Params().add(key));
  co_return !rows.empty();
}

Task<Result<>> LegalEntities::check(pg::Transaction&, Body&, const View*) { co_return Result<>(); }

Task<Result<>> LegalEntities::insert(pg::Transaction& tx, Key key, Body body, Change change) {
  co_await tx.statement(sql::insert_legal_entity, params_of(key, body, change));
  co_return Result<>();
}

Task<Result<>> LegalEntities::update(pg::Transaction& tx, Key key, Body body, Change change) {
  co_await tx.statement(sql::update_legal_entity, params_of(key, body, change));
  co_return Result<>();
}

Task<void> LegalEntities::archive(pg::Transaction& tx, Key key, Change change) {
  pg::Params params;
  add_change(params.add(key), change);
  co_await tx.statement(sql::archive_legal_entity, std::move(params));
}

Task<std::optional<LegalEntityView>> LegalEntities::find(Reader reader, Key key) {
  const auto rows = co_await reader.run(sql::find_legal_entities, pg::Params().add(key).add_null());
  if (rows.empty()) co_return std::nullopt;
  co_return view_of(rows.only());
}

Task<std::vector<LegalEntityView>> LegalEntities::list(Reader reader, Filter filter) {
  const auto rows =
      co_await reader.run(sql::find_legal_entities, pg::Params().add_null().add(filter.archived));
  std::vector<View> views;
  for (std::size_t i = 0; i < rows.size(); ++i) views.push_back(view_of(rows[i]));
  co_return views;
}

}  // namespace prokat::objects::inventory
