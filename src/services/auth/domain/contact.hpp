// How phones, e-mail addresses and names are written down: what two people typed differently but is
// the same compares equal afterwards. Says nothing about whether a phone exists or whose it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace prokat::auth {

// E.164 ("+79161234567"). Spaces, brackets, dashes and dots do not matter. Without a country code
// Russian rules apply: 8 9XX …, 7 9XX … and 9XX … are +7. Anything else is taken as an
// international number with or without its plus (messengers leave it out).
std::optional<std::string> normalise_phone(std::string_view text);

// Lower case; a part, one @, a domain with a dot. Deliberately no finer: mail decides.
std::optional<std::string> normalise_email(std::string_view text);

// Trimmed, control characters and runs of spaces as one space, at most 200 bytes of whole
// characters. May come out empty.
std::string normalise_name(std::string_view text);

}  // namespace prokat::auth
