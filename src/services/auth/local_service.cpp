#include "services/auth/local_service.hpp"

#include <algorithm>

#include "runtime/log.hpp"
#include "services/auth/domain/contact.hpp"

namespace prokat::auth {
namespace {

constexpr std::size_t token_bytes_min = 16;  // shorter ones are never issued
constexpr std::size_t token_bytes_max = 512;
constexpr int verify_tries_max = 3;

std::unexpected<Problem> fault(const char* pointer, const char* code, const char* detail) {
  return fail(ProblemCode::validation_failed, "The customer's data are wrong.",
              {{pointer, code, detail}});
}

// WhatsApp's and Telegram's ids name a person whichever bot is asked, so all our bots know the same
// customer. The console has one user an account. Others are per bot until shown otherwise.
bool has_global_ids(std::string_view channel) {
  return channel == "telegram" || channel == "whatsapp" || channel == "console";
}

Result<Identity> identity_of(const ResolveMessenger& request) {
  constexpr std::string_view channels[] = {"telegram", "whatsapp", "max", "console"};
  if (std::ranges::find(channels, request.channel) == std::end(channels)) {
    return fault("/channel", "unknown-value", "One of: telegram, whatsapp, max, console.");
  }
  if (request.account.empty() || request.account.size() > 128) {
    return fault("/account", "bad-account", "1 to 128 bytes.");
  }
  return Identity{request.channel, has_global_ids(request.channel) ? "" : request.bot_id,
                  request.account};
}

Result<NewContact> contact_of(const ResolveContact& request) {
  NewContact contact{.name = normalise_name(request.name)};
  if (contact.name.empty()) return fault("/customer/name", "required", "A name is needed.");
  const auto phone = normalise_phone(request.phone);
  if (!phone) return fault("/customer/phone", "bad-phone", "A phone with its country code.");
  contact.phone = *phone;
  if (request.email && !request.email->empty()) {
    contact.email = normalise_email(*request.email);
    if (!contact.email) return fault("/customer/email", "bad-email", "An e-mail address.");
  }
  return contact;
}

Result<Customer> or_not_found(std::optional<Customer> found) {
  if (!found) return fail(ProblemCode::not_found);
  return std::move(*found);
}

}  // namespace

Task<Result<Authenticated>> LocalService::authenticate(const CallContext& context,
                                                       AuthenticateRequest request) {
  const std::size_t size = request.bearer_token.size();
  if (size < token_bytes_min || size > token_bytes_max)
    co_return fail(ProblemCode::unauthenticated);
  auto known = co_await store_.find_api_key(sha256_of(request.bearer_token), context.deadline);
  if (!known) co_return fail(ProblemCode::unauthenticated);
  co_return std::move(*known);
}

Task<Result<Customer>> LocalService::resolve_messenger(const CallContext& context,
                                                       ResolveMessenger request) {
  auto read = identity_of(request);
  if (!read) co_return pass(std::move(read));
  const Identity identity = *read;
  auto found = co_await store_.find_by_identity(identity, context.deadline);
  if (!found) {
    // Whether we or somebody else at the same moment made the customer: now there is one.
    co_await store_.create_messenger_customer(identity, normalise_name(request.name),
                                              request.language, clock_.now(), context.deadline);
    found = co_await store_.find_by_identity(identity, context.deadline);
  }
  co_return or_not_found(std::move(found));
}

Task<Result<Customer>> LocalService::resolve_contact(const CallContext& context,
                                                     ResolveContact request) {
  auto contact = contact_of(request);
  if (!contact) co_return pass(std::move(contact));
  const auto resolved = co_await store_.resolve_contact(*contact, clock_.now(), context.deadline);
  if (resolved.made) {
    co_return Customer{.id = resolved.id,
                       .name = std::move(contact->name),
                       .phone = std::move(contact->phone),
                       .email = std::move(contact->email)};
  }
  co_return or_not_found(co_await store_.find_customer(resolved.id, context.deadline));
}

Task<Result<Customer>> LocalService::customer(const CallContext& context, CustomerRequest request) {
  co_return or_not_found(co_await store_.find_customer(request.id, context.deadline));
}

Task<std::optional<CustomerId>> LocalService::try_verify(CustomerId present, std::string phone,
                                                         Deadline deadline) {
  const Instant now = clock_.now();
  auto tx = co_await store_.transaction(deadline);
  const auto owner = co_await phone_store::find_owner(tx, phone);
  if (owner == present) co_return present;
  if (!owner) {
    if (!co_await phone_store::attach_verified(tx, present, phone, now)) co_return std::nullopt;
    co_await tx.commit();
    co_return present;
  }
  const auto locked = co_await phone_store::lock(tx, present, *owner);
  if (!locked.both) co_return std::nullopt;
  if (locked.present_has_orders) {
    // Two people with histories are not joined by a phone: an operator has to look at it.
    co_await phone_store::attach_unverified(tx, present, phone, now);
    co_await tx.commit();
    co_return present;
  }
  co_await phone_store::merge(tx, present, *owner, now);
  co_await tx.commit();
  co_return *owner;
}

Task<Result<Customer>> LocalService::verify_phone(const CallContext& context, VerifyPhone request) {
  const auto phone = normalise_phone(request.phone);
  if (!phone) co_return fault("/phone", "bad-phone", "A phone with its country code.");
  for (int tries = 0; tries < verify_tries_max; ++tries) {
    const auto found = co_await store_.find_customer(request.customer_id, context.deadline);
    if (!found) co_return fail(ProblemCode::not_found);
    const auto counts = co_await try_verify(found->id, *phone, context.deadline);
    if (!counts) continue;
    log::info("auth.phone_verified", {{"customer_id", counts->to_string()},
                                      {"channel", request.channel},
                                      {"merged", *counts != found->id},
                                      {"request_id", context.request_id}});
    co_return or_not_found(co_await store_.find_customer(*counts, context.deadline));
  }
  co_return fail(ProblemCode::unavailable, "This phone is being verified elsewhere right now.");
}

Task<Result<Customer>> LocalService::set_language(const CallContext& context, SetLanguage request) {
  auto found = co_await store_.find_customer(request.customer_id, context.deadline);
  if (!found) co_return fail(ProblemCode::not_found);
  co_await store_.set_language(found->id, request.language, context.deadline);
  found->language = request.language;
  co_return std::move(*found);
}

Task<Result<ConsentDocument>> LocalService::consent_document(const CallContext& context,
                                                             ConsentDocumentRequest request) {
  auto document =
      co_await store_.find_consent_document(request.kind, clock_.now(), context.deadline);
  if (!document) co_return fail(ProblemCode::not_found);
  co_return std::move(*document);
}

Task<Result<Customer>> LocalService::grant_consent(const CallContext& context,
                                                   GrantConsent request) {
  const auto found = co_await store_.find_customer(request.customer_id, context.deadline);
  if (!found) co_return fail(ProblemCode::not_found);
  request.customer_id = found->id;
  if (!co_await store_.grant_consent(std::move(request), clock_.now(), context.deadline)) {
    co_return fault("/version", "unknown-value", "There is no such document.");
  }
  co_return or_not_found(co_await store_.find_customer(found->id, context.deadline));
}

Task<void> ensure_demo_administrator(LocalService& service, Secret token) {
  const auto deadline = Deadline::in(std::chrono::seconds(30));
  co_await service.store_.ensure_demo_administrator(sha256_of(token.expose()), service.clock_.now(),
                                                    deadline);
}

}  // namespace prokat::auth
