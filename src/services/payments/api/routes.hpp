// Routes of payments-service, and what YooKassa's notifications become.
#pragma once

#include "base/secret.hpp"
#include "events/inbox.hpp"
#include "http/router.hpp"
#include "services/payments/local_service.hpp"

namespace prokat::payments {

struct RouteOptions {
  Secret webhook_secret;  // the unguessable segment of the webhook's path; empty: no webhook route
};

// POST /api/v1/bookings/{id}/payments, GET /api/v1/payments/{id}, POST /webhooks/yookassa/{secret}
void add_routes(http::Router& router, LocalService& service, events::Inbox& inbox,
                RouteOptions options);

// The inbox source of YooKassa's notifications and the handler that learns the true state of what
// they name.
inline constexpr std::string_view yookassa_source = "yookassa";
Task<void> handle_notification(LocalService& service, CallContext context, events::InboxItem item);

}  // namespace prokat::payments
