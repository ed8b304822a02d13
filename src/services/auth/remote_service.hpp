// auth-service in another process.
#pragma once

#include "rpc/remote.hpp"
#include "services/auth/service.hpp"

namespace prokat::auth {

class RemoteService final : public rpc::Remote<Service> {
 public:
  using Remote::Remote;

  Task<Result<Authenticated>> authenticate(const CallContext& c, AuthenticateRequest r) override {
    return call<&Service::authenticate>(c, std::move(r));
  }
  Task<Result<Customer>> resolve_messenger(const CallContext& c, ResolveMessenger r) override {
    return call<&Service::resolve_messenger>(c, std::move(r));
  }
  Task<Result<Customer>> resolve_contact(const CallContext& c, ResolveContact r) override {
    return call<&Service::resolve_contact>(c, std::move(r));
  }
  Task<Result<Customer>> customer(const CallContext& c, CustomerRequest r) override {
    return call<&Service::customer>(c, r);
  }
  Task<Result<Customer>> verify_phone(const CallContext& c, VerifyPhone r) override {
    return call<&Service::verify_phone>(c, std::move(r));
  }
  Task<Result<Customer>> set_language(const CallContext& c, SetLanguage r) override {
    return call<&Service::set_language>(c, r);
  }
  Task<Result<ConsentDocument>> consent_document(const CallContext& c,
                                                 ConsentDocumentRequest r) override {
    return call<&Service::consent_document>(c, std::move(r));
  }
  Task<Result<Customer>> grant_consent(const CallContext& c, GrantConsent r) override {
    return call<&Service::grant_consent>(c, std::move(r));
  }
};

}  // namespace prokat::auth
