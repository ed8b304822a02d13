// Who the business is before the law: what stands behind orders, receipts and documents.
#pragma once

#include "http/query.hpp"
#include "services/objects/inventory/change.hpp"
#include "services/objects/inventory/reader.hpp"

namespace prokat::objects::inventory {

enum class TaxSystem { general, usn_income, usn_income_expense, eshn, patent, npd, none };
BOOST_DESCRIBE_ENUM(TaxSystem, general, usn_income, usn_income_expense, eshn, patent, npd, none)

enum class FiscalScheme { yookassa, cash_register, npd, none };
BOOST_DESCRIBE_ENUM(FiscalScheme, yookassa, cash_register, npd, none)

struct BankAccount {
  std::string name;  // of the bank
  std::string bic;
  std::string account;
  std::optional<std::string> correspondent_account;
};
BOOST_DESCRIBE_STRUCT(BankAccount, (), (name, bic, account, correspondent_account))

struct LegalEntityBody {
  std::string name;
  std::string short_name;
  std::optional<std::string> inn;
  std::optional<std::string> kpp;
  std::optional<std::string> ogrn;  // or ОГРНИП
  std::optional<std::string> address;
  std::optional<BankAccount> bank;
  std::optional<std::string> signatory;
  std::optional<TaxSystem> tax_system;        // default usn_income
  std::optional<FiscalScheme> fiscal_scheme;  // default none
  std::optional<std::string> country;         // default RU; check digits are Russia's
  std::optional<Currency> currency;           // default RUB
};
BOOST_DESCRIBE_STRUCT(LegalEntityBody, (),
                      (name, short_name, inn, kpp, ogrn, address, bank, signatory, tax_system,
                       fiscal_scheme, country, currency))
void check(const LegalEntityBody& body, json::Issues& issues);

struct LegalEntityView : LegalEntityBody {
  LegalEntityId id;
  int version = 1;
  std::optional<Instant> archived_at;
};
BOOST_DESCRIBE_STRUCT(LegalEntityView, (LegalEntityBody), (id, version, archived_at))

struct LegalEntities {
  using Key = LegalEntityId;
  using Body = LegalEntityBody;
  using View = LegalEntityView;
  struct Filter {
    bool archived = false;
    static Filter read(http::QueryReader&) { return {}; }
  };
  static constexpr std::string_view path = "/api/v1/legal-entities";

  static Key key_of(const Body&, UuidBytes fresh) { return Key(fresh); }
  static Task<bool> lock(pg::Transaction& tx, Key key);
  static Task<Result<>> check(pg::Transaction& tx, Body& body, const View* before);
  static Task<Result<>> insert(pg::Transaction& tx, Key key, Body body, Change change);
  static Task<Result<>> update(pg::Transaction& tx, Key key, Body body, Change change);
  static Task<void> archive(pg::Transaction& tx, Key key, Change change);
  static Task<std::optional<View>> find(Reader reader, Key key);
  static Task<std::vector<View>> list(Reader reader, Filter filter);
};

}  // namespace prokat::objects::inventory
