// auth-service: who somebody is. Owns users, operators, api_keys, customers, identities, consents.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "rpc/method.hpp"

namespace prokat::auth {

struct Consent {
  std::string kind;  // "personal_data", "offer", "marketing", "analytics"
  int version = 0;
};
BOOST_DESCRIBE_STRUCT(Consent, (), (kind, version))

struct Customer {
  CustomerId id;
  std::string name;
  Language language = Language::ru;
  std::optional<std::string> phone;  // E.164; the verified one if there is one
  bool phone_verified = false;
  std::optional<std::string> email;
  bool blocked = false;
  std::vector<Consent> consents;  // in force, newest version of each kind
};
BOOST_DESCRIBE_STRUCT(Customer, (),
                      (id, name, language, phone, phone_verified, email, blocked, consents))

// Finds the customer behind a messenger account, or makes one. Idempotent.
struct ResolveMessenger {
  std::string channel;  // telegram, console
  std::string bot_id;
  std::string account;  // the messenger's user id
  std::string name;
  Language language = Language::ru;
};
BOOST_DESCRIBE_STRUCT(ResolveMessenger, (), (channel, bot_id, account, name, language))

// A customer dictated on the phone to an operator: found by a verified phone, else made (never
// merged on an unverified phone).
struct ResolveContact {
  std::string name;
  std::string phone;
  std::optional<std::string> email;
};
BOOST_DESCRIBE_STRUCT(ResolveContact, (), (name, phone, email))

struct CustomerRequest {
  CustomerId id;
};
BOOST_DESCRIBE_STRUCT(CustomerRequest, (), (id))

struct VerifyPhone {  // the messenger vouches for it (contact.user_id == from.id)
  CustomerId customer_id;
  std::string phone;
  std::string channel;
};
BOOST_DESCRIBE_STRUCT(VerifyPhone, (), (customer_id, phone, channel))

struct SetLanguage {
  CustomerId customer_id;
  Language language = Language::ru;
};
BOOST_DESCRIBE_STRUCT(SetLanguage, (), (customer_id, language))

struct ConsentDocumentRequest {
  std::string kind;
};
BOOST_DESCRIBE_STRUCT(ConsentDocumentRequest, (), (kind))
struct ConsentDocument {
  std::string kind;
  int version = 0;
  LocalizedText text;
};
BOOST_DESCRIBE_STRUCT(ConsentDocument, (), (kind, version, text))

struct GrantConsent {
  CustomerId customer_id;
  std::string kind;
  int version = 0;
  std::string channel;
  std::string channel_ref;
};
BOOST_DESCRIBE_STRUCT(GrantConsent, (), (customer_id, kind, version, channel, channel_ref))

struct AuthenticateRequest {
  std::string bearer_token;
};
BOOST_DESCRIBE_STRUCT(AuthenticateRequest, (), (bearer_token))
struct Authenticated {
  std::string role;  // customer, operator, administrator
  std::string id;
};
BOOST_DESCRIBE_STRUCT(Authenticated, (), (role, id))

class Service {
 public:
  virtual ~Service() = default;
  virtual Task<Result<Authenticated>> authenticate(
      const CallContext& context, AuthenticateRequest request) = 0;  // unauthenticated
  virtual Task<Result<Customer>> resolve_messenger(const CallContext& context,
                                                   ResolveMessenger request) = 0;
  virtual Task<Result<Customer>> resolve_contact(
      const CallContext& context,
      ResolveContact request) = 0;  // validation-failed (/customer/phone)
  virtual Task<Result<Customer>> customer(const CallContext& context,
                                          CustomerRequest request) = 0;  // not-found
  // Attaches the phone. When a verified phone already names another customer, the messenger account
  // moves to that one if the present one has no orders; the answer is the customer that counts from
  // now on.
  virtual Task<Result<Customer>> verify_phone(const CallContext& context, VerifyPhone request) = 0;
  virtual Task<Result<Customer>> set_language(const CallContext& context, SetLanguage request) = 0;
  virtual Task<Result<ConsentDocument>> consent_document(const CallContext& context,
                                                         ConsentDocumentRequest request) = 0;
  virtual Task<Result<Customer>> grant_consent(const CallContext& context,
                                               GrantConsent request) = 0;  // idempotent
};

}  // namespace prokat::auth

template <>
struct prokat::rpc::Methods<prokat::auth::Service> {
  using S = prokat::auth::Service;
  static constexpr std::string_view service = "auth";
  static constexpr auto list = std::tuple{Method{"authenticate", &S::authenticate},
                                          Method{"resolve_messenger", &S::resolve_messenger},
                                          Method{"resolve_contact", &S::resolve_contact},
                                          Method{"customer", &S::customer},
                                          Method{"verify_phone", &S::verify_phone},
                                          Method{"set_language", &S::set_language},
                                          Method{"consent_document", &S::consent_document},
                                          Method{"grant_consent", &S::grant_consent}};
};
