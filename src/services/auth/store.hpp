// Typed queries of auth-service over its own tables. One method a statement; no rules here. Every
// statement that changes a customer raises their version.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "pg/database.hpp"
#include "services/auth/service.hpp"

namespace prokat::auth {

using Sha256 = std::array<std::uint8_t, 32>;

Sha256 sha256_of(std::string_view text);

// One account in the world outside. `scope` is the bot where ids are per bot, else empty.
struct Identity {
  std::string kind;
  std::string scope;
  std::string value;
};

struct NewContact {
  std::string name;
  std::string phone;  // E.164
  std::optional<std::string> email;
};

struct ResolvedContact {
  CustomerId id;
  bool made = false;
};

class Store {
 public:
  explicit Store(pg::Pool& pool) : pool_(pool) {}

  Task<std::optional<Customer>> find_customer(CustomerId id, Deadline deadline);
  Task<std::optional<Customer>> find_by_identity(Identity identity, Deadline deadline);
  // False when somebody else has just made the customer of this account.
  Task<bool> create_messenger_customer(Identity identity, std::string name, Language language,
                                       Instant now, Deadline deadline);
  Task<ResolvedContact> resolve_contact(NewContact contact, Instant now, Deadline deadline);
  Task<void> set_language(CustomerId id, Language language, Deadline deadline);
  Task<std::optional<ConsentDocument>> find_consent_document(std::string kind, Instant now,
                                                             Deadline deadline);
  // False when there is no such document.
  Task<bool> grant_consent(GrantConsent consent, Instant now, Deadline deadline);
  Task<std::optional<Authenticated>> find_api_key(Sha256 key_hash, Deadline deadline);
  Task<void> ensure_demo_administrator(Sha256 key_hash, Instant now, Deadline deadline);

  Task<pg::Transaction> transaction(Deadline deadline) { return pool_.transaction(deadline); }

 private:
  pg::Pool& pool_;
};

// The statements of one verify_phone, on its transaction.
namespace phone_store {

struct Locked {
  bool both = false;  // neither was merged away in the meantime
  bool present_has_orders = false;
};

Task<std::optional<CustomerId>> find_owner(pg::Transaction& tx, std::string phone);
// False: in the meantime it has become somebody else's.
Task<bool> attach_verified(pg::Transaction& tx, CustomerId customer, std::string phone,
                           Instant now);
Task<void> attach_unverified(pg::Transaction& tx, CustomerId customer, std::string phone,
                             Instant now);
Task<Locked> lock(pg::Transaction& tx, CustomerId present, CustomerId owner);
Task<void> merge(pg::Transaction& tx, CustomerId from, CustomerId into, Instant now);

}  // namespace phone_store

}  // namespace prokat::auth
