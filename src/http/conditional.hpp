// ETag and If-Match: an update names the version it was written against (RFC 9110 §13.1.1).
//   auto update = http::read_update(request);   // 428 precondition-required without If-Match
//   if (!update) co_return pass(std::move(update));
//   ... json::revise(current, version, *update) ...          // 412 version-conflict, with the
//   fields co_return http::versioned_reply(changed, changed.version);
// The body of a PATCH is a merge patch (base/json_patch.hpp). DELETE archives: it is idempotent and
// asks for no If-Match. Idempotency-Key is read here too; events/request_key.hpp keeps it.
#pragma once

#include "base/json_patch.hpp"
#include "http/message.hpp"

namespace prokat::http {

std::string etag_of(int version);

// Of If-Match: one ETag as an answer gave it, or *. precondition-required without the header,
// bad-request for what is neither; an ETag that was never given matches nothing.
Result<std::optional<int>> read_if_match(const Request& request);
// If-Match together with the body.
Result<json::Update> read_update(const Request& request);

// validation-failed for what is not 1 to 255 printable ASCII characters.
Result<std::optional<std::string>> read_idempotency_key(const Request& request);

template <class T>
Reply versioned_reply(const T& value, int version, int status = 200) {
  Reply reply = json_reply(value, status);
  reply.headers.emplace_back("etag", etag_of(version));
  return reply;
}

}  // namespace prokat::http
