// Who sends this request? `Authorization: Bearer <API key>` by auth-service, here or in another
// process. No header is anonymous; a wrong one is 401, never anonymous.
#pragma once

#include "http/server.hpp"
#include "services/auth/token_cache.hpp"

namespace prokat::auth {

// For the listener of one Loop: keys that were good stay so for a minute without asking again, so a
// revoked key may live that long. The service must outlive it.
http::Authenticator make_authenticator(Service& service);

}  // namespace prokat::auth
