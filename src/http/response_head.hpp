// The status line and headers of an answer as bytes. Written by hand: the head is short, and
// Beast's serializer would copy every header once more. A CR or LF in a value becomes a space, so
// no value can end the head.
#pragma once

#include <string>
#include <string_view>

#include "http/message.hpp"

namespace prokat::http {

// Adds Date, Content-Length (not for 204 and 304), X-Request-Id, the security headers every answer
// has, and "Cache-Control: no-store" unless the reply says otherwise.
std::string response_head(const Reply& reply, std::string_view request_id, bool keep_alive);

std::string_view reason_phrase(int status);

// "Sun, 06 Nov 1994 08:49:37 GMT" of the machine's clock, made once a second and thread.
std::string_view http_date();

}  // namespace prokat::http
