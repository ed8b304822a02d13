#include "services/auth/store.hpp"

#include <sodium.h>

#include <stdexcept>

#include "services/auth/sql.hpp"

namespace prokat::auth {
namespace {

Language language_of(const pg::Row& row) {
  return parse_language(row.text("language")).value_or(Language::ru);
}

Customer customer_of(const pg::Row& row) {
  auto consents = json::parse<std::vector<Consent>>(row.text("consents"));
  if (!consents) throw std::logic_error("find_customer.consents does not parse");
  return {.id = row.get<CustomerId>("id"),
          .name = row.get<std::string>("name"),
          .language = language_of(row),
          .phone = row.get<std::optional<std::string>>("phone"),
          .phone_verified = row.get<bool>("phone_verified"),
          .email = row.get<std::optional<std::string>>("email"),
          .blocked = row.get<bool>("blocked"),
          .consents = std::move(*consents)};
}

std::optional<Customer> first_customer(const pg::Rows& rows) {
  return rows.empty() ? std::nullopt : std::optional(customer_of(rows.only()));
}

}  // namespace

Sha256 sha256_of(std::string_view text) {
  Sha256 hash;
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
  return hash;
}

Task<std::optional<Customer>> Store::find_customer(CustomerId id, Deadline deadline) {
  auto params = pg::Params().add(id).add_null().add_null().add_null();
  co_return first_customer(
      co_await pool_.statement(sql::find_customer, std::move(params), deadline));
}

Task<std::optional<Customer>> Store::find_by_identity(Identity identity, Deadline deadline) {
  auto params = pg::Params().add_null().add(identity.kind).add(identity.scope).add(identity.value);
  co_return first_customer(
      co_await pool_.statement(sql::find_customer, std::move(params), deadline));
}

Task<bool> Store::create_messenger_customer(Identity identity, std::string name, Language language,
                                            Instant now, Deadline deadline) {
  pg::Params params;
  params.add(IdentityId::make()).add(CustomerId::make());
  params.add(identity.kind).add(identity.scope).add(identity.value);
  params.add(name).add(to_string(language)).add(now);
  const auto rows =
      co_await pool_.statement(sql::create_messenger_customer, std::move(params), deadline);
  co_return !rows.empty();
}

Task<ResolvedContact> Store::resolve_contact(NewContact contact, Instant now, Deadline deadline) {
  pg::Params params;
  params.add(CustomerId::make()).add(contact.name);
  params.add(IdentityId::make()).add(contact.phone);
  params.add(IdentityId::make()).add(contact.email).add(now);
  const auto rows = co_await pool_.statement(sql::resolve_contact, std::move(params), deadline);
  const auto row = rows.only();
  co_return ResolvedContact{row.get<CustomerId>("id"), row.get<bool>("made")};
}

Task<void> Store::set_language(CustomerId id, Language language, Deadline deadline) {
  auto params = pg::Params().add(id).add(to_string(language));
  co_await pool_.statement(sql::set_language, std::move(params), deadline);
}

Task<std::optional<ConsentDocument>> Store::find_consent_document(std::string kind, Instant now,
                                                                  Deadline deadline) {
  auto params = pg::Params().add(kind).add(now);
  const auto rows =
      co_await pool_.statement(sql::find_consent_document, std::move(params), deadline);
  if (rows.empty()) co_return std::nullopt;
  const auto row = rows.only();
  co_return ConsentDocument{
      row.get<std::string>("kind"), row.get<int>("version"),
      LocalizedText{row.get<std::string>("text_ru"), row.get<std::string>("text_en")}};
}

Task<bool> Store::grant_consent(GrantConsent consent, Instant now, Deadline deadline) {
  pg::Params params;
  params.add(EventId::make()).add(consent.customer_id).add(consent.kind).add(consent.version);
  params.add(consent.channel).add(consent.channel_ref).add(now);
  const auto rows = co_await pool_.statement(sql::grant_consent, std::move(params), deadline);
  co_return rows.only().get<std::int64_t>("documents") > 0;
}

Task<std::optional<Authenticated>> Store::find_api_key(Sha256 key_hash, Deadline deadline) {
  auto params = pg::Params().add_bytes(key_hash);
  const auto rows = co_await pool_.statement(sql::find_api_key, std::move(params), deadline);
  if (rows.empty()) co_return std::nullopt;
  const auto row = rows.only();
  co_return Authenticated{row.get<std::string>("role"), row.get<UserId>("id").to_string()};
}

Task<void> Store::ensure_demo_administrator(Sha256 key_hash, Instant now, Deadline deadline) {
  pg::Params params;
  params.add(UserId::derive("demo-administrator")).add(UserId::make());
  params.add_bytes(key_hash).add(now);
  co_await pool_.statement(sql::ensure_demo_administrator, std::move(params), deadline);
}

namespace phone_store {

Task<std::optional<CustomerId>> find_owner(pg::Transaction& tx, std::string phone) {
  const auto rows = co_await tx.statement(sql::find_phone_owner, pg::Params().add(phone));
  if (rows.empty()) co_return std::nullopt;
  co_return rows.only().get<CustomerId>("customer_id");
}

Task<bool> attach_verified(pg::Transaction& tx, CustomerId customer, std::string phone,
                           Instant now) {
  auto params = pg::Params().add(IdentityId::make()).add(customer).add(phone).add(now);
  const auto rows = co_await tx.statement(sql::attach_verified_phone, std::move(params));
  co_return !rows.empty();
}

Task<void> attach_unverified(pg::Transaction& tx, CustomerId customer, std::string phone,
                             Instant now) {
  auto params = pg::Params().add(IdentityId::make()).add(customer).add(phone).add(now);
  co_await tx.statement(sql::attach_unverified_phone, std::move(params));
}

Task<Locked> lock(pg::Transaction& tx, CustomerId present, CustomerId owner) {
  const std::vector<CustomerId> ids{present, owner};
  const auto rows =
      co_await tx.statement(sql::lock_customers, pg::Params().add_array(ids).add(present));
  Locked locked{.both = rows.size() == ids.size()};
  for (std::size_t i = 0; i < rows.size(); ++i) {
    locked.present_has_orders |= rows[i].get<bool>("has_orders");
  }
  co_return locked;
}

Task<void> merge(pg::Transaction& tx, CustomerId from, CustomerId into, Instant now) {
  co_await tx.statement(sql::merge_customer, pg::Params().add(from).add(into).add(now));
}

}  // namespace phone_store

}  // namespace prokat::auth
