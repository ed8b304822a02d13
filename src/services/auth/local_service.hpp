// auth-service in this process: one per Loop, over the Loop's own pool.
#pragma once

#include "base/secret.hpp"
#include "pg/database.hpp"
#include "runtime/clock.hpp"
#include "services/auth/store.hpp"

namespace prokat::auth {

class LocalService final : public Service {
 public:
  LocalService(pg::Pool& pool, const runtime::Clock& clock) : store_(pool), clock_(clock) {}

  Task<Result<Authenticated>> authenticate(const CallContext& context,
                                           AuthenticateRequest request) override;
  Task<Result<Customer>> resolve_messenger(const CallContext& context,
                                           ResolveMessenger request) override;
  Task<Result<Customer>> resolve_contact(const CallContext& context,
                                         ResolveContact request) override;
  Task<Result<Customer>> customer(const CallContext& context, CustomerRequest request) override;
  Task<Result<Customer>> verify_phone(const CallContext& context, VerifyPhone request) override;
  Task<Result<Customer>> set_language(const CallContext& context, SetLanguage request) override;
  Task<Result<ConsentDocument>> consent_document(const CallContext& context,
                                                 ConsentDocumentRequest request) override;
  Task<Result<Customer>> grant_consent(const CallContext& context, GrantConsent request) override;

 private:
  friend Task<void> ensure_demo_administrator(LocalService& service, Secret token);

  // Absent: the phone changed hands between two statements, so it has to be looked at anew.
  Task<std::optional<CustomerId>> try_verify(CustomerId present, std::string phone,
                                             Deadline deadline);

  Store store_;
  const runtime::Clock& clock_;
};

// Demo data only: an administrator whose API key is the configured demo.admin_token, and no other
// key of theirs. Run at start; running it again, or in several processes, changes nothing.
Task<void> ensure_demo_administrator(LocalService& service, Secret token);

}  // namespace prokat::auth
